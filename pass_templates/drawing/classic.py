"""The classic design: ink blue and gold, engraved like a banknote."""

from __future__ import annotations

import math
import random
from pathlib import Path

from pass_templates.drawing import canvas, gift

INK, INK_LIGHT, INK_DEEP = "#101b33", "#182a52", "#0b1428"
LINE, GOLD, GOLD_LIGHT, GOLD_DEEP = "#3d568f", "#d9b36c", "#f3dca6", "#a97c35"
CORAL, WINE, WINE_DEEP, WINE_LINE = "#e0806a", "#5c1f2b", "#3d121d", "#8c3b40"
STRIP = (375, 123)
GIFT = gift.GiftColours(box=GOLD, shade="#bf9450", lid=GOLD_LIGHT, ribbon="#8e2f3c")
GIFT_ON_WINE = gift.GiftColours(
    box=GOLD, shade="#bf9450", lid=GOLD_LIGHT, ribbon="#cf4a4a"
)


def draw(folder: Path) -> None:
    """Write all pictures of the design into `folder`."""
    _discount().save(folder, "strip-rosette", colours=40)
    _accumulating().save(folder, "strip-waves", colours=48)
    _cashback().save(folder, "strip-coins", colours=48)
    _stamp().save(folder, "strip-weave", colours=48)
    accents = (GOLD, GOLD_LIGHT, CORAL, "#8e5a44", "#a8584e", "#b5876a")
    _ready().save(folder, "strip-ready", colours=64, accents=accents)
    _icon().save(folder, "icon")
    _logo().save(folder, "logo")
    for name, sheet in _stamps().items():
        canvas.save(sheet.reduced(3), folder / f"{name}.png")


def _ground(left: str = INK_LIGHT, right: str = INK_DEEP) -> canvas.Canvas:
    sheet = canvas.Canvas(*STRIP)
    sheet.fill(left, right)
    return sheet


def _bands(
    *, rise: float, lines: int, height: float, base: float
) -> list[list[canvas.Point]]:
    curves = []
    for line in range(lines):
        phase = math.tau * line / lines
        curve = []
        for step in range(-4, 380, 2):
            swell = 0.45 + 0.55 * math.sin(math.pi * (step + 60) / 495) ** 2
            wave = math.sin(math.tau * step / 150 + phase)
            curve.append(
                (float(step), base - rise * step / 375 + height * swell * wave)
            )
        curves.append(curve)
    return curves


def _discount() -> canvas.Canvas:
    sheet = _ground()
    bands = _bands(rise=0, lines=7, height=30, base=64)
    sheet.lines(bands, canvas.rgba(LINE, 0.3), width=0.6)
    _medallion(sheet, (306, 61), 74)
    return sheet


def _medallion(sheet: canvas.Canvas, centre: canvas.Point, radius: float) -> None:
    for share, petals, depth in ((1.0, 12, 0.14), (0.56, 8, 0.24)):
        curves = canvas.rosette(
            centre, radius * share, petals=petals, depth=depth, lines=6
        )
        sheet.lines(curves, canvas.rgba(LINE, 0.8), width=0.7)


def _accumulating() -> canvas.Canvas:
    sheet = _ground()
    for base, height in ((118, 17), (96, 13)):
        bands = _bands(rise=72, lines=6, height=height, base=base)
        sheet.lines(bands, canvas.rgba(LINE, 0.6), width=0.7)
    return sheet


def _cashback() -> canvas.Canvas:
    sheet = _ground()
    for centre, radius in (((330, 22), 60), ((268, 96), 46), ((196, 28), 26)):
        ground = canvas.rgba(INK_LIGHT, 0.9)
        sheet.disc(centre, radius * 1.12, ground)
        sheet.ring(centre, radius * 1.12, canvas.rgba(LINE, 0.8), width=0.7)
        curves = canvas.rosette(centre, radius * 0.78, petals=12, depth=0.22, lines=5)
        sheet.lines(curves, canvas.rgba(LINE, 0.7), width=0.7)
    return sheet


def _stamp() -> canvas.Canvas:
    sheet = _ground()
    for base in (20, 103):
        bands = _bands(rise=0, lines=4, height=12, base=base)
        sheet.lines(bands, canvas.rgba(LINE, 0.3), width=0.6)
    return sheet


