"""Which rate a line has, and what lines that share a rate get together.

One rate per line, the best that is offered; percentages are taken of the sum of the
lines of one rate and spread back over them (ground rules 2 and 11, R4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wallet_service.cards.money import spread
from wallet_service.cards.outcome import Step
from wallet_service.cards.purchase import Line


@dataclass(frozen=True, slots=True)
class LineRate:
    """A rate and where it comes from (`trace.REASONS`), a campaign among them."""

    rate_bp: int
    reason: str
    campaign_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """What each line gets, and a trace step for each group of lines."""

    parts: tuple[int, ...]
    steps: tuple[Step, ...]


def best_rate(*candidates: LineRate) -> LineRate:
    """The highest rate; of equal ones the first."""
    return max(candidates, key=lambda candidate: candidate.rate_bp)


def category_or(
    rates_bp: Mapping[str, int], line: Line, otherwise: LineRate
) -> LineRate:
    """The rate of the line's category, 0 too, else the other one (R20)."""
    if line.category is not None and line.category in rates_bp:
        return LineRate(rates_bp[line.category], "category_rate")
    return otherwise


def or_personal(rate: LineRate, personal_rate_bp: int) -> LineRate:
    """The better of a rate and the member's own one (ground rule 11, A17)."""
    if not personal_rate_bp:
        return rate
    return best_rate(rate, LineRate(personal_rate_bp, "override"))


def by_rate(
    step: str,
    amounts: Sequence[int],
    rates: Sequence[LineRate | None],
    percent: Callable[[int, int], int],
) -> Rated:
    """`percent` of the sum of each group of equal rates, spread by the amounts.

    A line without a rate takes no part. Groups are traced in the order of their first
    line, with the reason of that line.
    """
    groups: dict[int, list[int]] = {}
    for index, rate in enumerate(rates):
        if rate is not None:
            groups.setdefault(rate.rate_bp, []).append(index)
    parts = [0] * len(amounts)
    steps = []
    for rate_bp, members in groups.items():
        weights = [amounts[index] for index in members]
        base = sum(weights)
        result = percent(base, rate_bp)
        for index, part in zip(members, spread(result, weights), strict=True):
            parts[index] = part
        first = rates[members[0]]
        reason = first.reason if first else None
        campaign_id = first.campaign_id if first else None
        steps.append(Step(step, base, rate_bp, result, reason, campaign_id))
    return Rated(tuple(parts), tuple(steps))
