"""A purchase while it is computed: a row of figures per line, and the trace so far.

Every step of the computation is a function from a draft to the next one; the kinds put
them together in the order of ground rule 6.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from wallet_service.cards.campaign import CampaignPoints
from wallet_service.cards.errors import PointsNotAccepted
from wallet_service.cards.outcome import (
    Earning,
    LineOutcome,
    Outcome,
    StampChange,
    Step,
)
from wallet_service.cards.purchase import Purchase


@dataclass(frozen=True, slots=True)
class Draft:
    """Figures by line in minor units; `counted` is False for excluded lines."""

    purchase: Purchase
    counted: tuple[bool, ...]
    discounts: tuple[int, ...]
    points: tuple[int, ...]
    earned: tuple[int, ...]
    rates_bp: tuple[int, ...]
    trace: tuple[Step, ...]
    campaigns: tuple[CampaignPoints, ...] = ()

    @property
    def counted_gross(self) -> tuple[int, ...]:
        """Gross by line, 0 for excluded lines."""
        lines = zip(self.purchase.lines, self.counted, strict=True)
        return tuple(line.amount if counted else 0 for line, counted in lines)

    @property
    def nets(self) -> tuple[int, ...]:
        """Gross less discount by line."""
        lines = zip(self.purchase.lines, self.discounts, strict=True)
        return tuple(line.amount - discount for line, discount in lines)

    @property
    def counted_nets(self) -> tuple[int, ...]:
        """Gross less discount by line, 0 for excluded lines."""
        lines = zip(self.nets, self.counted, strict=True)
        return tuple(net if counted else 0 for net, counted in lines)

    @property
    def payables(self) -> tuple[int, ...]:
        """What is paid in money, by line."""
        lines = zip(self.nets, self.points, strict=True)
        return tuple(net - points for net, points in lines)

    def noted(self, *steps: Step) -> Draft:
        """The same draft with further steps in its trace."""
        return replace(self, trace=self.trace + steps)


def begin(purchase: Purchase, excluded: Collection[str]) -> Draft:
    """Gross by line, and which lines take part (step a)."""
    nothing = (0,) * len(purchase.lines)
    counted = tuple(line.category not in excluded for line in purchase.lines)
    draft = Draft(purchase, counted, nothing, nothing, nothing, nothing, ())
    draft = draft.noted(Step("gross", result=purchase.gross))
    if all(counted):
        return draft
    left_out = purchase.gross - sum(draft.counted_gross)
    return draft.noted(Step("excluded", purchase.gross, result=left_out))


def refuse_points(purchase: Purchase) -> None:
    """Raise PointsNotAccepted where a card without points is to pay with them."""
    if purchase.points_to_spend:
        raise PointsNotAccepted


def payable(draft: Draft) -> Draft:
    """Note what is left to pay (step e)."""
    return draft.noted(Step("payable", sum(draft.nets), result=sum(draft.payables)))


def outcome(
    draft: Draft,
    *,
    turnover: int = 0,
    earning: Earning | None = None,
    stamps: StampChange | None = None,
) -> Outcome:
    """The finished draft as the answer of a rule."""
    return Outcome(
        gross=draft.purchase.gross,
        discount=sum(draft.discounts),
        points_spent=sum(draft.points),
        payable=sum(draft.payables),
        turnover_added=turnover,
        lines=_lines(draft),
        trace=draft.trace,
        earning=earning,
        stamps=stamps,
        campaigns=draft.campaigns,
    )


def _lines(draft: Draft) -> tuple[LineOutcome, ...]:
    rows: Sequence[tuple[int, int, int, int, int]] = list(
        zip(
            draft.discounts,
            draft.points,
            draft.payables,
            draft.earned,
            draft.rates_bp,
            strict=True,
        )
    )
    return tuple(
        LineOutcome(line.number, line.amount, *row)
        for line, row in zip(draft.purchase.lines, rows, strict=True)
    )
