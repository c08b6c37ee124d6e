"""Stamps on a strip: earned, the next one, empty slots, and the gifts among them."""

from __future__ import annotations

import functools
import io
import math
from dataclasses import dataclass

from PIL import Image

from wallet_service.passes.design import STRIP, Design
from wallet_service.passes.face_parts import StampsPicture

# In points. The outer 28 points are lost where the phone shows a taller strip.
_MARGIN = 28
_HEIGHT, _GAP_SHARE = 108, 0.88
_LARGEST = 62
_ONE_ROW = 6
_MOST_IN_ROW = 10
_SMALL_TOP, _SMALL_WIDTH, _SMALL_LARGEST = 105, 214, 13
_GIFT, _GIFT_CENTRE = 80, (311, 60)
_KEPT_ART = 256


@dataclass(frozen=True, slots=True)
class Place:
    """Where one slot lies: its centre and its diameter, in points."""

    x: float
    y: float
    diameter: float


def draw(image: Image.Image, design: Design, picture: StampsPicture) -> None:
    """Draw the stamps into the strip `image`, at whatever density it has."""
    density = image.width // STRIP[0]
    spots = _small_places(picture.slots) if picture.ready else places(picture.slots)
    for slot, place in enumerate(spots, start=1):
        _paste(image, design, (_art(picture, slot), place), density)
    if picture.ready:
        _paste(image, design, ("gift", Place(*_GIFT_CENTRE, _GIFT)), density)


def places(slots: int) -> list[Place]:
    """One row up to six slots, then two, then rows of ten; each row is centred."""
    rows = 1 if slots <= _ONE_ROW else max(2, math.ceil(slots / _MOST_IN_ROW))
    in_row = math.ceil(slots / rows)
    width = (STRIP[0] - 2 * _MARGIN) / max(in_row, 4)
    height = _HEIGHT / rows
    diameter = min(width * _GAP_SHARE, height * _GAP_SHARE, _LARGEST)
    step = min(width, diameter * 1.28)
    line = min(height, diameter * 1.36)
    found = []
    for slot in range(slots):
        row, column = divmod(slot, in_row)
        here = min(in_row, slots - row * in_row)
        x = STRIP[0] / 2 + (column - (here - 1) / 2) * step
        y = STRIP[1] / 2 + (row - (rows - 1) / 2) * line
        found.append(Place(x, y, diameter))
    return found


def _small_places(slots: int) -> list[Place]:
    """A single line under the text that says that a reward is ready."""
    step = min(_SMALL_WIDTH / slots, _SMALL_LARGEST * 1.25)
    diameter = min(_SMALL_LARGEST, step * 0.9)
    return [
        Place(16 + diameter / 2 + slot * step, _SMALL_TOP, diameter)
        for slot in range(slots)
    ]


def _art(picture: StampsPicture, slot: int) -> str:
    if slot in picture.gifts:
        return "stamp-gift-earned" if slot <= picture.count else "stamp-gift"
    if slot <= picture.count:
        return "stamp-earned"
    return "stamp-next" if slot == picture.count + 1 else "stamp-empty"


def _paste(
    image: Image.Image, design: Design, item: tuple[str, Place], density: int
) -> None:
    name, place = item
    size = max(1, round(place.diameter * density))
    art = _sized(design, name, size)
    corner = (
        round(place.x * density - size / 2),
        round(place.y * density - size / 2),
    )
    image.paste(art, corner, art)


@functools.lru_cache(maxsize=_KEPT_ART)
def _sized(design: Design, name: str, size: int) -> Image.Image:
    data = design.pictures[f"{name}.png"]
    with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
        return picture.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)
