"""The festive design: light and vivid, paper shapes and confetti."""

from __future__ import annotations

import math
import random
from pathlib import Path

from pass_templates.drawing import canvas, gift

PAPER, PEACH, PEACH_DEEP = "#fff3e2", "#ffd9bd", "#ffc4a3"
YELLOW, YELLOW_LIGHT, MINT, SKY = "#ffd65c", "#ffe595", "#a9e8cf", "#b4dcff"
PINK, MAGENTA, VIOLET, ORANGE = "#ffb9cf", "#d81e6a", "#5a2bbf", "#ff7a3d"
GREEN = "#23b48a"
STRIP = (375, 123)
GIFT = gift.GiftColours(box=MAGENTA, shade="#b3125a", lid="#ee4384", ribbon=VIOLET)
GIFT_ON_VIOLET = gift.GiftColours(
    box=MAGENTA, shade="#b3125a", lid="#ee4384", ribbon=YELLOW
)


def draw(folder: Path) -> None:
    """Write all pictures of the design into `folder`."""
    _discount().save(folder, "strip-shapes", colours=128)
    _accumulating().save(folder, "strip-hills", colours=128)
    _cashback().save(folder, "strip-bubbles", colours=128)
    _stamp().save(folder, "strip-dots", colours=96)
    accents = (MAGENTA, VIOLET, ORANGE, GREEN, "#ec7a63", "#ae7d8e", "#93bf63")
    _ready().save(folder, "strip-ready", colours=56, accents=accents)
    _icon().save(folder, "icon")
    _logo().save(folder, "logo")
    for name, sheet in _stamps().items():
        canvas.save(sheet.reduced(3), folder / f"{name}.png")


def _ground(left: str = YELLOW_LIGHT, right: str = PEACH) -> canvas.Canvas:
    sheet = canvas.Canvas(*STRIP)
    sheet.fill(left, right)
    return sheet


def _spots(
    sheet: canvas.Canvas, corner: canvas.Point, size: tuple[int, int], colour: str
) -> None:
    for column in range(size[0]):
        for row in range(size[1]):
            spot = (corner[0] + 8 * column, corner[1] + 8 * row)
            sheet.disc(spot, 1.5, canvas.rgba(colour))


def _hill(
    sheet: canvas.Canvas, *, base: float, height: float, phase: float, colour: str
) -> None:
    crest = [
        (
            float(x),
            base
            - 0.16 * x * height / 30
            - height * 0.5 * (1 + math.sin(math.tau * x / 300 + phase)),
        )
        for x in range(-2, 379, 3)
    ]
    sheet.polygon([(-2, 125), *crest, (378, 125)], canvas.rgba(colour))


def _discount() -> canvas.Canvas:
    sheet = _ground()
    sheet.disc((336, 18), 66, canvas.rgba(PINK))
    sheet.disc((262, 124), 48, canvas.rgba(MINT))
    sheet.disc((352, 104), 36, canvas.rgba(YELLOW))
    sheet.ring((206, 12), 26, canvas.rgba(PEACH_DEEP), width=9)
    _spots(sheet, (286, 44), (6, 5), "#ffa9c4")
    return sheet


def _accumulating() -> canvas.Canvas:
    sheet = _ground()
    sheet.disc((318, 30), 22, canvas.rgba(YELLOW))
    _hill(sheet, base=122, height=30, phase=3.4, colour=PINK)
    _hill(sheet, base=134, height=26, phase=2.2, colour=PEACH_DEEP)
    _hill(sheet, base=150, height=24, phase=0.9, colour=MINT)
    return sheet


def _cashback() -> canvas.Canvas:
    sheet = _ground(MINT, SKY)
    for centre, radius, colour in (
        ((318, 40), 62, YELLOW_LIGHT),
        ((236, 108), 40, PINK),
        ((362, 108), 34, PEACH_DEEP),
        ((206, 14), 18, YELLOW),
    ):
        sheet.disc(centre, radius, canvas.rgba(colour))
        sheet.ring(centre, radius * 0.8, canvas.rgba("#ffffff", 0.6), width=1.6)
    return sheet


