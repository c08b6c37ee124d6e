"""The refunds of a purchase, asked of its rules once more, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select

from wallet_service.cards import payment
from wallet_service.cards.errors import CardRefusal
from wallet_service.cards.outcome import (
    PastLine,
    PastPurchase,
    RefundLine,
    RefundLineOutcome,
    RefundOutcome,
)
from wallet_service.cards.standing import Standing
from wallet_service.database import BrandSession
from wallet_service.models import purchase as tables
from wallet_service.services.insight import purchases_again
from wallet_service.services.till import past
from wallet_service.services.till.card_context import CardContext

TOTALS = ("money", "points_returned", "earning_reversed")
LINE = ("quantity", "discount", "money", "points_returned", "earning_reversed")


def differences(
    session: BrandSession, row: tables.Purchase
) -> Iterator[tuple[str, str]]:
    """Refunds that come out otherwise, each with how; stamps are not asked again.

    They depend on what the card had brought since.
    """
    context = purchases_again.context_of(session, row)
    paid = past.payment_of(session, row.id)
    counts = payment.counts_turnover(context.rules)
    lines = past.lines_of(session, row.id)
    now = past.as_past(row, lines, is_paid=False)
    bought = replace(now, lines=tuple(_whole(one) for one in now.lines))
    for refund, parts in _refunds(session, row.id):
        is_paid = counts and paid is not None and paid.recorded_at <= refund.recorded_at
        told, after = _again(context, replace(bought, is_paid=is_paid), refund, parts)
        if is_paid and told and paid and paid.recorded_at == refund.recorded_at:
            told, after = _again(context, bought, refund, parts)
        if told:
            yield refund.id, told
        bought = after


def _whole(line: PastLine) -> PastLine:
    return replace(
        line,
        left=line.outcome.gross,
        left_quantity=line.quantity,
        earned_kept=line.outcome.earned,
    )


def _refunds(
    session: BrandSession, purchase_id: str
) -> Iterator[tuple[tables.Refund, Sequence[tables.RefundLine]]]:
    chosen = (
        select(tables.Refund)
        .where(tables.Refund.purchase_id == purchase_id)
        .order_by(tables.Refund.recorded_at, tables.Refund.id)
    )
    for refund in session.scalars(chosen).all():
        parts = (
            select(tables.RefundLine)
            .where(tables.RefundLine.refund_id == refund.id)
            .order_by(tables.RefundLine.number)
        )
        yield refund, session.scalars(parts).all()


def _again(
    context: CardContext,
    bought: PastPurchase,
    refund: tables.Refund,
    parts: Sequence[tables.RefundLine],
) -> tuple[str, PastPurchase]:
    """How the refund differs, in words, and what it leaves of the purchase."""
    asked = tuple(RefundLine(one.number, one.amount, one.quantity) for one in parts)
    after = _after(bought, parts)
    try:
        outcome = context.rules.on_refund(bought, asked, Standing())
    except CardRefusal as refusal:
        return f"would be refused: {refusal}", after
    return ", ".join(_differing(refund, parts, outcome)), after


def _differing(
    refund: tables.Refund,
    parts: Sequence[tables.RefundLine],
    outcome: RefundOutcome,
) -> Iterator[str]:
    for name in (*TOTALS, "turnover_removed"):
        stored, again = getattr(refund, name), getattr(outcome, name)
        if stored != again:
            yield f"{name} {stored}, again {again}"
    for part, line in zip(parts, outcome.lines, strict=True):
        if not _same(part, line):
            yield f"line {part.number}"


def _same(part: tables.RefundLine, line: RefundLineOutcome) -> bool:
    return all(getattr(part, name) == getattr(line, name) for name in LINE)


def _after(bought: PastPurchase, parts: Sequence[tables.RefundLine]) -> PastPurchase:
    taken = {part.number: part for part in parts}
    return replace(
        bought,
        is_paid=False,
        lines=tuple(_less(one, taken.get(one.outcome.number)) for one in bought.lines),
    )


def _less(line: PastLine, part: tables.RefundLine | None) -> PastLine:
    if part is None:
        return line
    return replace(
        line,
        left=line.left - part.amount,
        left_quantity=line.left_quantity - part.quantity,
        earned_kept=line.earned_kept - part.earning_reversed,
    )
