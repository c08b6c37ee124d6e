"""Arithmetic of money: integer minor units, rates in basis points, no floats.

Every function that rounds is named for its direction (ground rule 2).
"""

from __future__ import annotations

from collections.abc import Sequence

WHOLE_BP = 10_000
WHOLE_POINT = 100


def share_half_up(amount: int, part: int, whole: int) -> int:
    """`amount` x `part` / `whole`, rounded half-up; all three non-negative."""
    return (2 * amount * part + whole) // (2 * whole)


def share_down(amount: int, part: int, whole: int) -> int:
    """`amount` x `part` / `whole`, rounded down; all three non-negative."""
    return amount * part // whole


def percent_half_up(amount: int, rate_bp: int) -> int:
    """The percentage of a discount, rounded half-up to the minor unit."""
    return share_half_up(amount, rate_bp, WHOLE_BP)


def percent_down(amount: int, rate_bp: int) -> int:
    """The percentage of an earning, a share cap or a ceiling, rounded down."""
    return share_down(amount, rate_bp, WHOLE_BP)


def percent_up(amount: int, rate_bp: int) -> int:
    """The percentage of what must at least be reached, rounded up."""
    return -(-amount * rate_bp // WHOLE_BP)


def whole_points_down(amount: int) -> int:
    """`amount` down to whole points of 100 minor units."""
    return amount // WHOLE_POINT * WHOLE_POINT


def spread(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` over `weights` by largest remainder, ties by order (R4).

    The parts add up to `total`; none is above its weight while `total` is not above
    their sum. Raises ValueError when there is something to spread over nothing.
    """
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("cannot spread a sum over weights of zero")
        return tuple(0 for _ in weights)
    parts = [total * weight // whole for weight in weights]
    missing = total - sum(parts)
    by_remainder = sorted(
        range(len(weights)), key=lambda index: -(total * weights[index] % whole)
    )
    for index in by_remainder[:missing]:
        parts[index] += 1
    return tuple(parts)
