"""Writes the letters that people asked for who look for their cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wallet_service.delivery.parts import DeliveryParts
from wallet_service.outbox.relay import Delivered, Result
from wallet_service.outbox.store import Message
from wallet_service.services.joining import restoring


class WayBack:
    """The handler of `way-back`; the subject is a letter that was asked for."""

    def __init__(self, parts: DeliveryParts) -> None:
        self._parts = parts

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """Answer each of them."""
        return {message.id: self._answer(message) for message in messages}

    def _answer(self, message: Message) -> Result:
        parts = self._parts
        with parts.database.writing(message.brand_id) as session:
            restoring.answer(
                session,
                parts.keyring,
                message.subject,
                base_url=parts.settings.base_url,
                now=parts.clock(),
            )
        return Delivered()
