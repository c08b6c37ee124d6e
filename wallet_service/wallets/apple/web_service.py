"""The device protocol without a framework: tokens, update tags, dates and bodies.

What comes from a phone is untrusted: parsers answer None or their own error, never a
surprise (Apple: Adding a web service to update passes).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

LONGEST_LOG_BODY = 64 * 1024
MOST_LOG_MESSAGES = 50
LONGEST_LOG_MESSAGE = 1000
LONGEST_REGISTRATION_BODY = 4096

_AUTHORIZATION = re.compile(r"ApplePass +([!-~]{1,512})", re.IGNORECASE)
# Apple promises no length; 512 digits are eight times today's.
_PUSH_TOKEN = re.compile(r"(?:[0-9A-Fa-f]{2}){1,256}")
_TAG = re.compile(r"[0-9]{1,19}")


class BadRegistration(ValueError):
    """The body of a registration holds no usable push token: answer 400."""


def authorization_token(header: str | None) -> str | None:
    """The token in an Authorization header, or None when it is missing or malformed."""
    match = _AUTHORIZATION.fullmatch(header.strip(" \t")) if header else None
    return match[1] if match else None


def tokens_match(given: str | None, expected: str) -> bool:
    """Whether the phone's token is the pass's, compared in constant time."""
    return hmac.compare_digest(
        (given or "").encode("utf-8", "surrogatepass"), expected.encode()
    )


def derive_token(key: bytes, *, pass_type_identifier: str, serial_number: str) -> str:
    """The authentication token of a pass: HMAC-SHA-256 as 43 characters of base64url.

    Each part goes in behind its length, so that no two pairs are the same message.
    Raises ValueError for a key under 256 bits.
    """
    if len(key) < 32:
        raise ValueError("the token key is under 32 bytes; use 32 random ones")
    message = b"".join(
        len(part).to_bytes(4, "big") + part
        for part in (pass_type_identifier.encode(), serial_number.encode())
    )
    digest = hmac.digest(key, message, hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def parse_update_tag(text: str | None, *, newest: int) -> int | None:
    """The tag in passesUpdatedSince; None (all of them) for garbage or one above ours.

    One above `newest` is from before a backup was restored: with None the phone heals.
    """
    if text is None or not _TAG.fullmatch(text):
        return None
    tag = int(text)
    return tag if tag <= newest else None


def format_update_tag(tag: int) -> str:
    """The tag as the phone keeps it: decimal digits survive every address unencoded."""
    if tag < 0:
        raise ValueError("an update tag is never negative")
    return str(tag)


def next_update_tag(last: int, unix_milliseconds: int) -> int:
    """The tag after `last`: it always grows, also when the clock does not."""
    return max(last + 1, unix_milliseconds)


def changed_passes(serial_numbers: Sequence[str], tag: int) -> dict[str, object]:
    """The answer with the changed passes; when there are none, answer 204 instead."""
    return {
        "serialNumbers": list(serial_numbers),
        "lastUpdated": format_update_tag(tag),
    }


def http_date(moment: datetime) -> str:
    """An instant as HTTP writes it; raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError(
            "the datetime has no time zone; give an aware one, such as UTC"
        )
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def parse_http_date(text: str | None) -> datetime | None:
    """The instant in an HTTP date, aware and in UTC, or None for anything else."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (
        moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    )


def next_last_modified(previous: datetime, now: datetime) -> datetime:
    """Last-Modified of a new version: whole seconds, always later than `previous`."""
    return max(
        now.replace(microsecond=0),
        previous.replace(microsecond=0) + timedelta(seconds=1),
    )


def is_unmodified(if_modified_since: str | None, last_modified: datetime) -> bool:
    """Whether to answer 304: only for the very header sent with this version."""
    return if_modified_since == http_date(last_modified)


def parse_registration(body: bytes) -> str:
    """The push token of a registration, in lower case; raises BadRegistration."""
    content = _json(body[: LONGEST_REGISTRATION_BODY + 1], LONGEST_REGISTRATION_BODY)
    token = content.get("pushToken") if isinstance(content, dict) else None
    if not isinstance(token, str) or not _PUSH_TOKEN.fullmatch(token):
        raise BadRegistration('the body must be {"pushToken": "<hexadecimal digits>"}')
    return token.lower()


def parse_log(body: bytes) -> tuple[str, ...]:
    """The messages of a log body, capped in number and length; empty for garbage.

    They are untrusted text and may hold device identifiers: keep them from open logs.
    """
    content = _json(body[: LONGEST_LOG_BODY + 1], LONGEST_LOG_BODY)
    messages = content.get("logs") if isinstance(content, dict) else None
    if not isinstance(messages, list):
        return ()
    texts = [message for message in messages if isinstance(message, str)]
    return tuple(_storable(text) for text in texts[:MOST_LOG_MESSAGES])


def _storable(text: str) -> str:
    # Databases refuse NUL and half characters.
    whole = text[:LONGEST_LOG_MESSAGE].encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _json(body: bytes, longest: int) -> object:
    if len(body) > longest:
        return None
    try:
        content: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content
