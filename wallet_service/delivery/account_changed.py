"""A pooled account moved: the cards that read it follow, in pages and silently.

At most once a minute for an account, in the lowest lane; the card that caused it has
its own message and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from wallet_service.database import BrandSession
from wallet_service.delivery.parts import DeliveryParts
from wallet_service.outbox import store, topics
from wallet_service.outbox.relay import Delivered, Postponed, Result
from wallet_service.outbox.store import Message
from wallet_service.services.wallet import pooled_cards, push_targets

PAUSE = timedelta(seconds=60)
PAGE = 500


class AccountChanged:
    """The handler of `account-changed`; the subject is an account."""

    def __init__(self, parts: DeliveryParts) -> None:
        self._parts = parts

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """Fan each account's change out, or hold it back for the rest of its minute."""
        return {message.id: self._pay(message) for message in messages}

    def _pay(self, message: Message) -> Result:
        with self._parts.database.reading(message.brand_id) as session:
            last = store.last_delivered(session, message)
        if last is not None and last + PAUSE > self._parts.clock():
            return Postponed(last + PAUSE, "at most once a minute for an account")
        after: str | None = ""
        while after is not None:
            after = self._page(message, after)
        return Delivered()

    def _page(self, message: Message, after: str) -> str | None:
        """Move one page of cards on; gives the last card, or None at the end."""

        def work(session: BrandSession) -> str | None:
            now = self._parts.clock()
            page = pooled_cards.lock_page(
                session, message.subject, after=after, limit=PAGE
            )
            _owe(session, message, page, now)
            return page[-1] if len(page) == PAGE else None

        return self._parts.database.run(message.brand_id, work)


def _owe(
    session: BrandSession, message: Message, page: Sequence[str], now: datetime
) -> None:
    """Later dates for the cards of a page, and messages for those that phones keep."""
    followers = pooled_cards.without_the_mover(session, message.subject, page)
    pooled_cards.move_on(session, followers, now)
    targets = push_targets.registered(session, followers)
    for card_id in sorted({target.card_id for target in targets}):
        store.enqueue(session, topics.CARD_CHANGED, card_id, now, lane=message.lane)
