"""The two kinds of text in a pass that iOS parses itself: dates and colours.

Each has one writer here, and the checks accept exactly what the writers produce.
"""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime, timedelta

_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_RGB = re.compile(r"rgb\(\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*\)")
_CANONICAL_RGB = re.compile(r"rgb\(([0-9]{1,3}), ([0-9]{1,3}), ([0-9]{1,3})\)")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def format_date(moment: datetime) -> str:
    """The only form of an instant in a pass: whole seconds and a zone, as W3C wrote it.

    A zone with a fraction of a minute is written in UTC. Raises ValueError for a naive
    datetime: the phone would have to guess its zone.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(
            "the datetime has no time zone; give an aware one, such as UTC"
        )
    if offset % timedelta(minutes=1):
        moment = moment.astimezone(UTC)
    text = moment.isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def is_date(text: str) -> bool:
    """Whether iOS reads `text` as a date: complete, with a zone, without fractions."""
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def rgb(colour: str) -> str:
    """`colour` (``#abc``, ``#aabbcc`` or ``rgb(...)``) as ``rgb(r, g, b)``.

    Raises ValueError for everything else; a colour name makes iOS refuse the pass.
    """
    text = colour.strip()
    if _HEX.fullmatch(text):
        digits = (
            text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
        )
        red, green, blue = bytes.fromhex(digits)
        return f"rgb({red}, {green}, {blue})"
    parts = _RGB.fullmatch(text)
    if parts and all(int(part) <= 255 for part in parts.groups()):
        return "rgb({}, {}, {})".format(*map(int, parts.groups()))
    raise ValueError(
        f"{colour!r} is no colour; write #rrggbb or rgb(r, g, b) with 0..255"
    )


@functools.lru_cache(maxsize=1024)
def is_rgb(text: str) -> bool:
    """Whether `text` is exactly what `rgb` writes."""
    parts = _CANONICAL_RGB.fullmatch(text)
    return parts is not None and all(int(part) <= 255 for part in parts.groups())
