"""A program's budget of points: what each period has used, and its alarms (M4, R17).

A row holds the points of one period by the purchases' own dates, net of reversals that
were recorded in it. It is locked after the card, so that purchases at once never give
more than the budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import ColumnElement, Table, and_, func, select, update

from wallet_service import dialects, identifiers
from wallet_service.cards import periods
from wallet_service.cards.budget import Budget
from wallet_service.database import BrandSession
from wallet_service.models.campaign import ProgramBudget, Welcome
from wallet_service.models.program import Program
from wallet_service.models.purchase import Purchase, Refund

MARKS = (80, 100)

BUDGETS: Table = ProgramBudget.__table__  # type: ignore[assignment]
PURCHASES: Table = Purchase.__table__  # type: ignore[assignment]
REFUNDS: Table = Refund.__table__  # type: ignore[assignment]
WELCOMES: Table = Welcome.__table__  # type: ignore[assignment]
OPEN = dialects.for_each(lambda insert: insert(BUDGETS).on_conflict_do_nothing())

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PeriodBudget:
    """What a budget has used in the period of an instant."""

    budget: Budget
    starts_at: datetime
    ends_at: datetime
    used: int
    alarms: tuple[tuple[int, datetime], ...] = ()

    @property
    def left(self) -> int:
        """What it has left; below 0 when it was made smaller than what was given."""
        return self.budget.amount - self.used


@dataclass(frozen=True, slots=True)
class Alarm:
    """The highest share of a program's budget that its present period has reached."""

    program_name: str
    percent: int
    raised_at: datetime
    ends_at: datetime


def alarms(session: BrandSession, now: datetime) -> list[Alarm]:
    """The alarms of periods that are not over, one for each program and period."""
    chosen = (
        select(
            Program.name,
            ProgramBudget.alarm_80_at,
            ProgramBudget.alarm_100_at,
            ProgramBudget.ends_at,
        )
        .join(Program, Program.id == ProgramBudget.program_id)
        .where(ProgramBudget.ends_at > now, ProgramBudget.alarm_80_at.is_not(None))
        .order_by(ProgramBudget.alarm_80_at)
    )
    return [
        Alarm(name, 100 if at_100 else 80, at_100 or at_80 or now, ends_at)
        for name, at_80, at_100, ends_at in session.execute(chosen)
    ]


def read(
    session: BrandSession,
    program_id: str,
    budget: Budget,
    zone: ZoneInfo,
    instant: datetime,
) -> PeriodBudget:
    """The period of `instant`, without a lock."""
    starts_at, ends_at = _span(budget, zone, instant)
    row = session.core.execute(
        select(BUDGETS).where(*_key(program_id, budget, starts_at))
    ).one_or_none()
    if row is None:
        used = _used_so_far(session, program_id, starts_at, ends_at)
        return PeriodBudget(budget, starts_at, ends_at, used)
    raised = zip(MARKS, (row.alarm_80_at, row.alarm_100_at), strict=True)
    alarms = tuple((mark, at) for mark, at in raised if at is not None)
    return PeriodBudget(budget, starts_at, ends_at, row.used, alarms)


def lock(
    session: BrandSession,
    program_id: str,
    budget: Budget,
    zone: ZoneInfo,
    instant: datetime,
) -> int:
    """What the period of `instant` has left; its row is locked, opened if missing."""
    starts_at, ends_at = _span(budget, zone, instant)
    locked = (
        select(BUDGETS.c.used)
        .where(*_key(program_id, budget, starts_at))
        .with_for_update()
    )
    used = session.core.scalar(locked)
    if used is None:
        row = {
            "id": identifiers.new_id("pbud"),
            "brand_id": session.brand,
            "program_id": program_id,
            "period": budget.period.value,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "used": _used_so_far(session, program_id, starts_at, ends_at),
        }
        session.core.execute(dialects.of(session, OPEN), row)
        used = session.core.scalar(locked)
    return budget.amount - int(used or 0)


