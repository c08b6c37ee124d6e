"""Google's signed callbacks: who saved or deleted which object (ECv2SigningOnly).

The signature covers lengths in octets, never in characters, and our issuer's id, which
the caller must bring: what the message itself claims proves nothing. That a nonce comes
once is for the caller to keep, under a unique constraint until past `expires_at`.
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from wallet_service.wallets.google import callback_keys, identifiers
from wallet_service.wallets.google.callback_keys import PROTOCOL, RootKeys

SENDER = "GooglePayPasses"
LONGEST_BODY = 65536
LONGEST_NONCE = 200
_LENGTH = struct.Struct("<I")
_SHA256 = ec.ECDSA(hashes.SHA256())


class CallbackRefused(ValueError):
    """Not from Google, not for us, or too late; `reason` is stable, for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Event(StrEnum):
    """What the person did with the object on a phone."""

    SAVE = "save"
    DELETE = "del"


@dataclass(frozen=True, slots=True)
class Callback:
    """A message that Google signed for our issuer."""

    class_id: str
    object_id: str
    event: Event
    nonce: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Envelope:
    signature: bytes
    signed_message: str
    signed_key: str
    key_signatures: tuple[bytes, ...]


def claimed_issuer(body: bytes) -> str:
    """Which issuer a body claims to be for: to find the brand, never to trust it.

    Raises CallbackRefused for what is no callback at all.
    """
    message = _json_object(_envelope(body).signed_message)
    try:
        return identifiers.issuer_of(str(message.get("objectId")))
    except identifiers.InvalidIdentifier:
        raise CallbackRefused("identifiers") from None


def verify(body: bytes, *, issuer_id: str, keys: RootKeys, at: datetime) -> Callback:
    """The message, if Google signed it for this issuer and it holds at that time.

    Raises CallbackRefused, and KeysUnavailable when there is no key to judge by.
    """
    envelope = _envelope(body)
    _check_key(envelope, keys, at)
    intermediate = _json_object(envelope.signed_key)
    if _moment(intermediate.get("keyExpiration")) <= at:
        raise CallbackRefused("intermediate_key_expired")
    signed = signed_bytes(SENDER, issuer_id, PROTOCOL, envelope.signed_message)
    key = _public_key(intermediate.get("keyValue"))
    if not _is_signed(key, envelope.signature, signed):
        raise CallbackRefused("signature")
    return _callback(_json_object(envelope.signed_message), issuer_id, at)


def signed_bytes(*components: str) -> bytes:
    """What is signed: each text in UTF-8 behind its length in octets."""
    encoded = [component.encode() for component in components]
    return b"".join(_LENGTH.pack(len(one)) + one for one in encoded)


def _check_key(envelope: _Envelope, keys: RootKeys, at: datetime) -> None:
    """Whether a root key signed the intermediate one; perhaps a key that is new."""
    signed = signed_bytes(SENDER, PROTOCOL, envelope.signed_key)
    for look in (keys.current, keys.newer):
        roots = [root.public_key for root in look(at)]
        if _is_signed_by_one(roots, envelope.key_signatures, signed):
            return
    raise CallbackRefused("intermediate_key_signature")


def _envelope(body: bytes) -> _Envelope:
    if len(body) > LONGEST_BODY:
        raise CallbackRefused("too_long")
    content = _json_object(body)
    if content.get("protocolVersion") != PROTOCOL:
        raise CallbackRefused("protocol")
    key = content.get("intermediateSigningKey")
    if not isinstance(key, dict) or not isinstance(key.get("signatures"), list):
        raise CallbackRefused("malformed")
    return _Envelope(
        signature=_base64(content.get("signature")),
        signed_message=_text(content.get("signedMessage")),
        signed_key=_text(key.get("signedKey")),
        key_signatures=tuple(map(_base64, key["signatures"][:10])),
    )


def _callback(message: Mapping[str, Any], issuer_id: str, at: datetime) -> Callback:
    expires_at = _moment(message.get("expTimeMillis"))
    if expires_at <= at:
        raise CallbackRefused("expired")
    class_id, object_id = (_text(message.get(n)) for n in ("classId", "objectId"))
    for identifier in (class_id, object_id):
        if not identifier.startswith(f"{issuer_id}."):
            raise CallbackRefused("other_issuer")
        if not identifiers.is_resource_id(identifier):
            raise CallbackRefused("identifiers")
    nonce = _text(message.get("nonce"))
    if not 0 < len(nonce) <= LONGEST_NONCE:
        raise CallbackRefused("nonce")
    try:
        event = Event(str(message.get("eventType")))
    except ValueError:
        raise CallbackRefused("event") from None
    return Callback(class_id, object_id, event, nonce, expires_at)


def _is_signed_by_one(
    keys: Sequence[ec.EllipticCurvePublicKey],
    signatures: Iterable[bytes],
    signed: bytes,
) -> bool:
    return any(_is_signed(key, one, signed) for one in signatures for key in keys)


def _is_signed(key: ec.EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, _SHA256)
    except InvalidSignature:
        return False
    return True


def _json_object(text: bytes | str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise CallbackRefused("malformed") from None
    if not isinstance(content, dict):
        raise CallbackRefused("malformed")
    return content


def _text(value: object) -> str:
    """Text that UTF-8 can carry: JSON can also write half a character."""
    if not isinstance(value, str):
        raise CallbackRefused("malformed")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise CallbackRefused("malformed") from None
    return value


def _base64(value: object) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=True)
    except (binascii.Error, ValueError):
        raise CallbackRefused("malformed") from None


def _moment(value: object) -> datetime:
    try:
        return callback_keys.moment(value)
    except ValueError:
        raise CallbackRefused("malformed") from None


def _public_key(value: object) -> ec.EllipticCurvePublicKey:
    try:
        return callback_keys.public_key(_text(value))
    except ValueError:
        raise CallbackRefused("malformed") from None
