"""Many cards follow one change: in pages, silently, in the lowest lane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from wallet_service.database import BrandSession
from wallet_service.delivery.parts import DeliveryParts
from wallet_service.outbox import store, topics
from wallet_service.outbox.relay import Delivered, Result
from wallet_service.outbox.store import Message
from wallet_service.services.wallet import (
    google_objects,
    pooled_cards,
    push_targets,
)

PAGE = 500

Followers = Callable[[BrandSession, Sequence[str]], Sequence[str]]


class LockPage(Protocol):
    """Gives the next cards that show the subject of a message, locked."""

    def __call__(
        self, session: BrandSession, subject: str, /, *, after: str, limit: int
    ) -> list[str]:
        """Up to `limit` cards behind the card `after`, in their order."""


class CardsFollow:
    """The handler of a topic whose subject many cards show."""

    def __init__(self, parts: DeliveryParts, lock_page: LockPage) -> None:
        self._parts = parts
        self._lock_page = lock_page

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """Move the cards of each subject on."""
        for message in messages:
            move_all(self._parts, message, self._lock_page)
        return {message.id: Delivered() for message in messages}


def move_all(
    parts: DeliveryParts,
    message: Message,
    lock_page: LockPage,
    followers: Followers = lambda _session, page: page,
) -> None:
    """Move the cards on page by page, each in a transaction of its own.

    `followers` are those of a page that have not been told already.
    """

    def work(session: BrandSession) -> str | None:
        page = lock_page(session, message.subject, after=after or "", limit=PAGE)
        _owe(session, message, followers(session, page), parts.clock())
        return page[-1] if len(page) == PAGE else None

    after: str | None = ""
    while after is not None:
        after = parts.database.run(message.brand_id, work)


def _owe(
    session: BrandSession, message: Message, cards: Sequence[str], now: datetime
) -> None:
    """Later dates for the cards, and messages for those that phones keep."""
    pooled_cards.move_on(session, cards, now)
    kept = {target.card_id for target in push_targets.registered(session, cards)}
    kept |= {card_id for card_id, _ in google_objects.of_cards(session, cards)}
    for card_id in sorted(kept):
        store.enqueue(session, topics.CARD_CHANGED, card_id, now, lane=message.lane)
