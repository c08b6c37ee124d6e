"""Keys at rest: the machine's secret wraps a data key per brand, which seals the rest.

AES-256-GCM throughout; the context (who owns what) is bound in as associated data, so a
sealed value cannot be moved to another brand or column. Nothing here prints a secret.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_BYTES = 32


class SealBroken(Exception):
    """A sealed value cannot be opened: another key, another place, or altered bytes."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A brand's own 256-bit key: seals columns and makes keyed hashes for look-ups."""

    _key: bytes = field(repr=False)

    def seal(self, plain: bytes, *, context: str) -> bytes:
        """Encrypt; `context` names the place, such as ``member.email:memb_...``."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._key).encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Decrypt what `seal` made for the same context; raises SealBroken."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return AESGCM(self._key).decrypt(nonce, body, context.encode())
        except (InvalidTag, ValueError):
            message = f"cannot open {context.partition(':')[0]}: wrong key or altered"
            raise SealBroken(message) from None

    def keyed_hash(self, value: str, *, purpose: str) -> str:
        """A stable hash of a normalised value, useless without this brand's key."""
        message = f"{purpose}\x00{value}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()


class Vault:
    """Wraps and unwraps brands' data keys under the machine's secret key."""

    def __init__(self, secret_key: str) -> None:
        derive = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"wallet-service key wrap")
        self._wrapping = DataKey(derive.derive(secret_key.encode()))
        self._opened: dict[tuple[str, bytes], DataKey] = {}

    def __repr__(self) -> str:
        return "Vault(...)"

    def new_data_key(self, *, brand_id: str) -> bytes:
        """Make a random data key for a brand and return it wrapped, for storing."""
        plain = secrets.token_bytes(KEY_BYTES)
        return self._wrapping.seal(plain, context=f"brand.data_key:{brand_id}")

    def keyed_hash(self, value: str, *, purpose: str) -> str:
        """A stable hash of a value that is no brand's, useless without the secret."""
        return self._wrapping.keyed_hash(value, purpose=purpose)

    def seal(self, plain: bytes, *, context: str) -> bytes:
        """Encrypt what is no brand's, such as the second factor of a user."""
        return self._wrapping.seal(plain, context=context)

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Decrypt what `seal` made for the same context; raises SealBroken."""
        return self._wrapping.open(sealed, context=context)

    def data_key(self, wrapped: bytes, *, brand_id: str) -> DataKey:
        """Unwrap a brand's data key; raises SealBroken under another secret key."""
        known = self._opened.get((brand_id, wrapped))
        if known is None:
            context = f"brand.data_key:{brand_id}"
            known = DataKey(self._wrapping.open(wrapped, context=context))
            self._opened[brand_id, wrapped] = known
        return known
