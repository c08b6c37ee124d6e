"""One-time codes: eight of Crockford's characters, read as people type them."""

from __future__ import annotations

import secrets

from wallet_service import identifiers

ALPHABET = identifiers.CROCKFORD.upper()
LENGTH = 8
# what is misread or added by hand: Crockford's substitutions, case, and grouping
READ_AS = str.maketrans(
    {
        **{letter.lower(): letter for letter in ALPHABET},
        **dict.fromkeys("oO", "0"),
        **dict.fromkeys("iIlL", "1"),
        **dict.fromkeys(" -", None),
    }
)


def new_code() -> str:
    """A code of 40 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read(typed: str) -> str | None:
    """The code that was meant; None when it cannot be one."""
    code = typed.translate(READ_AS)
    is_one = len(code) == LENGTH and set(code) <= set(ALPHABET)
    return code if is_one else None
