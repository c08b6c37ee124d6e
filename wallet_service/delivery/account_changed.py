"""A pooled account moved: the cards that read it follow, in pages and silently.

At most once a minute for an account, in the lowest lane; the card that caused it has
its own message and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from wallet_service.delivery import following
from wallet_service.delivery.parts import DeliveryParts
from wallet_service.outbox import store
from wallet_service.outbox.relay import Delivered, Postponed, Result
from wallet_service.outbox.store import Message
from wallet_service.services.wallet import pooled_cards

PAUSE = timedelta(seconds=60)


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
        following.move_all(
            self._parts,
            message,
            pooled_cards.lock_page,
            lambda session, page: pooled_cards.without_the_mover(
                session, message.subject, page
            ),
        )
        return Delivered()
