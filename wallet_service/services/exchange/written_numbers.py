"""Numbers as people write them: 250 000, 250,000.00, 1 234,56 ₽, 7 %.

What means a thousand times more to some than to others is no number.
"""

from __future__ import annotations

import re
from decimal import Decimal

LONGEST = 24
SPACES = re.compile(r"[\s\u00a0\u202f'’]")
SIGNS = re.compile(r"[₽€$£₸₴%]")
PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
# groups of three with one and the same sign between them
GROUPED = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})*")
# 250,000: nobody writes thousandths of money or per cent with a comma
ENGLISH_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
GERMAN_THOUSANDS = re.compile(r"[+-]?\d+\.\d{3,}")


def decimal_of(written: str) -> Decimal | None:
    """The number, or None for anything that is none or may mean two."""
    text = SIGNS.sub("", SPACES.sub("", written)).replace("−", "-")
    if len(text) > LONGEST or not text.isascii():
        return None
    plain = _without_groups(text)
    if plain is None or not PLAIN.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", "."))


def minor_units_of(written: str) -> int | None:
    """A sum in hundredths; None also for finer ones."""
    value = decimal_of(written)
    if value is None or (value * 100) % 1:
        return None
    return int(value * 100)


def _without_groups(text: str) -> str | None:
    if "," in text and "." in text:
        return _with_both_signs(text)
    if text.count(",") + text.count(".") > 1:
        return re.sub(r"[.,]", "", text) if GROUPED.fullmatch(text) else None
    if ENGLISH_THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    return None if GERMAN_THOUSANDS.fullmatch(text) else text


def _with_both_signs(text: str) -> str | None:
    """1,234.50 and 1.234,50: the sign behind is that of the decimals."""
    behind = max(text.rfind(","), text.rfind("."))
    groups, decimals = text[:behind], text[behind + 1 :]
    if text[behind] in groups or not GROUPED.fullmatch(groups):
        return None
    return f"{re.sub(r'[.,]', '', groups)}.{decimals}"
