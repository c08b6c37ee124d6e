"""Pushes again to every card of a brand that lags, page by page, in the lowest lane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wallet_service.database import BrandSession
from wallet_service.delivery.following import PAGE
from wallet_service.delivery.parts import DeliveryParts
from wallet_service.outbox import store, topics
from wallet_service.outbox.relay import Delivered, Result
from wallet_service.outbox.store import Message
from wallet_service.services.wallet import stale_cards


class StaleCards:
    """The handler of `stale-cards`; the subject is a brand."""

    def __init__(self, parts: DeliveryParts) -> None:
        self._parts = parts

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """Owe an update of each card that is stale at this moment."""
        for message in messages:
            self._owe_all(message)
        return {message.id: Delivered() for message in messages}

    def _owe_all(self, message: Message) -> None:
        def work(session: BrandSession) -> str | None:
            now = self._parts.clock()
            page = stale_cards.page(session, now, after=after or "", limit=PAGE)
            for card in page:
                store.enqueue(
                    session,
                    topics.CARD_CHANGED,
                    card.card_id,
                    now,
                    lane=topics.LOWEST_LANE,
                )
            return page[-1].card_id if len(page) == PAGE else None

        after: str | None = ""
        while after is not None:
            after = self._parts.database.run(message.brand_id, work)
