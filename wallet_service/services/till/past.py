"""Recorded purchases read back: for a refund, and for whoever asks what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from wallet_service.cards.outcome import (
    LineOutcome,
    PastLine,
    PastPurchase,
    RefundLineOutcome,
)
from wallet_service.database import BrandSession
from wallet_service.models.purchase import (
    Payment,
    Purchase,
    PurchaseLine,
    Refund,
    RefundLine,
)
from wallet_service.services.errors import Conflict, NotFound
from wallet_service.services.membership import card_answers
from wallet_service.services.till.commands import (
    Figures,
    Receipt,
    Refunded,
    RefundReceipt,
    step_from,
)


def get_purchase(session: BrandSession, purchase_id: str, now: datetime) -> Receipt:
    """A purchase as it was computed, what came back of it, and its card now (R34)."""
    purchase = find(session, purchase_id)
    payment = payment_of(session, purchase_id)
    return Receipt(
        id=purchase.id,
        state=purchase.state,
        external_id=purchase.external_id,
        location_id=purchase.location_id,
        occurred_at=purchase.occurred_at,
        recorded_at=purchase.recorded_at,
        figures=_figures(purchase, payment),
        lines=tuple(_outcome(line) for line in lines_of(session, purchase_id)),
        trace=tuple(step_from(step) for step in purchase.trace),
        card=card_answers.card_answer(session, purchase.card_id, now),
        refunded=_refunded(purchase),
        refunds=_refunds(session, purchase_id),
        paid_at=payment.recorded_at if payment else None,
    )


def find(session: BrandSession, purchase_id: str, *, locked: bool = False) -> Purchase:
    """The purchase's row; raises NotFound."""
    statement = select(Purchase).where(Purchase.id == purchase_id)
    if locked:
        statement = statement.with_for_update().execution_options(
            populate_existing=True
        )
    purchase = session.scalar(statement)
    if purchase is None:
        raise NotFound("purchase")
    return purchase


def was_confirmed(purchase: Purchase) -> bool:
    """Whether it was ever more than a draft; a draft's figures are nothing."""
    return purchase.gross > 0


def require_confirmed(purchase: Purchase) -> None:
    """Raise Conflict for a purchase that is still a draft or no longer stands."""
    if purchase.state == "draft":
        detail = "The purchase is a draft: confirm it first."
        raise Conflict("purchase_not_confirmed", detail)
    if purchase.state == "cancelled":
        raise Conflict("purchase_cancelled", "The purchase was cancelled.")


def payment_of(session: BrandSession, purchase_id: str) -> Payment | None:
    """The payment of a purchase; None while it is not paid."""
    return session.scalar(select(Payment).where(Payment.purchase_id == purchase_id))


def lines_of(session: BrandSession, purchase_id: str) -> Sequence[PurchaseLine]:
    """The purchase's lines in their order; call it for a purchase of this brand."""
    statement = (
        select(PurchaseLine)
        .where(PurchaseLine.purchase_id == purchase_id)
        .order_by(PurchaseLine.number)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()


def as_past(
    purchase: Purchase, lines: Sequence[PurchaseLine], *, is_paid: bool
) -> PastPurchase:
    """The purchase as the rules of a refund see it."""
    return PastPurchase(
        occurred_at=purchase.occurred_at,
        lines=tuple(
            PastLine(
                outcome=_outcome(line),
                category=line.category,
                sku=line.sku,
                quantity=line.quantity,
                left=line.gross_left,
                left_quantity=line.quantity_left,
                earned_kept=line.earned_kept,
            )
            for line in lines
        ),
        stamps_added=purchase.stamps_added,
        carry_before=purchase.carry_before,
        is_paid=is_paid,
    )


def _outcome(line: PurchaseLine) -> LineOutcome:
    return LineOutcome(
        number=line.number,
        gross=line.gross,
        discount=line.discount,
        points_spent=line.points_spent,
        payable=line.payable,
        earned=line.earned,
        rate_bp=line.rate_bp,
    )


def _figures(purchase: Purchase, payment: Payment | None) -> Figures:
    """As computed; turnover that counts when it is paid joins them then (R8)."""
    return Figures(
        gross=purchase.gross,
        discount=purchase.discount,
        points_spent=purchase.points_spent,
        payable=purchase.payable,
        earned=purchase.earned,
        stamps_added=purchase.stamps_added,
        rewards_issued=purchase.rewards_issued,
        turnover_added=purchase.turnover_added
        + (payment.turnover_added if payment else 0),
    )


def _refunded(purchase: Purchase) -> Refunded:
    return Refunded(
        gross=purchase.gross_refunded,
        money=purchase.money_refunded,
        points_returned=purchase.points_returned,
        earning_reversed=purchase.earning_reversed,
        turnover_removed=purchase.turnover_removed,
        stamps_removed=purchase.stamps_removed,
    )


def _refunds(session: BrandSession, purchase_id: str) -> tuple[RefundReceipt, ...]:
    statement = (
        select(Refund)
        .where(Refund.purchase_id == purchase_id)
        .order_by(Refund.recorded_at, Refund.id)
    )
    return tuple(_refund(session, refund) for refund in session.scalars(statement))


def _refund(session: BrandSession, refund: Refund) -> RefundReceipt:
    statement = (
        select(RefundLine)
        .where(RefundLine.refund_id == refund.id)
        .order_by(RefundLine.number)
    )
    lines = tuple(
        RefundLineOutcome(
            number=line.number,
            amount=line.amount,
            quantity=line.quantity,
            discount=line.discount,
            money=line.money,
            points_returned=line.points_returned,
            earning_reversed=line.earning_reversed,
        )
        for line in session.scalars(statement)
    )
    return RefundReceipt(
        id=refund.id,
        purchase_id=refund.purchase_id,
        recorded_at=refund.recorded_at,
        money=refund.money,
        points_returned=refund.points_returned,
        earning_reversed=refund.earning_reversed,
        turnover_removed=refund.turnover_removed,
        stamps_removed=refund.stamps_removed,
        rewards_cancelled=refund.rewards_cancelled,
        lines=lines,
        trace=tuple(step_from(step) for step in refund.trace),
    )
