"""Points as of an instant: by the clock, whatever has been posted yet (R15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from wallet_service.cards import periods
from wallet_service.cards.standing import CashbackStanding, ExpiringPoints
from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.lots import LOTS


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
    mine = (LOTS.c.account_id == account.id, LOTS.c.left > 0)
    pending = _sum(session, *mine, LOTS.c.available_at > now)
    gone = 0
    if account.next_due_at is not None and account.next_due_at <= now:
        gone = _sum(session, *mine, LOTS.c.expires_at <= now)
    return Points(open_points - pending - gone, pending, account.debt)


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
        LOTS.c.account_id == account.id,
        LOTS.c.left > 0,
        LOTS.c.available_at > occurred_at,
        LOTS.c.available_at <= recorded_at,
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
    statement = (
        select(LOTS.c.expires_at, func.sum(LOTS.c.left))
        .where(
            LOTS.c.account_id == account_id, LOTS.c.left > 0, LOTS.c.expires_at > now
        )
        .group_by(LOTS.c.expires_at)
        .order_by(LOTS.c.expires_at)
        .limit(1)
    )
    row = session.connection().execute(statement).first()
    if row is None:
        return None
    expires_at, amount = row
    return ExpiringPoints(int(amount), periods.last_day_before(expires_at, time_zone))


def _sum(session: BrandSession, *where: object) -> int:
    statement = select(func.coalesce(func.sum(LOTS.c.left), 0)).where(*where)  # type: ignore[arg-type]
    return int(session.connection().scalar(statement) or 0)
