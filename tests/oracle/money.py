"""Percentages and the spreading of a sum over parts, in whole minor units.

A part is never invented or lost: what `spread` returns adds up to what it was given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

WHOLE = 10_000  # basis points in one


def exactly(amount: int, rate_bp: int) -> Fraction:
    return Fraction(amount * rate_bp, WHOLE)


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def down(value: Fraction) -> int:
    return math.floor(value)


def up(value: Fraction) -> int:
    return math.ceil(value)


def spread(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Split `total` by largest remainder, ties by order (ground rule 2, R4)."""
    whole = sum(weights, start=Fraction(0))
    if total == 0:
        return [0 for _ in weights]
    if whole == 0:
        raise ValueError("there is nothing to spread the sum over")
    shares = [Fraction(total) * weight / whole for weight in weights]
    parts = [math.floor(share) for share in shares]
    order = sorted(
        range(len(parts)), key=lambda index: (parts[index] - shares[index], index)
    )
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def percent_by_rate(
    bases: Sequence[int], rates_bp: Sequence[int], rounding: Callable[[Fraction], int]
) -> list[int]:
    """Take each rate of the sum of the lines that share it, and spread it back."""
    amounts = [0 for _ in bases]
    for rate in set(rates_bp):
        group = [index for index, own in enumerate(rates_bp) if own == rate]
        total = rounding(exactly(sum(bases[index] for index in group), rate))
        parts = spread(total, [bases[index] for index in group])
        for index, part in zip(group, parts, strict=True):
            amounts[index] = part
    return amounts


def trim(
    amounts: Sequence[int], limit: int, chosen: Sequence[bool] | None = None
) -> list[int]:
    """Take the chosen amounts down to `limit` together, by what they were (R4)."""
    chosen = chosen if chosen is not None else [True for _ in amounts]
    group = [index for index, taken in enumerate(chosen) if taken]
    limit = max(limit, 0)
    if sum(amounts[index] for index in group) <= limit:
        return list(amounts)
    trimmed = list(amounts)
    parts = spread(limit, [amounts[index] for index in group])
    for index, part in zip(group, parts, strict=True):
        trimmed[index] = part
    return trimmed
