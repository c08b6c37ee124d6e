"""The bar towards the next tier: thresholds behind, the way made, the mark ahead.

It lies in the lowest part of the strip, below the large text; the rate that the next
tier brings stands over its mark.
"""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from wallet_service.passes import colours, lettering
from wallet_service.passes.design import STRIP, Design
from wallet_service.passes.face_parts import PROGRESS_STEPS, ProgressPicture

# In points, from the strip's left edge and its top.
_LEFT, _RIGHT, _MIDDLE = 28, 334, 101
_THICKNESS, _MARK = 9, 11
_TICK, _OUTLINE = 2.2, 0.9
_RATE_SIZE, _RATE_BASE = 12, 83
_NEAR = 45
_SMOOTHING = 3
_TOP = 84


def draw(image: Image.Image, design: Design, picture: ProgressPicture) -> None:
    """Draw the bar into the strip `image`, at whatever density it has."""
    density = image.width // STRIP[0]
    band = (image.width, (STRIP[1] - _TOP) * density)
    layer = Image.new("RGBA", (band[0] * _SMOOTHING, band[1] * _SMOOTHING))
    brush = _Brush(ImageDraw.Draw(layer), density * _SMOOTHING, design)
    brush.track()
    way = _RIGHT if picture.reached else _at(picture.step)
    if picture.step:
        brush.way(max(way, _LEFT + _THICKNESS))
    for step in picture.passed:
        brush.tick(_at(step))
    brush.mark(near=picture.step >= _NEAR, reached=picture.reached)
    small = layer.resize(band, Image.Resampling.BOX)
    image.paste(small, (0, _TOP * density), small)
    if not picture.reached:
        ImageDraw.Draw(image).text(
            (_RIGHT * density, _RATE_BASE * density),
            picture.next_rate,
            fill=colours.parse(design.foreground),
            font=lettering.font(_RATE_SIZE * density),
            anchor="ms",
        )


def _at(step: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * step / PROGRESS_STEPS


class _Brush:
    """Draws in points on the enlarged layer, and reduces nothing itself."""

    def __init__(
        self, canvas: ImageDraw.ImageDraw, pixels: int, design: Design
    ) -> None:
        self._canvas, self._pixels, self._colours = canvas, pixels, design.progress
        self._ground = design.background

    def _disc(self, x: float, radius: float, colour: str, opacity: int = 255) -> None:
        self._canvas.ellipse(
            self._box(x - radius, x + radius, radius),
            fill=(*colours.parse(colour), opacity),
        )

    def _box(
        self, left: float, right: float, radius: float
    ) -> tuple[float, float, float, float]:
        middle = _MIDDLE - _TOP
        return (
            left * self._pixels,
            (middle - radius) * self._pixels,
            right * self._pixels,
            (middle + radius) * self._pixels,
        )

    def track(self) -> None:
        """The whole way, with a faint outline that tells it from a pale ground."""
        self._round((_LEFT - _OUTLINE, _RIGHT + _OUTLINE), self._colours.mark, 80)
        self._round((_LEFT, _RIGHT), self._colours.track, 255)

    def _round(self, ends: tuple[float, float], colour: str, opacity: int) -> None:
        radius = _THICKNESS / 2 + (_LEFT - ends[0])
        self._canvas.rounded_rectangle(
            self._box(*ends, radius),
            radius=radius * self._pixels,
            fill=(*colours.parse(colour), opacity),
        )

    def way(self, right: float) -> None:
        """The way made so far, in a gradient that belongs to the whole bar."""
        radius = _THICKNESS / 2
        self._disc(_LEFT + radius, radius, self._colours.fill)
        start, end = _LEFT + radius, right - radius
        for column in range(round(start * self._pixels), round(end * self._pixels)):
            _, top, _, bottom = self._box(0, 0, radius)
            shade = self._shade(column / self._pixels)
            self._canvas.line([(column, top), (column, bottom)], fill=shade)
        self._canvas.ellipse(
            self._box(end - radius, right, radius), fill=self._shade(end)
        )

    def _shade(self, x: float) -> tuple[int, ...]:
        share = (x - _LEFT) / (_RIGHT - _LEFT)
        first = colours.parse(self._colours.fill)
        last = colours.parse(self._colours.fill_end)
        mixed = (round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
        return (*mixed, 255)

    def tick(self, x: float) -> None:
        """A threshold that lies behind: a dot in the bar."""
        self._disc(x, _TICK, self._ground)

    def mark(self, *, near: bool, reached: bool) -> None:
        """The next threshold: a ring ahead, filled when near, a star at the top."""
        if near or reached:
            self._disc(_RIGHT, _MARK + 4.5, self._colours.mark, 70)
        self._disc(_RIGHT, _MARK, self._colours.mark)
        if reached:
            self._star(self._colours.sign)
            return
        self._disc(_RIGHT, _MARK - 2.6, self._colours.sign)
        self._disc(_RIGHT, _MARK - (4.4 if near else 6.4), self._colours.mark)

    def _star(self, colour: str) -> None:
        middle = _MIDDLE - _TOP
        points = []
        for turn in range(10):
            reach = 7.4 if turn % 2 == 0 else 3.3
            angle = math.pi * turn / 5
            points.append(
                (
                    (_RIGHT + reach * math.sin(angle)) * self._pixels,
                    (middle - reach * math.cos(angle)) * self._pixels,
                )
            )
        self._canvas.polygon(points, fill=(*colours.parse(colour), 255))