def charge(
    session: BrandSession,
    program_id: str,
    points: int,
    *,
    occurred_at: datetime,
    budget: Budget | None,
    now: datetime,
) -> None:
    """Count points in every period of their date; an alarm is raised once a period."""
    rows = _add(session, [*_covering(program_id, occurred_at)], points)
    for row_id, period in rows:
        if budget is not None and period == budget.period.value:
            _alarm(session, row_id, program_id, budget, now)


def give_back(
    session: BrandSession,
    program_id: str,
    points: int,
    *,
    occurred_at: datetime,
    now: datetime,
) -> None:
    """Make room for reversed points where the reversal lies in the same period."""
    where = [*_covering(program_id, occurred_at), *_covering(program_id, now)]
    _add(session, where, -points)


def _add(
    session: BrandSession, where: Sequence[ColumnElement[bool]], points: int
) -> Sequence[tuple[str, str]]:
    chosen = (
        select(BUDGETS.c.id, BUDGETS.c.period)
        .where(*where)
        .order_by(BUDGETS.c.id)
        .with_for_update()
    )
    rows = [(row_id, period) for row_id, period in session.core.execute(chosen)]
    if rows:
        ids = [row_id for row_id, _ in rows]
        session.core.execute(
            update(BUDGETS)
            .where(BUDGETS.c.id.in_(ids))
            .values(used=BUDGETS.c.used + points)
        )
    return rows


def _alarm(
    session: BrandSession, row_id: str, program_id: str, budget: Budget, now: datetime
) -> None:
    row = session.core.execute(select(BUDGETS).where(BUDGETS.c.id == row_id)).one()
    for mark, raised_at in zip(MARKS, (row.alarm_80_at, row.alarm_100_at), strict=True):
        if raised_at is not None or row.used * 100 < budget.amount * mark:
            continue
        session.core.execute(
            update(BUDGETS)
            .where(BUDGETS.c.id == row_id)
            .values({f"alarm_{mark}_at": now})
        )
        log.warning("budget alarm", program=program_id, percent=mark, used=row.used)


def _span(
    budget: Budget, zone: ZoneInfo, instant: datetime
) -> tuple[datetime, datetime]:
    day = periods.local_day(instant, zone)
    first = periods.first_day(budget.period, day)
    following = periods.next_first_day(budget.period, day)
    return periods.midnight(first, zone), periods.midnight(following, zone)


def _key(
    program_id: str, budget: Budget, starts_at: datetime
) -> tuple[ColumnElement[bool], ...]:
    return (
        BUDGETS.c.program_id == program_id,
        BUDGETS.c.period == budget.period.value,
        BUDGETS.c.starts_at == starts_at,
    )


def _covering(
    program_id: str, instant: datetime
) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    return (
        BUDGETS.c.program_id == program_id,
        BUDGETS.c.starts_at <= instant,
        BUDGETS.c.ends_at > instant,
    )


def _used_so_far(
    session: BrandSession, program_id: str, starts_at: datetime, ends_at: datetime
) -> int:
    """What was given in a period before its row was opened: a budget may come late."""

    def within(column: ColumnElement[datetime]) -> ColumnElement[bool]:
        return and_(column >= starts_at, column < ends_at)

    mine = PURCHASES.c.program_id == program_id, within(PURCHASES.c.occurred_at)
    earned = select(func.sum(PURCHASES.c.earned)).where(*mine)
    reversed_ = (
        select(func.sum(REFUNDS.c.earning_reversed))
        .join(PURCHASES, PURCHASES.c.id == REFUNDS.c.purchase_id)
        .where(*mine, within(REFUNDS.c.recorded_at))
    )
    welcomed = select(func.sum(WELCOMES.c.amount)).where(
        WELCOMES.c.program_id == program_id, within(WELCOMES.c.given_at)
    )
    sums = [int(session.core.scalar(one) or 0) for one in (earned, welcomed, reversed_)]
    return sums[0] + sums[1] - sums[2]
