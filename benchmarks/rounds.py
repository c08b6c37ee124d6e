"""Rounds taken in turn: a figure and its yardstick meet the same state of the machine.

The ratio is taken round by round; what is told is its median with the quartiles.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "15"))
WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure beside its yardstick, both per second, and their ratio."""

    name: str
    yardstick: str
    unit: str
    median: float
    yardstick_median: float
    ratio_low: float
    ratio: float
    ratio_high: float
    rounds: int
    least: float
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the median ratio reaches the least that is promised."""
        return self.ratio >= self.least


def compare(
    name: str,
    measured: Callable[[], float],
    yardstick_name: str,
    yardstick: Callable[[], float],
    *,
    unit: str,
    least: float,
    rounds: int = ROUNDS,
    note: str = "",
) -> Comparison:
    """Run both in turn; each call is one round and gives a rate per second."""
    for _ in range(WARM_UP):
        measured()
        yardstick()
    pairs = []
    for number in range(rounds):
        first, second = (measured, yardstick) if number % 2 else (yardstick, measured)
        rates = {first: first(), second: second()}
        pairs.append((rates[measured], rates[yardstick]))
        sys.stderr.write(".")
        sys.stderr.flush()
    sys.stderr.write("\n")
    ratios = [ours / theirs for ours, theirs in pairs]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return Comparison(
        name=name,
        yardstick=yardstick_name,
        unit=unit,
        median=statistics.median(ours for ours, _ in pairs),
        yardstick_median=statistics.median(theirs for _, theirs in pairs),
        ratio_low=low,
        ratio=middle,
        ratio_high=high,
        rounds=rounds,
        least=least,
        note=note,
    )


def tell(comparisons: list[Comparison]) -> None:
    """Print a table, or JSON with ``--json``; ends with 1 when a promise is broken."""
    if "--json" in sys.argv:
        print(json.dumps([asdict(one) for one in comparisons], indent=1))
    else:
        for one in comparisons:
            verdict = "holds" if one.holds else "DOES NOT HOLD"
            print(
                f"{one.name}: {one.median:,.0f} {one.unit}; "
                f"{one.yardstick}: {one.yardstick_median:,.0f}\n"
                f"  ratio {one.ratio:.3f} (quartiles {one.ratio_low:.3f} to "
                f"{one.ratio_high:.3f}, {one.rounds} rounds); "
                f"at least {one.least}: {verdict}"
            )
            if one.note:
                print(f"  {one.note}")
    sys.exit(0 if all(one.holds for one in comparisons) else 1)


def stay_on_one_core() -> None:
    """Keep this process on one processor, where the system lets it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
