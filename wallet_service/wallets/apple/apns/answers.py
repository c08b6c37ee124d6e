"""What became of a push: Apple's answer as one value per thing that the caller must do.

After Apple's page "Handling notification responses from APNs" (checked 2026-11).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Accepted:
    """APNs took it; the device is up to date only when it fetches the pass."""

    apns_id: str


@dataclass(frozen=True, slots=True)
class Unregistered:
    """The token is dead since `since`: drop what has not registered again later.

    `since` is None when the answer did not tell.
    """

    reason: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class BadToken:
    """The token is no token of this pass type: drop its registrations."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Our configuration is wrong: stop, alert, keep the registrations.

    `status` is None when it came to no request (TLS, HTTP/2).
    """

    status: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class CredentialRefused:
    """The certificate is not accepted: stop, alert, keep the registrations."""

    status: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not taken, try again after `retry_after` seconds or by one's own back-off.

    `status` is None when APNs never took the request up.
    """

    status: int | None
    reason: str
    retry_after: float | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Sent, and no answer came: it may have arrived or not; to repeat is harmless."""

    reason: str


PushAnswer = (
    Accepted
    | Unregistered
    | BadToken
    | Refused
    | CredentialRefused
    | TryLater
    | Unanswered
)

BAD_TOKEN_REASONS = frozenset({"BadDeviceToken", "DeviceTokenNotForTopic"})
CREDENTIAL_REASONS = frozenset(
    {
        "BadCertificate",
        "BadCertificateEnvironment",
        "ExpiredProviderToken",
        "Forbidden",
        "InvalidProviderToken",
        "MissingProviderToken",
        "UnrelatedKeyIdInToken",
    }
)
# Both say that this connection is at its end, and nothing against the push.
CLOSING_REASONS = frozenset({"IdleTimeout", "Shutdown"})


def read(
    status: int, fields: Mapping[bytes, bytes], *, body: bytes, apns_id: str
) -> PushAnswer:
    """The meaning of one response; `apns_id` is what was sent, should it be missing."""
    if status == 200:
        return Accepted(fields.get(b"apns-id", b"").decode("latin-1") or apns_id)
    answer = _json_object(body)
    reason = str(answer.get("reason", ""))[:100]
    if status == 410:
        return Unregistered(reason, _milliseconds(answer.get("timestamp")))
    if status == 400 and reason in BAD_TOKEN_REASONS:
        return BadToken(reason)
    if status == 403:
        return CredentialRefused(status, reason)
    if status == 429 or status >= 500 or reason in CLOSING_REASONS:
        return TryLater(status, reason, _seconds(fields.get(b"retry-after")))
    return Refused(status, reason)


def stops_the_batch(answer: PushAnswer) -> bool:
    """Whether the pushes that follow could only be answered alike."""
    return isinstance(answer, Refused | CredentialRefused)


def reason_in(body: bytes) -> str:
    """The reason in a JSON body, as GOAWAY carries one too; empty if there is none."""
    return str(_json_object(body).get("reason", ""))[:100]


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _milliseconds(timestamp: object) -> datetime | None:
    if not isinstance(timestamp, int) or isinstance(timestamp, bool):
        return None
    try:
        return datetime.fromtimestamp(timestamp / 1000, tz=UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _seconds(header: bytes | None) -> float | None:
    """Retry-After in seconds; its other form, a date, would need a clock here."""
    if header is None or not header.isdigit():
        return None
    return float(header)
