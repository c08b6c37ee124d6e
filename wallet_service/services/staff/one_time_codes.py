"""One-time codes by the clock (RFC 6238), as every authenticator app makes them."""

from __future__ import annotations

import base64
import secrets
import unicodedata
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SEED_BYTES = 20
DIGITS = 6
PERIOD = 30
# a clock may be half a minute off, to either side
LEEWAY = 1
ISSUER = "Wallet Service"


def new_seed() -> bytes:
    """A random seed of 160 bits."""
    return secrets.token_bytes(SEED_BYTES)


def step_of(seed: bytes, typed: str, now: datetime) -> int | None:
    """The time step that the typed code belongs to; None for a wrong code."""
    code = digits_of(typed)
    if len(code) != DIGITS:
        return None
    present = int(now.timestamp()) // PERIOD
    found = None
    for step in range(present - LEEWAY, present + LEEWAY + 1):
        if secrets.compare_digest(code_at(seed, step), code):
            found = step
    return found


def code_at(seed: bytes, step: int) -> str:
    """The code of a step."""
    # the algorithm of every authenticator app; nothing here rests on collisions
    totp = TOTP(seed, DIGITS, SHA1(), PERIOD)  # noqa: S303
    return totp.generate(step * PERIOD).decode()


def digits_of(typed: str) -> str:
    """Spaces and hyphens dropped, wide digits made plain: one code has one form."""
    plain = unicodedata.normalize("NFKC", typed)
    kept = "".join(one for one in plain if not one.isspace() and one != "-")
    return kept if kept.isascii() and kept.isdigit() else ""


def text_of(seed: bytes) -> str:
    """The seed for typing, in groups of four letters."""
    text = base64.b32encode(seed).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address_of(seed: bytes, email: str) -> str:
    """What the QR code for an authenticator app holds."""
    label = quote(f"{ISSUER}:{email}")
    secret = base64.b32encode(seed).decode().rstrip("=")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(ISSUER)}"
