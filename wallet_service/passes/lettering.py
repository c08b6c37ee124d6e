"""The font for the few figures that are drawn: a subset of Noto Sans (OFL-1.1).

It holds Latin, Cyrillic and the signs of currencies; its licence lies beside it.
"""

from __future__ import annotations

import functools
from pathlib import Path

from PIL import ImageFont

FILE = Path(__file__).parent / "data" / "NotoSans-subset.ttf"
_SEMIBOLD = 600
_KEPT_SIZES = 16


@functools.lru_cache(maxsize=_KEPT_SIZES)
def font(pixels: int) -> ImageFont.FreeTypeFont:
    """The font at a height of `pixels`, half bold."""
    face = ImageFont.truetype(str(FILE), pixels)
    face.set_variation_by_axes([_SEMIBOLD])
    return face