def _stamp() -> canvas.Canvas:
    sheet = _ground(PEACH, YELLOW_LIGHT)
    sheet.disc((-8, 130), 86, canvas.rgba(PINK, 0.75))
    sheet.disc((384, -8), 92, canvas.rgba(MINT, 0.8))
    return sheet


def _ready() -> canvas.Canvas:
    sheet = _ground(YELLOW, YELLOW_LIGHT)
    centre = (311, 62)
    for ray in range(18):
        angle = math.tau * ray / 18
        sheet.polygon(
            [
                centre,
                canvas.polar(centre, 420, angle - 0.085),
                canvas.polar(centre, 420, angle + 0.085),
            ],
            canvas.rgba("#ffc93a", 0.9),
        )
    sheet.disc(centre, 52, canvas.rgba("#fff7d6"))
    _confetti(sheet, centre)
    return sheet


def _confetti(sheet: canvas.Canvas, centre: canvas.Point) -> None:
    source = random.Random(11)  # noqa: S311 (confetti is no secret)
    for _ in range(70):
        spot = canvas.polar(centre, source.uniform(44, 88), source.uniform(0, math.tau))
        if spot[0] < 266:
            continue
        angle, length = source.uniform(0, math.tau), source.uniform(2.4, 4.6)
        colour = source.choice((MAGENTA, VIOLET, ORANGE, GREEN))
        ends = [
            canvas.polar(spot, length, angle),
            canvas.polar(spot, length, angle + math.pi),
        ]
        sheet.lines([ends], canvas.rgba(colour), width=2.0)


def _emblem(sheet: canvas.Canvas, centre: canvas.Point, radius: float) -> None:
    badge = canvas.scallop(centre, radius * 0.94, waves=12, depth=0.055)
    sheet.polygon(badge, canvas.rgba(MAGENTA))
    sheet.disc(centre, radius * 0.72, canvas.rgba("#ffffff"))
    sheet.polygon(
        canvas.star(
            (centre[0], centre[1] + radius * 0.04), radius * 0.6, radius * 0.29
        ),
        canvas.rgba(VIOLET),
    )


def _icon() -> canvas.Canvas:
    sheet = canvas.Canvas(29, 29, pixels=24)
    sheet.fill(YELLOW_LIGHT, YELLOW, slope=0.6)
    _emblem(sheet, (14.5, 14.5), 12.4)
    return sheet


def _logo() -> canvas.Canvas:
    sheet = canvas.Canvas(40, 40, pixels=18)
    _emblem(sheet, (20, 20), 19.4)
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
    badge = canvas.scallop(centre, 29, waves=12, depth=0.05)
    sheets["stamp-earned"].polygon(badge, canvas.rgba(MAGENTA))
    sheets["stamp-earned"].polygon(
        canvas.star((32, 33.2), 18.5, 8.6), canvas.rgba("#ffffff")
    )
    sheets["stamp-next"].disc(centre, 29, canvas.rgba("#ffffff", 0.85))
    sheets["stamp-next"].dashes(centre, 30, canvas.rgba(MAGENTA), width=3.2, count=16)
    sheets["stamp-empty"].disc(centre, 29.5, canvas.rgba("#ffffff", 0.72))
    sheets["stamp-empty"].ring(centre, 29.5, canvas.rgba("#b98aa6"), width=1.6)
    sheets["stamp-gift"].polygon(badge, canvas.rgba(YELLOW))
    sheets["stamp-gift"].ring(centre, 25, canvas.rgba("#ffffff", 0.75), width=1.4)
    gift.draw(sheets["stamp-gift"], (32, 33.5), 34, GIFT)
    sheets["stamp-gift-earned"].polygon(badge, canvas.rgba(VIOLET))
    gift.draw(sheets["stamp-gift-earned"], (32, 33.5), 34, GIFT_ON_VIOLET)
    large = canvas.Canvas(84, 84, pixels=12)
    gift.draw(large, (42, 46), 74, GIFT)
    return {**sheets, "gift": large}
