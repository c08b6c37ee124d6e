"""Refunds: what a purchase keeps is a function of what is left of its lines (R2, R3).

What comes back is the difference of what was kept before and after, so refunds of parts
in any order add up to the refund of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wallet_service.cards.errors import (
    NothingLeft,
    RefundExceedsLine,
    RefundExceedsQuantity,
    UnknownLine,
)
from wallet_service.cards.money import share_down, share_half_up, spread
from wallet_service.cards.outcome import (
    PastLine,
    PastPurchase,
    RefundLine,
    RefundLineOutcome,
    RefundOutcome,
    StampChange,
    Step,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a line keeps of itself while `gross` of it is left, in minor units."""

    gross: int
    discount: int
    net: int
    points: int
    payable: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A purchase before and after a refund, and which of its lines came back."""

    before: tuple[PastLine, ...]
    after: tuple[PastLine, ...]
    indexes: tuple[int, ...]


def kept(line: PastLine) -> Kept:
    """The figures of what is left of a line, by the formulas of R2."""
    figures, left = line.outcome, line.left
    if not figures.gross:
        return Kept(0, 0, 0, 0, 0)
    discount = share_half_up(figures.discount, left, figures.gross)
    net = left - discount
    whole_net = figures.gross - figures.discount
    points = share_down(figures.points_spent, net, whole_net) if whole_net else 0
    return Kept(left, discount, net, points, net - points)


def take(past: PastPurchase, lines: tuple[RefundLine, ...]) -> Taken:
    """What is left after `lines` come back; none given means all that is left.

    Raises NothingLeft, UnknownLine, RefundExceedsLine or RefundExceedsQuantity.
    """
    if not any(line.left for line in past.lines):
        raise NothingLeft
    index_of = {line.outcome.number: i for i, line in enumerate(past.lines)}
    after = list(past.lines)
    wanted = lines or tuple(_all_of(line) for line in past.lines if line.left)
    for part in wanted:
        if part.number not in index_of:
            raise UnknownLine(part.number)
        index = index_of[part.number]
        after[index] = _less(after[index], part)
    indexes = sorted({index_of[part.number] for part in wanted})
    return Taken(past.lines, tuple(after), tuple(indexes))


def _all_of(line: PastLine) -> RefundLine:
    return RefundLine(line.outcome.number, line.left, line.left_quantity)


def _less(line: PastLine, part: RefundLine) -> PastLine:
    if part.amount < 0 or part.quantity < 0:
        raise ValueError("a refund takes back, it does not add")
    if part.amount > line.left:
        raise RefundExceedsLine(part.number, line.left)
    if part.quantity > line.left_quantity:
        raise RefundExceedsQuantity(part.number, line.left_quantity)
    left = line.left - part.amount
    return replace(line, left=left, left_quantity=_quantity_left(line, part, left))


def _quantity_left(line: PastLine, part: RefundLine, left: int) -> int:
    """Counted goods that stay; without a count their share of the gross (R25)."""
    if not left:
        return 0
    if part.quantity:
        return line.left_quantity - part.quantity
    share = share_down(line.quantity, left, line.outcome.gross)
    return min(line.left_quantity, share)


def outcome(
    taken: Taken,
    *,
    reversed_parts: tuple[int, ...],
    turnover: int = 0,
    stamps: StampChange | None = None,
    steps: tuple[Step, ...] = (),
) -> RefundOutcome:
    """The differences by line and in total; `reversed_parts` is by line of `taken`."""
    rows = tuple(
        _row(taken.before[i], taken.after[i], reversed_parts[i]) for i in taken.indexes
    )
    money = sum(row.money for row in rows)
    points = sum(row.points_returned for row in rows)
    return RefundOutcome(
        money=money,
        points_returned=points,
        earning_reversed=sum(reversed_parts),
        turnover_removed=turnover,
        lines=rows,
        trace=_trace(rows) + steps,
        stamps=stamps,
    )


def _row(before: PastLine, after: PastLine, reversed_earning: int) -> RefundLineOutcome:
    was, stays = kept(before), kept(after)
    return RefundLineOutcome(
        number=before.outcome.number,
        amount=was.gross - stays.gross,
        quantity=before.left_quantity - after.left_quantity,
        discount=was.discount - stays.discount,
        money=was.payable - stays.payable,
        points_returned=was.points - stays.points,
        earning_reversed=reversed_earning,
    )


def _trace(rows: tuple[RefundLineOutcome, ...]) -> tuple[Step, ...]:
    gross = sum(row.amount for row in rows)
    totals = {
        "refund_discount": sum(row.discount for row in rows),
        "points_returned": sum(row.points_returned for row in rows),
        "money_returned": sum(row.money for row in rows),
    }
    given = (
        Step(name, gross, result=total)
        for name, total in totals.items()
        if total or name == "money_returned"
    )
    return (Step("refund", result=gross), *given)


def nothing_reversed(taken: Taken) -> tuple[int, ...]:
    """No earning of any line is reversed."""
    return (0,) * len(taken.before)


def spread_reversal(
    taken: Taken, total: int, weights: tuple[int, ...]
) -> tuple[int, ...]:
    """A reversed earning over the lines that came back, by what it was earned on.

    A minimum that is no longer reached can reverse more than came back of the base; it
    goes by gross when nothing of the base did.
    """
    amounts = [b.left - a.left for b, a in zip(taken.before, taken.after, strict=True)]
    return spread(total, weights if any(weights) else amounts)
