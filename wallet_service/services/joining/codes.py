"""One-time codes of six digits, as they are sent by letter and typed by people."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from datetime import timedelta

from wallet_service.vault import DataKey

DIGITS = 6
TRIES = 3
LIFE = timedelta(minutes=10)


def new_code() -> str:
    """A random code."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def spoken(code: str) -> str:
    """The code in two groups, as it is read."""
    return f"{code[:3]}\u00a0{code[3:]}"


def normalised(typed: str) -> str:
    """What was meant: without spaces and dashes, wide and foreign digits made plain."""
    plain = unicodedata.normalize("NFKC", typed)
    digits = (str(unicodedata.decimal(one, "")) for one in plain if one.isdecimal())
    return "".join(digits)


def hashed(key: DataKey, sign_up_id: str, code: str) -> str:
    """What a code is kept as: worth nothing for another sign-up."""
    return key.keyed_hash(f"{sign_up_id}:{code}", purpose="join.code")


def fits(key: DataKey, sign_up_id: str, typed: str, kept: str | None) -> bool:
    """Whether the typed code is the one, in constant time."""
    given = hashed(key, sign_up_id, normalised(typed))
    return hmac.compare_digest(given, kept or "")
