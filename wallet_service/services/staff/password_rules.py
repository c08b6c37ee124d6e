"""Which passwords people may choose: long ones that nobody else is known to use.

The list is offline; what it names with figures or marks around it is as common.
"""

from __future__ import annotations

import functools
import gzip
import re
from pathlib import Path

from wallet_service.services.errors import Invalid, invalid

LIST = Path(__file__).resolve().parent.parent / "data" / "common_passwords.txt.gz"
SHORTEST = 12
LONGEST = 128
FEWEST_DIFFERENT = 5
SHORTEST_CONTEXT = 4
OURS = ("wallet-service", "walletservice")


def check(password: str, *, context: tuple[str, ...] = ()) -> None:
    """Raise Invalid (`password_length`, `password_common`, `password_personal`).

    `context` are words that a guesser would try first: the person's e-mail and name,
    the brand's name.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        detail = f"A password has {SHORTEST} to {LONGEST} characters."
        raise invalid("/password", detail, code="password_length")
    plain = password.casefold()
    if len(set(plain)) < FEWEST_DIFFERENT or _is_common(plain):
        raise _refused("password_common", "Many people use this password.")
    if any(word in plain for word in _words((*context, *OURS))):
        raise _refused("password_personal", "This password holds your name or ours.")


def _is_common(plain: str) -> bool:
    known = _common()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return plain in known or core in known


def _words(context: tuple[str, ...]) -> set[str]:
    """The parts that are long enough to be guessed with, an e-mail's host left out."""
    texts = [text.casefold().partition("@")[0] for text in context]
    parts = {part for text in texts for part in (text, *re.split(r"[\W_]+", text))}
    return {part for part in parts if len(part) >= SHORTEST_CONTEXT}


def _refused(code: str, what: str) -> Invalid:
    detail = f"{what} Choose another one, such as four words that do not go together."
    return invalid("/password", detail, code=code)


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(gzip.decompress(LIST.read_bytes()).decode().splitlines())
