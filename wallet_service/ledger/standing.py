"""Points as of an instant: by the clock, whatever has been posted yet (R15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select

from wallet_service.cards import periods
from wallet_service.cards.standing import CashbackStanding, ExpiringPoints
from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.lots import LOTS, SOME_LEFT
from wallet_service.prepared import Prepared

# made once: building a statement costs several times its execution
OPEN = (
    LOTS.c.account_id == bindparam("account"),
    SOME_LEFT,
)
SUM = select(func.coalesce(func.sum(LOTS.c.left), 0)).where(*OPEN)
PENDING = Prepared(SUM.where(LOTS.c.available_at > bindparam("now")))
GONE = Prepared(SUM.where(LOTS.c.expires_at <= bindparam("now")))
AVAILABLE_SINCE = Prepared(
    SUM.where(
        LOTS.c.available_at > bindparam("since"),
        LOTS.c.available_at <= bindparam("now"),
    )
)
EXPIRES_NEXT = Prepared(
    select(LOTS.c.expires_at, func.sum(LOTS.c.left))
    .where(*OPEN, LOTS.c.expires_at > bindparam("now"))
    .group_by(LOTS.c.expires_at)
    .order_by(LOTS.c.expires_at)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Points:
    """Open points of an account at an instant, in minor units."""

    available: int
    pending: int
    debt: int


def points(
    session: BrandSession, account: AccountState | None, now: datetime
) -> Points:
    """Available, pending and owed; reads only the lots that wait or are overdue."""
    if account is None:
        return Points(0, 0, 0)
    open_points = account.balance + account.debt
    if not open_points:
        return Points(0, 0, account.debt)
    pending = gone = 0
    if account.next_due_at is not None:
        pending = _sum(session, PENDING, account=account.id, now=now)
        if account.next_due_at <= now:
            gone = _sum(session, GONE, account=account.id, now=now)
    return Points(open_points - pending - gone, pending, account.debt)


def balance(session: BrandSession, account: AccountState | None, now: datetime) -> int:
    """Available and pending points less debt, which a largest balance limits (R17)."""
    held = points(session, account, now)
    return held.available + held.pending - held.debt


def spendable(
    session: BrandSession,
    account: AccountState | None,
    occurred_at: datetime,
    recorded_at: datetime,
) -> int:
    """Points available both at the purchase and at its recording (R16)."""
    if account is None:
        return 0
    now = points(session, account, recorded_at)
    if occurred_at >= recorded_at:
        return now.available
    since = _sum(
        session,
        AVAILABLE_SINCE,
        account=account.id,
        since=occurred_at,
        now=recorded_at,
    )
    return now.available - since


def cashback(
    session: BrandSession,
    account: AccountState | None,
    now: datetime,
    time_zone: ZoneInfo,
) -> CashbackStanding:
    """What a card shows of its points, with those that go first."""
    totals = points(session, account, now)
    expiring = None
    if account is not None and totals.available + totals.pending:
        expiring = _expires_next(session, account.id, now, time_zone)
    return CashbackStanding(totals.available, totals.pending, totals.debt, expiring)


def _expires_next(
    session: BrandSession, account_id: str, now: datetime, time_zone: ZoneInfo
) -> ExpiringPoints | None:
    where = {"account": account_id, "now": now}
    row = EXPIRES_NEXT.first(session.core, where)
    if row is None:
        return None
    expires_at, amount = row
    return ExpiringPoints(int(amount), periods.last_day_before(expires_at, time_zone))


def _sum(session: BrandSession, statement: Prepared, **where: object) -> int:
    return int(statement.scalar(session.core, where) or 0)
