"""Charts as SVG, drawn here: where each bar stands, how long it is, what is written.

A chart answers one question, its answer is the title above it. Bars begin at zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# the drawing's own measure, in which a letter is as large as on the page
WIDTH = 480
HEIGHT = 200
TOP = 24
BOTTOM = 24
GAP = 0.25
# of a bar that lies: its length is told in thousandths
WHOLE = 1_000


@dataclass(frozen=True, slots=True)
class Value:
    """A figure to be drawn: `text` is how it is written, `before` that of before."""

    label: str
    amount: int
    text: str
    link: str | None = None
    before: int | None = None
    before_text: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A standing bar, in the drawing's measure; below zero it hangs from the line."""

    value: Value
    x: float
    y: float
    width: float
    height: float
    is_highest: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """Standing bars over time, and as a line what was before."""

    bars: tuple[Bar, ...]
    zero: float
    before: str
    before_most: tuple[float, float]
    marks: tuple[tuple[float, str, str], ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Lying:
    """A lying bar: its length in thousandths of the longest."""

    value: Value
    length: int


def columns(values: Sequence[Value]) -> Columns:
    """Bars for values in the order of time."""
    amounts = [one.amount for one in values]
    amounts += [one.before for one in values if one.before is not None]
    highest, lowest = max(0, *amounts), min(0, *amounts)
    scale = (HEIGHT - TOP - BOTTOM) / ((highest - lowest) or 1)
    zero = TOP + highest * scale
    step = WIDTH / (len(values) or 1)
    most = max((one.amount for one in values), default=0)
    first_most = next((n for n, one in enumerate(values) if one.amount == most), -1)
    bars = tuple(
        Bar(
            value=one,
            x=round(number * step + step * GAP / 2, 1),
            y=round(zero - max(one.amount, 0) * scale, 1),
            width=round(step * (1 - GAP), 1),
            height=round(abs(one.amount) * scale, 1),
            is_highest=number == first_most and most > 0,
        )
        for number, one in enumerate(values)
    )
    line = [
        (round((number + 0.5) * step, 1), round(zero - one.before * scale, 1))
        for number, one in enumerate(values)
        if one.before is not None
    ]
    return Columns(
        bars=bars,
        zero=round(zero, 1),
        before=" ".join(f"{x},{y}" for x, y in line),
        before_most=min(line, key=lambda point: point[1], default=(0.0, 0.0)),
        marks=_marks(values, step),
    )


def lying(values: Sequence[Value]) -> tuple[Lying, ...]:
    """Bars that lie under each other, each beside its own words."""
    longest = max((abs(one.amount) for one in values), default=0) or 1
    return tuple(Lying(one, max(one.amount, 0) * WHOLE // longest) for one in values)


def _marks(values: Sequence[Value], step: float) -> tuple[tuple[float, str, str], ...]:
    """The names of the first, the middle and the last bar: place, text, side."""
    if not values:
        return ()
    last = len(values) - 1
    places = {0: "start", last // 2: "middle", last: "end"}
    if last < 4:
        places = {0: "start", last: "end"} if last else {0: "middle"}
    x = {"start": 0.0, "end": float(WIDTH)}
    return tuple(
        (x.get(side, round((number + 0.5) * step, 1)), values[number].label, side)
        for number, side in places.items()
    )
