"""Signs callbacks as Google does (ECv2SigningOnly), with root keys of its own.

Root keys are served at the stand-in's keys address; an intermediate key signs messages.
"""

from __future__ import annotations

import base64
import json
import secrets
import struct
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PROTOCOL = "ECv2SigningOnly"
SENDER = "GooglePayPasses"
_SHA256 = ec.ECDSA(hashes.SHA256())


class CallbackSigner:
    """Not from `wallets`: the two must agree on the octets without sharing them."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.message_lives = timedelta(minutes=10)
        self.intermediate_lives = timedelta(days=7)
        self.root_lives = timedelta(days=365)
        self.rotate()

    def rotate(self) -> None:
        """New root keys; those before are served no longer."""
        self._root = ec.generate_private_key(ec.SECP256R1())

    def keys_page(self) -> bytes:
        """What stands at the keys address."""
        listed = [
            {
                "keyValue": _public(self._root),
                "protocolVersion": PROTOCOL,
                "keyExpiration": _milliseconds(self._clock() + self.root_lives),
            },
            {
                "keyValue": _public(self._root),
                "protocolVersion": "ECv1",
                "keyExpiration": _milliseconds(self._clock() + self.root_lives),
            },
        ]
        return json.dumps({"keys": listed}).encode()

    def message(
        self, *, class_id: str, object_id: str, event: str, **others: object
    ) -> dict[str, Any]:
        """What a callback says."""
        return {
            "classId": class_id,
            "objectId": object_id,
            "eventType": event,
            "expTimeMillis": int(_milliseconds(self._clock() + self.message_lives)),
            "count": 1,
            "nonce": secrets.token_hex(16),
            **others,
        }

    def sign(
        self,
        message: Mapping[str, Any],
        *,
        issuer_id: str,
        protocol: str = PROTOCOL,
    ) -> bytes:
        """The body of a callback to that issuer."""
        key = ec.generate_private_key(ec.SECP256R1())
        ends = _milliseconds(self._clock() + self.intermediate_lives)
        signed_key = json.dumps({"keyValue": _public(key), "keyExpiration": ends})
        signed_message = json.dumps(message, ensure_ascii=False)
        by_root = _sign(self._root, SENDER, protocol, signed_key)
        by_key = _sign(key, SENDER, issuer_id, protocol, signed_message)
        envelope = {
            "protocolVersion": protocol,
            "signature": by_key,
            "intermediateSigningKey": {
                "signedKey": signed_key,
                "signatures": [by_root],
            },
            "signedMessage": signed_message,
        }
        return json.dumps(envelope, ensure_ascii=False).encode()


def _sign(key: ec.EllipticCurvePrivateKey, *components: str) -> str:
    signed = b""
    for component in components:
        octets = component.encode("utf-8")
        signed += struct.pack("<I", len(octets)) + octets
    return base64.b64encode(key.sign(signed, _SHA256)).decode("ascii")


def _public(key: ec.EllipticCurvePrivateKey) -> str:
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(der).decode("ascii")


def _milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))
