"""Drawing in points on an oversized picture, and saving it in three densities.

One master is drawn at many pixels a point and reduced, which smooths every edge; all
densities come from the same master, so they are exact multiples of each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFilter

Point = tuple[float, float]
Colour = tuple[int, int, int, int]

DENSITIES = {1: "", 2: "@2x", 3: "@3x"}


def rgba(colour: str, opacity: float = 1.0) -> Colour:
    """A colour such as #aabbcc with an opacity from 0 to 1."""
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue, round(255 * opacity)


class Canvas:
    """A transparent sheet measured in points, `pixels` to a point."""

    def __init__(self, width: float, height: float, *, pixels: int = 9) -> None:
        self.width, self.height, self.pixels = width, height, pixels
        size = round(width * pixels), round(height * pixels)
        self.image = Image.new("RGBA", size, (0, 0, 0, 0))

    def _scaled(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.pixels, y * self.pixels) for x, y in points]

    def _layer(self) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        layer = Image.new("RGBA", self.image.size, (0, 0, 0, 0))
        return layer, ImageDraw.Draw(layer)

    def fill(self, left: str, right: str, *, slope: float = 0.0) -> None:
        """A gradient from left to right; `slope` turns it towards the bottom."""
        across = Image.linear_gradient("L").rotate(90).resize(self.image.size)
        down = Image.linear_gradient("L").resize(self.image.size)
        mask = Image.blend(across, down, slope)
        start = Image.new("RGBA", self.image.size, rgba(left))
        end = Image.new("RGBA", self.image.size, rgba(right))
        self.image = Image.composite(end, start, mask)

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled outline."""
        layer, draw = self._layer()
        draw.polygon(self._scaled(points), fill=colour)
        self.image.alpha_composite(layer)

    def lines(
        self, curves: Iterable[Sequence[Point]], colour: Colour, *, width: float
    ) -> None:
        """Open curves, all in one layer so that crossings do not grow brighter."""
        layer, draw = self._layer()
        thickness = max(1, round(width * self.pixels))
        for curve in curves:
            draw.line(self._scaled(curve), fill=colour, width=thickness, joint="curve")
        self.image.alpha_composite(layer)

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        """A filled circle."""
        layer, draw = self._layer()
        draw.ellipse(self._box(centre, radius), fill=colour)
        self.image.alpha_composite(layer)

    def ring(
        self, centre: Point, radius: float, colour: Colour, *, width: float
    ) -> None:
        """A circle's line of `width` inside `radius`."""
        layer, draw = self._layer()
        thickness = round(width * self.pixels)
        draw.ellipse(self._box(centre, radius), outline=colour, width=thickness)
        self.image.alpha_composite(layer)

    def dashes(
        self, centre: Point, radius: float, colour: Colour, *, width: float, count: int
    ) -> None:
        """A circle of `count` dashes."""
        layer, draw = self._layer()
        step = 360 / count
        for index in range(count):
            start = index * step - 90
            draw.arc(
                self._box(centre, radius),
                start,
                start + step * 0.56,
                fill=colour,
                width=round(width * self.pixels),
            )
        self.image.alpha_composite(layer)

    def plate(
        self, corner: Point, opposite: Point, colour: Colour, *, radius: float
    ) -> None:
        """A rectangle with round corners."""
        layer, draw = self._layer()
        box = self._scaled([corner, opposite])
        draw.rounded_rectangle(
            (*box[0], *box[1]), radius=radius * self.pixels, fill=colour
        )
        self.image.alpha_composite(layer)

    def soften(self, radius: float) -> None:
        """Blur everything drawn so far, for shadows and glows."""
        blur = ImageFilter.GaussianBlur(radius * self.pixels)
        self.image = self.image.filter(blur)

    def _box(self, centre: Point, radius: float) -> tuple[float, float, float, float]:
        x, y = (value * self.pixels for value in centre)
        reach = radius * self.pixels
        return x - reach, y - reach, x + reach, y + reach

    def reduced(self, density: float) -> Image.Image:
        """The picture at `density` pixels a point."""
        size = round(self.width * density), round(self.height * density)
        return self.image.resize(size, Image.Resampling.LANCZOS)

    def save(
        self,
        folder: Path,
        name: str,
        *,
        colours: int = 256,
        accents: Sequence[str] = (),
    ) -> None:
        """Write all densities, with a palette of `colours` and the `accents`."""
        for density, suffix in DENSITIES.items():
            path = folder / f"{name}{suffix}.png"
            save(self.reduced(density), path, colours=colours, accents=accents)


def save(
    image: Image.Image, path: Path, *, colours: int = 256, accents: Sequence[str] = ()
) -> None:
    """Write one PNG, small: a palette is enough for flat artwork."""
    if image.getchannel("A").getextrema()[0] == 255:
        image = _reduced_palette(image.convert("RGB"), colours, accents)
    else:
        image = image.quantize(colours, method=Image.Quantize.FASTOCTREE)
    image.save(path, optimize=True)


def _reduced_palette(
    image: Image.Image, colours: int, accents: Sequence[str]
) -> Image.Image:
    # The median cut forgets colours of few pixels, such as confetti: they are added.
    reduced = image.quantize(colours, dither=Image.Dither.NONE)
    if not accents:
        return reduced
    entries = (reduced.getpalette() or [])[: 3 * colours]
    for accent in accents:
        entries.extend(ImageColor.getrgb(accent)[:3])
    palette = Image.new("P", (1, 1))
    palette.putpalette(entries)
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def polar(centre: Point, radius: float, angle: float) -> Point:
    """The point at `angle` (radians, clockwise from the top)."""
    return (
        centre[0] + radius * math.sin(angle),
        centre[1] - radius * math.cos(angle),
    )


def star(centre: Point, outer: float, inner: float, points: int = 5) -> list[Point]:
    """The outline of a star with one point upwards."""
    return [
        polar(centre, outer if turn % 2 == 0 else inner, math.pi * turn / points)
        for turn in range(2 * points)
    ]


def scallop(centre: Point, radius: float, *, waves: int, depth: float) -> list[Point]:
    """The outline of a badge with a wavy edge."""
    return [
        polar(centre, radius * (1 + depth * math.cos(waves * angle)), angle)
        for angle in (math.tau * step / 720 for step in range(720))
    ]


def rosette(
    centre: Point, radius: float, *, petals: int, depth: float, lines: int
) -> list[list[Point]]:
    """Guilloche: waves round a circle, `lines` of them evenly out of phase."""
    curves = []
    for line in range(lines):
        phase = math.tau * line / lines
        curves.append(
            [
                polar(
                    centre, radius * (1 + depth * math.sin(petals * turn + phase)), turn
                )
                for turn in (math.tau * step / 900 for step in range(901))
            ]
        )
    return curves
