"""What became of a call: Google's answer, a value for each thing the caller must do.

Judged by the reason in Google's error envelope rather than by the status alone: a used
up budget of notices comes as 403 like a missing right.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """Google took it; `resource` is the class, the object or the list as it is now."""

    resource: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AlreadyExists:
    """An insert met an object that is there: patch it to the wanted state."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing of that name was ever created, or its class was not: insert it."""

    message: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The body or the identifier is wrong: park it with the message, never repeat.

    `status` is None when our own rules held it back, and nothing was sent.
    """

    status: int | None
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class PermissionDenied:
    """The issuer does not let this account in: stop the channel, tell the operator."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class CredentialRefused:
    """The key is revoked, or no token was accepted: stop the channel, alert."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoticesUsedUp:
    """The issuer's budget of notices is spent: send it silently, or a day later."""

    message: str


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not taken: again after `retry_after` seconds or by one's own back-off.

    `is_limited` says that there were too many requests: slow down.
    """

    status: int | None
    reason: str
    retry_after: float | None
    is_limited: bool = False


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Sent, and no answer came: it may have arrived or not."""

    reason: str


Answer = (
    Done
    | AlreadyExists
    | NotFound
    | Refused
    | PermissionDenied
    | CredentialRefused
    | NoticesUsedUp
    | TryLater
    | Unanswered
)

_LIMIT_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_NOTICE_REASON = "quotaExceeded"
_LONGEST_TEXT = 500


def read(status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    """The meaning of one response."""
    content = _json_object(body)
    if 200 <= status < 300:
        if content is None:
            return Unanswered("the answer was not JSON")
        return Done(content)
    error = _envelope(content)
    reason, message = _reason(error), str(error.get("message", ""))[:_LONGEST_TEXT]
    if status == 429 or (status == 403 and reason in _LIMIT_REASONS):
        wait = _seconds(headers.get("Retry-After"))
        return TryLater(status, reason, wait, is_limited=True)
    if status >= 500:
        return TryLater(status, reason, _seconds(headers.get("Retry-After")))
    match status:
        case 401:
            return CredentialRefused(reason or "unauthorized")
        case 403 if reason == _NOTICE_REASON:
            return NoticesUsedUp(message)
        case 403:
            return PermissionDenied(reason, message)
        case 404:
            return NotFound(message)
        case 409:
            return AlreadyExists()
        case _:
            return Refused(status, reason, message)


def _json_object(body: bytes) -> Mapping[str, Any] | None:
    try:
        content = json.loads(body)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _envelope(content: Mapping[str, Any] | None) -> Mapping[str, Any]:
    error = (content or {}).get("error")
    return error if isinstance(error, dict) else {}


def _reason(error: Mapping[str, Any]) -> str:
    listed = error.get("errors")
    first = listed[0] if isinstance(listed, list) and listed else {}
    reason = first.get("reason") if isinstance(first, dict) else None
    return str(reason or error.get("status") or "")[:100]


def _seconds(header: str | None) -> float | None:
    """Retry-After in seconds; its other form, a date, would need a clock here."""
    if header is None or not (header.isascii() and header.isdigit()):
        return None
    return float(header)
