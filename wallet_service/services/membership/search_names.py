"""Names as they are searched for: small letters, one form of each letter."""

from __future__ import annotations

import unicodedata

LONGEST = 255


def folded(name: str) -> str:
    """The name in small letters; ё is written е, as people type it."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join(text.split())[:LONGEST]
