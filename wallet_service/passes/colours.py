"""Colours of a design and whether text can be read on them (WCAG 2.2, contrast)."""

from __future__ import annotations

import re

Rgb = tuple[int, int, int]

# For text; drawings that carry meaning need 3 (WCAG 2.2, criteria 1.4.3 and 1.4.11).
TEXT_CONTRAST = 4.5
DRAWING_CONTRAST = 3.0

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def parse(colour: str) -> Rgb:
    """The parts of `#rrggbb`. Raises ValueError for any other form."""
    if not _HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is no colour; write it as #rrggbb")
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """Relative luminance from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: Rgb, second: Rgb) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
