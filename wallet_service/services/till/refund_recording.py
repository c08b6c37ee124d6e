"""Writes a computed refund down: its rows, its postings, what the purchase keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, update

from wallet_service.cards.outcome import RefundLineOutcome, RefundOutcome
from wallet_service.cards.standing import Standing
from wallet_service.database import BrandSession
from wallet_service.ledger import book, returns, stamp_givers, turnover
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.models import purchase as tables
from wallet_service.services.actors import Actor
from wallet_service.services.till import stamp_posting
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import step_document

Accounts = dict[AccountKey, AccountState]

PURCHASES: Table = tables.Purchase.__table__  # type: ignore[assignment]
LINES: Table = tables.PurchaseLine.__table__  # type: ignore[assignment]
INSERT_REFUND = insert(tables.Refund.__table__)  # type: ignore[arg-type]
INSERT_REFUND_LINES = insert(tables.RefundLine.__table__)  # type: ignore[arg-type]
COUNT_DOWN = (
    update(LINES)
    .where(
        LINES.c.purchase_id == bindparam("of_purchase"),
        LINES.c.number == bindparam("of_line"),
    )
    .values(
        gross_left=LINES.c.gross_left - bindparam("taken"),
        quantity_left=LINES.c.quantity_left - bindparam("taken_quantity"),
        earned_kept=LINES.c.earned_kept - bindparam("reversed"),
    )
)


def write(
    session: BrandSession,
    purchase: tables.Purchase,
    outcome: RefundOutcome,
    refund_id: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """The refund's rows, and what is left of the purchase."""
    connection = session.core
    gross = sum(line.amount for line in outcome.lines)
    row = {
        "id": refund_id,
        "brand_id": session.brand,
        "purchase_id": purchase.id,
        "card_id": purchase.card_id,
        "source": str(actor),
        "recorded_at": now,
        "gross": gross,
        "money": outcome.money,
        "points_returned": outcome.points_returned,
        "earning_reversed": outcome.earning_reversed,
        "turnover_removed": outcome.turnover_removed,
        "stamps_removed": outcome.stamps_removed,
        "rewards_cancelled": outcome.rewards_cancelled,
        "trace": [step_document(step) for step in outcome.trace],
    }
    connection.execute(INSERT_REFUND, row)
    connection.execute(
        INSERT_REFUND_LINES, [_line_row(refund_id, line) for line in outcome.lines]
    )
    connection.execute(COUNT_DOWN, [_taken(purchase.id, one) for one in outcome.lines])
    all_back = purchase.gross_refunded + gross == purchase.gross
    connection.execute(
        update(PURCHASES)
        .where(PURCHASES.c.id == purchase.id)
        .values(
            state="refunded" if all_back else "part_refunded",
            gross_refunded=PURCHASES.c.gross_refunded + gross,
            money_refunded=PURCHASES.c.money_refunded + outcome.money,
            points_returned=PURCHASES.c.points_returned + outcome.points_returned,
            earning_reversed=PURCHASES.c.earning_reversed + outcome.earning_reversed,
            turnover_removed=PURCHASES.c.turnover_removed + outcome.turnover_removed,
            stamps_removed=PURCHASES.c.stamps_removed + outcome.stamps_removed,
        )
    )


def post(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    purchase: tables.Purchase,
    outcome: RefundOutcome,
    standing: Standing,
    refund_id: str,
    now: datetime,
) -> None:
    """Points and stamps as of now; turnover on the day of the purchase."""
    transaction = Transaction(
        refund_id, context.card_id, now, now, reverses=purchase.id
    )
    book.post(
        session,
        transaction,
        _points(session, context, accounts, purchase, outcome, transaction),
    )
    if outcome.stamps:
        if outcome.stamps.excused:
            stamp_givers.excuse(session, purchase.id, outcome.stamps.excused)
        changed = stamp_posting.change(
            session,
            context,
            accounts,
            standing.stamp_card,
            outcome.stamps,
            transaction,
        )
        book.post(session, transaction, changed)
    if outcome.turnover_removed:
        account = accounts[context.turnover_key]
        back_then = replace(transaction, occurred_at=purchase.occurred_at)
        turnover.add(
            session,
            account.id,
            -outcome.turnover_removed,
            occurred_at=purchase.occurred_at,
            recorded_at=now,
            time_zone=context.time_zone,
        )
        removed = Posting(account, "turnover_reverse", -outcome.turnover_removed)
        book.post(session, back_then, [removed])


def _points(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    purchase: tables.Purchase,
    outcome: RefundOutcome,
    transaction: Transaction,
) -> list[Posting]:
    postings: list[Posting] = []
    if outcome.points_returned:
        postings += returns.return_points(
            session,
            accounts[context.points_key],
            transaction,
            purchase_id=purchase.id,
            amount=outcome.points_returned,
            time_zone=context.time_zone,
        )
        book.post(session, transaction, postings)
    if not outcome.earning_reversed:
        return []
    return [
        returns.reverse_earning(
            session,
            accounts[context.points_key],
            transaction,
            purchase_id=purchase.id,
            amount=outcome.earning_reversed,
            reversed_before=purchase.earning_reversed,
        )
    ]


def _line_row(refund_id: str, line: RefundLineOutcome) -> dict[str, Any]:
    return {
        "refund_id": refund_id,
        "number": line.number,
        "amount": line.amount,
        "quantity": line.quantity,
        "discount": line.discount,
        "money": line.money,
        "points_returned": line.points_returned,
        "earning_reversed": line.earning_reversed,
    }


def _taken(purchase_id: str, line: RefundLineOutcome) -> dict[str, Any]:
    return {
        "of_purchase": purchase_id,
        "of_line": line.number,
        "taken": line.amount,
        "taken_quantity": line.quantity,
        "reversed": line.earning_reversed,
    }
