"""A card changed: its passes get an update tag, its phones and Google are owed it.

Both in one transaction, so a phone that asks after the push finds the tag. A card that
no phone keeps costs one read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wallet_service.database import BrandSession
from wallet_service.delivery.parts import DeliveryParts, by_brand
from wallet_service.outbox import store, topics
from wallet_service.outbox.relay import Delivered, Result
from wallet_service.outbox.store import Message
from wallet_service.services.wallet import google_objects, push_targets, update_tags


class CardChanged:
    """The handler of `card-changed`; the subject is a card."""

    def __init__(self, parts: DeliveryParts) -> None:
        self._parts = parts

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """Owe the pushes of the whole batch, a transaction for each brand."""
        for brand_id, batch in by_brand(messages).items():
            lanes = {message.subject: message.lane for message in batch}
            with self._parts.database.reading(brand_id) as session:
                is_kept = bool(
                    push_targets.registered(session, lanes.keys())
                    or google_objects.of_cards(session, lanes.keys())
                )
            if is_kept:
                self._owe(brand_id, lanes)
        return {message.id: Delivered() for message in messages}

    def _owe(self, brand_id: str, lanes: Mapping[str, int]) -> None:
        def work(session: BrandSession) -> None:
            self._owe_pushes(session, lanes)
            self._owe_google(session, lanes)

        self._parts.database.run(brand_id, work)

    def _owe_google(self, session: BrandSession, lanes: Mapping[str, int]) -> None:
        now = self._parts.clock()
        for card_id, pass_id in google_objects.of_cards(session, lanes.keys()):
            store.enqueue(
                session, topics.GOOGLE_OBJECT, pass_id, now, lane=lanes[card_id]
            )

    def _owe_pushes(self, session: BrandSession, lanes: Mapping[str, int]) -> None:
        targets = push_targets.registered(session, lanes.keys())
        now = self._parts.clock()
        for pass_type_id in sorted({target.pass_type_id for target in targets}):
            mine = [one for one in targets if one.pass_type_id == pass_type_id]
            pass_ids = {target.pass_id for target in mine}
            update_tags.give_out(session, pass_type_id, sorted(pass_ids), now)
            for device_id, lane in _one_per_token(mine, lanes).items():
                store.enqueue(session, topics.APPLE_PUSH, device_id, now, lane=lane)


def _one_per_token(
    targets: Sequence[push_targets.RegisteredPass], lanes: Mapping[str, int]
) -> dict[str, int]:
    """One phone for each push token, in the most urgent lane of its cards."""
    speaker: dict[str, str] = {}
    chosen: dict[str, int] = {}
    for target in targets:
        device_id = speaker.setdefault(target.push_token, target.device_id)
        lane = lanes[target.card_id]
        chosen[device_id] = min(lane, chosen.get(device_id, lane))
    return dict(sorted(chosen.items()))
