"""Draws the strip of a card for its state, once for each design, state and density.

The left part of a strip stays calm, because the phone writes large text over it; a
margin at both sides holds nothing that matters, because a taller strip loses it.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from types import MappingProxyType

from PIL import Image, ImageEnhance

from wallet_service.passes import colours, progress_art, stamp_art
from wallet_service.passes.design import DENSITIES, Design
from wallet_service.passes.face_parts import (
    Picture,
    PlainPicture,
    ProgressPicture,
    StampsPicture,
)

# A picture has up to 0.25 MB in three densities: the cache stays below 32 MB.
_KEPT_PICTURES = 128
_KEPT_GROUNDS = 64
_MUTED_COLOUR, _MUTED_BLEND = 0.12, 0.45


@functools.lru_cache(maxsize=_KEPT_PICTURES)
def strips(design: Design, picture: Picture) -> Mapping[str, bytes]:
    """The strip in all densities as PNG by file name (strip.png, strip@2x.png ...)."""
    return MappingProxyType(
        {
            f"strip{suffix}.png": strip(design, picture, density)
            for density, suffix in DENSITIES.items()
        }
    )


def strip(design: Design, picture: Picture, density: int) -> bytes:
    """The strip at `density` pixels a point, as PNG."""
    state = _ground_of(picture)
    if isinstance(picture, PlainPicture) and not picture.muted:
        return design.pictures[f"{design.strips[state]}{DENSITIES[density]}.png"]
    image = _ground(design, state, density).copy()
    if isinstance(picture, ProgressPicture):
        progress_art.draw(image, design, picture)
    elif isinstance(picture, StampsPicture):
        stamp_art.draw(image, design, picture)
    if picture.muted:
        image = _muted(image, design)
    return _png(image)


def _ground_of(picture: Picture) -> str:
    if isinstance(picture, ProgressPicture):
        return "accumulating"
    if isinstance(picture, StampsPicture):
        return "ready" if picture.ready else "stamp"
    return picture.kind


@functools.lru_cache(maxsize=_KEPT_GROUNDS)
def _ground(design: Design, state: str, density: int) -> Image.Image:
    file = f"{design.strips[state]}{DENSITIES[density]}.png"
    with Image.open(io.BytesIO(design.pictures[file]), formats=["PNG"]) as picture:
        return picture.convert("RGB")


def _muted(image: Image.Image, design: Design) -> Image.Image:
    """Nearly grey and sunk into the card's ground: this card cannot be used now."""
    grey = ImageEnhance.Color(image).enhance(_MUTED_COLOUR)
    background = Image.new("RGB", image.size, colours.parse(design.background))
    return Image.blend(grey, background, _MUTED_BLEND)


def _png(image: Image.Image) -> bytes:
    # Level 6 without `optimize`: a sixth of the time for one part in ten of the bytes.
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=6)
    return stream.getvalue()
