"""Points that go back: an earning that is reversed, a spend that is returned.

A refund first returns points, then reverses the earning (R13); what the lots cannot
give becomes a debt (R12); what expired unused is not taken a second time (R14).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select
from sqlalchemy.sql import Select

from wallet_service.cards import periods
from wallet_service.database import BrandSession
from wallet_service.ledger import lots
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.book import ENTRIES, Posting, Transaction
from wallet_service.ledger.lots import LOTS, USES, NewLot

MINIMUM_LIFE_DAYS = 14

LotChoice = Select[str, int, datetime | None]


def reverse_earning(
    session: BrandSession,
    account: AccountState,
    transaction: Transaction,
    *,
    purchase_id: str,
    amount: int,
    reversed_before: int,
) -> Posting:
    """Take back `amount` of a purchase's earning in the order of R12; may cause debt.

    `reversed_before` is what earlier refunds of this purchase reversed.
    """
    amount -= min(amount, _expired_room(session, purchase_id, reversed_before))
    wanted = amount
    for chosen in _reversal_order(account.id, purchase_id, transaction.recorded_at):
        if wanted:
            wanted = lots.take(session, transaction, "reverse", chosen, wanted)
    return Posting(account, "earn_reverse", -amount)


def take_back(
    session: BrandSession, account: AccountState, transaction: Transaction, amount: int
) -> Posting:
    """Take points of no purchase in the order of R12; may cause debt."""
    wanted = amount
    for chosen in _reversal_order(account.id, transaction.id, transaction.recorded_at):
        if wanted:
            wanted = lots.take(session, transaction, "adjust", chosen, wanted)
    return Posting(account, "adjust", -amount)


def return_points(
    session: BrandSession,
    account: AccountState,
    transaction: Transaction,
    *,
    purchase_id: str,
    amount: int,
    time_zone: ZoneInfo,
) -> list[Posting]:
    """Give back `amount` of what a purchase spent, to the lots last taken first (R13).

    Each comes back as a new lot with the old availability, spendable for at least 14
    days from the refund. A debt takes its part first.
    """
    soonest_end = periods.midnight(
        periods.local_day(transaction.recorded_at, time_zone)
        + timedelta(days=MINIMUM_LIFE_DAYS),
        time_zone,
    )
    postings = []
    for use in session.core.execute(_spent(purchase_id)).all():
        part = min(amount, use.amount - use.returned)
        if part > 0:
            lot = _returned_lot(use, part, soonest_end)
            postings.append(
                lots.credit(session, account, transaction, lot, kind="spend_return")
            )
            amount -= part
    return postings


def _reversal_order(
    account_id: str, purchase_id: str, now: datetime
) -> list[LotChoice]:
    own = LOTS.c.purchase_id == purchase_id
    other = LOTS.c.purchase_id.is_distinct_from(purchase_id)
    pending = LOTS.c.available_at > now
    by_availability = (LOTS.c.available_at, LOTS.c.id)
    chosen = lots.select_open(account_id)
    waiting = chosen.order_by(None).order_by(*by_availability)
    return [
        waiting.where(own, pending),
        chosen.where(own, ~pending),
        chosen.where(other, ~pending),
        waiting.where(other, pending),
    ]


def _expired_room(session: BrandSession, purchase_id: str, reversed_before: int) -> int:
    """What of the purchase's lots expired that no earlier refund was excused for."""
    connection = session.core
    expired = connection.scalar(
        select(func.sum(USES.c.amount))
        .join(LOTS, LOTS.c.id == USES.c.lot_id)
        .where(LOTS.c.purchase_id == purchase_id, USES.c.kind == "expire")
    )
    if not expired:
        return 0
    posted = connection.scalar(
        select(func.sum(ENTRIES.c.amount)).where(
            ENTRIES.c.reverses == purchase_id, ENTRIES.c.kind == "earn_reverse"
        )
    )
    excused = reversed_before + (posted or 0)
    return int(expired - excused)


def _spent(
    purchase_id: str,
) -> Select[int, int, int, str | None, datetime, datetime, datetime | None]:
    back = LOTS.alias("back")
    returned = (
        select(func.coalesce(func.sum(back.c.amount), 0))
        .where(back.c.returned_use_id == USES.c.id)
        .scalar_subquery()
    )
    return (
        select(
            USES.c.id,
            USES.c.amount,
            returned.label("returned"),
            LOTS.c.purchase_id,
            LOTS.c.earned_at,
            LOTS.c.available_at,
            LOTS.c.expires_at,
        )
        .join(LOTS, LOTS.c.id == USES.c.lot_id)
        .where(USES.c.transaction_id == purchase_id, USES.c.kind == "spend")
        .order_by(USES.c.id.desc())
    )


def _returned_lot(
    use: Row[int, int, int, str | None, datetime, datetime, datetime | None],
    amount: int,
    soonest_end: datetime,
) -> NewLot:
    ends = use.expires_at
    return NewLot(
        amount=amount,
        earned_at=use.earned_at,
        available_at=use.available_at,
        expires_at=None if ends is None else max(ends, soonest_end),
        purchase_id=use.purchase_id,
        returned_use_id=use.id,
    )