def _ready() -> canvas.Canvas:
    sheet = _ground(WINE, WINE_DEEP)
    centre = (311, 62)
    for share in (1.0, 0.64):
        curves = canvas.rosette(centre, 104 * share, petals=14, depth=0.13, lines=6)
        sheet.lines(curves, canvas.rgba(WINE_LINE, 0.55), width=0.7)
    source = random.Random(7)  # noqa: S311 (confetti is no secret)
    for _ in range(46):
        angle, reach = source.uniform(0, math.tau), source.uniform(46, 84)
        spot = canvas.polar(centre, reach, angle)
        if spot[0] < 268:
            continue
        size = source.uniform(1.0, 2.6)
        colour = source.choice((GOLD, GOLD_LIGHT, CORAL))
        sheet.polygon(
            canvas.star(spot, size * 1.5, size * 0.6, 4), canvas.rgba(colour, 0.95)
        )
    return sheet


def _emblem(sheet: canvas.Canvas, centre: canvas.Point, radius: float) -> None:
    sheet.disc(centre, radius, canvas.rgba(GOLD))
    sheet.disc(centre, radius * 0.93, canvas.rgba(INK))
    sheet.ring(centre, radius * 0.86, canvas.rgba(GOLD, 0.9), width=radius * 0.035)
    for turn in range(8):
        angle = math.tau * turn / 8
        colour = GOLD_LIGHT if turn % 2 == 0 else GOLD
        tip = canvas.polar(centre, radius * (0.7 if turn % 2 == 0 else 0.5), angle)
        left = canvas.polar(centre, radius * 0.2, angle - 0.42)
        right = canvas.polar(centre, radius * 0.2, angle + 0.42)
        sheet.polygon([centre, left, tip], canvas.rgba(colour))
        sheet.polygon([centre, right, tip], canvas.rgba(GOLD_DEEP))


def _icon() -> canvas.Canvas:
    sheet = canvas.Canvas(29, 29, pixels=24)
    sheet.fill(INK_LIGHT, INK_DEEP, slope=0.6)
    _emblem(sheet, (14.5, 14.5), 12)
    return sheet


def _logo() -> canvas.Canvas:
    sheet = canvas.Canvas(40, 40, pixels=18)
    _emblem(sheet, (20, 20), 19)
    return sheet


def _stamps() -> dict[str, canvas.Canvas]:
    sheets = {
        name: canvas.Canvas(64, 64, pixels=12)
        for name in (
            "stamp-earned",
            "stamp-next",
            "stamp-empty",
            "stamp-gift",
            "stamp-gift-earned",
        )
    }
    centre = (32.0, 32.0)
    _coin(sheets["stamp-earned"], centre)
    sheets["stamp-next"].disc(centre, 29, canvas.rgba(GOLD, 0.13))
    sheets["stamp-next"].dashes(centre, 30, canvas.rgba(GOLD), width=2.6, count=18)
    sheets["stamp-empty"].disc(centre, 29, canvas.rgba("#6f86bd", 0.13))
    sheets["stamp-empty"].ring(centre, 29.5, canvas.rgba("#6f86bd", 0.85), width=1.7)
    sheets["stamp-gift"].disc(centre, 29, canvas.rgba(GOLD, 0.13))
    sheets["stamp-gift"].ring(centre, 30, canvas.rgba(GOLD), width=2)
    gift.draw(sheets["stamp-gift"], (32, 33.5), 31, GIFT)
    sheets["stamp-gift-earned"].disc(centre, 30.5, canvas.rgba(GOLD_LIGHT))
    gift.draw(
        sheets["stamp-gift-earned"],
        (32, 33.5),
        33,
        gift.GiftColours(box="#8e2f3c", shade="#701f2c", lid="#a63a48", ribbon=GOLD),
    )
    large = canvas.Canvas(84, 84, pixels=12)
    gift.draw(large, (42, 46), 74, GIFT_ON_WINE)
    return {**sheets, "gift": large}


def _coin(sheet: canvas.Canvas, centre: canvas.Point) -> None:
    edge = canvas.scallop(centre, 30, waves=48, depth=0.018)
    sheet.polygon(edge, canvas.rgba(GOLD_DEEP))
    sheet.disc(centre, 28.6, canvas.rgba(GOLD))
    sheet.disc((30.6, 30.4), 25, canvas.rgba("#e4c485"))
    sheet.disc((32.4, 32.6), 24.2, canvas.rgba(GOLD))
    sheet.ring(centre, 25.4, canvas.rgba(GOLD_DEEP, 0.75), width=0.9)
    sheet.polygon(canvas.star((32.8, 33.8), 17, 7.4), canvas.rgba(GOLD_DEEP, 0.55))
    sheet.polygon(canvas.star((32, 33), 17, 7.4), canvas.rgba(INK))
