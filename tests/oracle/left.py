"""What is left of a purchase after refunds, worked out from its first figures (R2, R3).

Nothing is subtracted step by step: each figure is computed anew on the gross left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle import earning, money, settings
from tests.oracle.records import Purchase, Refund


@dataclass(frozen=True)
class Left:
    gross: tuple[int, ...]
    discount: tuple[int, ...]
    points: tuple[int, ...]
    turnover: int  # by the turnover base, as if paid
    earned: int

    @property
    def net(self) -> tuple[int, ...]:
        return tuple(g - d for g, d in zip(self.gross, self.discount, strict=True))

    @property
    def payable(self) -> tuple[int, ...]:
        return tuple(n - p for n, p in zip(self.net, self.points, strict=True))


def gross_left(purchase: Purchase, refunds: Sequence[Refund]) -> tuple[int, ...]:
    return tuple(
        line.amount - sum(refund.gross[index] for refund in refunds)
        for index, line in enumerate(purchase.requested)
    )


def quantities_left(purchase: Purchase, refunds: Sequence[Refund]) -> tuple[int, ...]:
    """Items left of every line, refund by refund; none where no gross is left.

    A refund by amount alone leaves at most the part of the gross left (R25).
    """
    left = [line.quantity for line in purchase.requested]
    for number, refund in enumerate(refunds, start=1):
        gross = gross_left(purchase, refunds[:number])
        for index, line in enumerate(purchase.requested):
            part = money.down(Fraction(line.quantity * gross[index], line.amount or 1))
            if refund.gross[index] and not refund.quantities[index]:
                left[index] = min(left[index], part)
            left[index] -= refund.quantities[index] or 0
            if refund.gross[index] and not gross[index]:
                left[index] = 0
    return tuple(left)


def left_of(purchase: Purchase, refunds: Sequence[Refund]) -> Left:
    gross = gross_left(purchase, refunds)
    discount = _discount(purchase, gross)
    points = [
        money.down(
            Fraction(line.points_spent * (rest - kept), line.gross - line.discount or 1)
        )
        for rest, kept, line in zip(
            gross, discount, purchase.outcome.lines, strict=True
        )
    ]
    return Left(
        gross=gross,
        discount=discount,
        points=tuple(points),
        turnover=turnover_left(purchase, refunds),
        earned=_earned(purchase, refunds),
    )


def _discount(purchase: Purchase, gross: Sequence[int]) -> tuple[int, ...]:
    return tuple(
        money.half_up(Fraction(line.discount * rest, line.gross or 1))
        for rest, line in zip(gross, purchase.outcome.lines, strict=True)
    )


def turnover_left(purchase: Purchase, refunds: Sequence[Refund]) -> int:
    """The turnover alone, by its base, as if paid."""
    gross = gross_left(purchase, refunds)
    discount = _discount(purchase, gross)
    net = [g - d for g, d in zip(gross, discount, strict=True)]
    base = settings.turnover_base(purchase.kind, purchase.version.rules)
    if base is None:
        return 0
    counted = gross if base == "gross" else net
    return sum(
        amount
        for amount, line in zip(counted, purchase.outcome.lines, strict=True)
        if not line.excluded
    )


def _earned(purchase: Purchase, refunds: Sequence[Refund]) -> int:
    """The least of every recomputation so far: kept never grows (R3)."""
    kept = purchase.outcome.earned
    for count in range(1, len(refunds) + 1):
        kept = min(kept, _recomputed_earning(purchase, refunds[:count]))
    return kept


def _recomputed_earning(purchase: Purchase, refunds: Sequence[Refund]) -> int:
    rules, policy = purchase.version.rules, purchase.version.policy
    first = purchase.outcome.lines
    gross = gross_left(purchase, refunds)
    counted = sum(
        rest for rest, line in zip(gross, first, strict=True) if not line.excluded
    )
    if counted == 0 or counted < (rules.get("minimum_amount") or 0):
        return 0
    discount = _discount(purchase, gross)
    net = [g - d for g, d in zip(gross, discount, strict=True)]
    payable = [
        rest - money.down(Fraction(line.points_spent * rest, net_first or 1))
        for rest, line in zip(net, first, strict=True)
        for net_first in [line.gross - line.discount]
    ]
    out = [line.excluded for line in first]
    bases = earning.bases(rules, gross=gross, net=net, payable=payable, excluded=out)
    rates = [line.earn_rate_bp for line in first]
    amounts = money.percent_by_rate(bases, rates, money.down)
    categories = [line.category for line in purchase.requested]
    amounts = earning.under_ceilings(
        policy,
        amounts,
        categories=categories,
        gross=gross,
        discounts=discount,
        excluded=out,
    )
    return earning.whole_points(rules, sum(amounts))
