"""Sends the letters that are owed; without a mail server they stay for development.

The server is asked outside of any transaction. A letter that was handed in and not
noted goes out once more: better twice than never.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wallet_service.delivery.parts import DeliveryParts
from wallet_service.delivery.smtp import MailServer
from wallet_service.outbox.relay import Dead, Delivered, Result
from wallet_service.outbox.store import Message
from wallet_service.services.mail import letters

NO_SERVER = Dead("there is no mail server: set WALLET_SMTP_URL")


class LettersDue:
    """The handler of `letter`; the subject is a letter."""

    def __init__(self, parts: DeliveryParts) -> None:
        self._parts = parts
        self._server = MailServer.from_settings(parts.settings)

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """Send each letter by itself."""
        return {message.id: self._send(message) for message in messages}

    def _send(self, message: Message) -> Result:
        with self._parts.database.reading(message.brand_id) as session:
            letter = letters.read(session, self._parts.keyring, message.subject)
            useless = letters.is_useless(session, message.subject, self._parts.clock())
        if letter is None:
            return Delivered()
        if self._server is None and self._parts.settings.is_development:
            return Delivered()
        result = Delivered() if useless else self._hand_in(letter)
        if isinstance(result, Delivered | Dead):
            self._settle(message)
        return result

    def _hand_in(self, letter: letters.WrittenLetter) -> Result:
        return NO_SERVER if self._server is None else self._server.send(letter)

    def _settle(self, message: Message) -> None:
        now = self._parts.clock()
        with self._parts.database.writing(message.brand_id) as session:
            letters.settle(session, message.subject, now)
