"""Pictures that do not compress well, as photographs do not."""

from __future__ import annotations

import io
import random

from PIL import Image

SHADES = 4


def noise(draw: random.Random, width: int, height: int) -> bytes:
    """A PNG of random shades: about a quarter of a byte for each pixel."""
    picture = Image.new("P", (width, height))
    picture.putpalette([value * 80 for value in range(SHADES) for _ in range(3)])
    picture.putdata([draw.randrange(SHADES) for _ in range(width * height)])
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
