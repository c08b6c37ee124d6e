"""Hands a letter to the operator's mail server, over TLS unless it is on this machine.

What comes back tells a letter to be sent again from one that never will be; reasons
hold codes of the protocol and no addresses.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from wallet_service.outbox.relay import Dead, Delivered, Later, Result
from wallet_service.services.mail.letters import WrittenLetter
from wallet_service.settings import LOOPBACK, Settings

TIMEOUT_SECONDS = 10.0
PORTS = {"smtp": 587, "smtps": 465}
# RFC 5321: a code of 5xx is final
FINAL = 500


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in, and whom they come from."""

    host: str
    port: int
    is_tls_from_the_start: bool
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_settings(cls, settings: Settings) -> MailServer | None:
        """The server of WALLET_SMTP_URL; None when there is none."""
        if settings.smtp_url is None:
            return None
        parts = urlsplit(settings.smtp_url.get_secret_value())
        return cls(
            host=parts.hostname or "",
            port=parts.port or PORTS[parts.scheme],
            is_tls_from_the_start=parts.scheme == "smtps",
            sender=settings.effective_mail_from,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    def send(self, letter: WrittenLetter) -> Result:
        """Hand the letter in; never raises for what the server or the network does."""
        try:
            with self._connection() as connection:
                self._secure(connection)
                connection.send_message(_message(letter, self.sender))
        except smtplib.SMTPRecipientsRefused as refused:
            code = max((code for code, _ in refused.recipients.values()), default=0)
            return _refusal(code)
        except smtplib.SMTPResponseException as refused:
            return _refusal(refused.smtp_code)
        except (smtplib.SMTPException, OSError) as error:
            return Later(f"the mail server is out of reach: {type(error).__name__}")
        return Delivered()

    def _connection(self) -> smtplib.SMTP:
        if self.is_tls_from_the_start:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_SECONDS, context=context
            )
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)

    def _secure(self, connection: smtplib.SMTP) -> None:
        connection.ehlo()
        if not self.is_tls_from_the_start and self.host not in LOOPBACK:
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo()
        if self.user:
            connection.login(self.user, self.password)


def _message(letter: WrittenLetter, sender: str) -> EmailMessage:
    local, _, domain = sender.rpartition("@")
    message = EmailMessage()
    message["From"] = Address(letter.sender_name, local, domain)
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message.set_content(letter.body)
    return message


def _refusal(code: int) -> Result:
    reason = f"the mail server answered {code}"
    return Dead(reason) if code >= FINAL else Later(reason)
