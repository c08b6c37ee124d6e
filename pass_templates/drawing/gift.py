"""A gift box, the one picture that both designs share in their own colours."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pass_templates.drawing import canvas


@dataclass(frozen=True, slots=True)
class GiftColours:
    """Colours of the box, of its shaded side, of the lid and of the ribbon."""

    box: str
    shade: str
    lid: str
    ribbon: str


def draw(
    sheet: canvas.Canvas, centre: canvas.Point, size: float, colours: GiftColours
) -> None:
    """A box of about `size` points round `centre`, its bow upwards."""
    x, y = centre
    unit = size / 20
    top, bottom = y - 1.5 * unit, y + 9.5 * unit
    box, shade = canvas.rgba(colours.box), canvas.rgba(colours.shade)
    ribbon = canvas.rgba(colours.ribbon)
    sheet.plate((x - 8 * unit, top), (x + 8 * unit, bottom), box, radius=unit)
    sheet.plate((x + 1.7 * unit, top), (x + 8 * unit, bottom), shade, radius=unit)
    sheet.polygon(
        _box((x - 8 * unit, y + 2.2 * unit), (x + 8 * unit, y + 3 * unit)),
        canvas.rgba(colours.shade, 0.55),
    )
    lid = canvas.rgba(colours.lid)
    sheet.plate(
        (x - 9.4 * unit, y - 3 * unit), (x + 9.4 * unit, y + 2 * unit), lid, radius=unit
    )
    sheet.polygon(
        _box((x - 1.7 * unit, y - 3 * unit), (x + 1.7 * unit, bottom)),
        ribbon,
    )
    for side in (-1, 1):
        loop = _loop((x, y - 3 * unit), unit, side)
        sheet.lines([loop], ribbon, width=1.9 * unit)
    sheet.disc((x, y - 3.4 * unit), 1.7 * unit, ribbon)


def _loop(knot: canvas.Point, unit: float, side: int) -> list[canvas.Point]:
    points = []
    for step in range(61):
        turn = math.tau * step / 60
        reach = 3.1 * unit * (1 - math.cos(turn))
        lift = 2.2 * unit * math.sin(turn) + reach * 0.72
        points.append((knot[0] + side * reach * 0.92, knot[1] - lift))
    return points


def _box(corner: canvas.Point, opposite: canvas.Point) -> list[canvas.Point]:
    (left, top), (right, bottom) = corner, opposite
    return [(left, top), (right, top), (right, bottom), (left, bottom)]
