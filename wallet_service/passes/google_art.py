"""Pictures for Google's card, drawn once for each design and state.

The same drawing as on the strip, cut to Google's proportions; the logo stands on a
square of the card's ground, since Google masks it to a circle.
"""

from __future__ import annotations

import functools
import io

from PIL import Image

from wallet_service.passes import artwork, colours
from wallet_service.passes.design import Design
from wallet_service.passes.face_parts import Picture

HERO = (1032, 336)
LOGO = (660, 660)
# the circle's inner square, with Google's 15 % of margin
_LOGO_ROOM = 440
_DENSITY = 3
_KEPT = 128


@functools.lru_cache(maxsize=_KEPT)
def hero(design: Design, picture: Picture) -> bytes:
    """The picture across the card, as PNG of 1032 x 336."""
    drawn = artwork.strip(design, picture, _DENSITY)
    with Image.open(io.BytesIO(drawn), formats=["PNG"]) as strip:
        image = strip.convert("RGB")
    height = round(image.width * HERO[1] / HERO[0])
    top = (image.height - height) // 2
    cut = image.crop((0, top, image.width, top + height))
    return _png(cut.resize(HERO, Image.Resampling.LANCZOS))


@functools.lru_cache(maxsize=8)
def logo(design: Design) -> bytes:
    """The design's logo in the middle of a square, as PNG of 660 x 660."""
    ground = Image.new("RGB", LOGO, colours.parse(design.background))
    data = design.pictures["logo@3x.png"]
    with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
        mark = picture.convert("RGBA")
    scale = min(_LOGO_ROOM / mark.width, _LOGO_ROOM / mark.height)
    size = (round(mark.width * scale), round(mark.height * scale))
    mark = mark.resize(size, Image.Resampling.LANCZOS)
    corner = ((LOGO[0] - size[0]) // 2, (LOGO[1] - size[1]) // 2)
    ground.paste(mark, corner, mark)
    return _png(ground)


def _png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=6)
    return stream.getvalue()
