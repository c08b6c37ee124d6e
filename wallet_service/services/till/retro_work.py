"""Closes the periods of programs: once each, in order, made up for after downtime.

Every scope is a transaction of its own that is done once; when all are done the closing
is written down, and the next look is cheap.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Table, func, or_, select

from wallet_service import dialects
from wallet_service.cards import periods
from wallet_service.cards.accumulating import AccumulatingRules
from wallet_service.cards.ladder import Ladder
from wallet_service.database import BrandSession, Database
from wallet_service.models.due_fault import DueFault
from wallet_service.models.program import Program
from wallet_service.models.purchase import Purchase
from wallet_service.models.retro_bonus import PeriodClosing
from wallet_service.services.programs import versions
from wallet_service.services.till import due_faults, retro_posting, retro_reading
from wallet_service.services.till.retro_reading import ClosingPeriod

MOMENT = timedelta(microseconds=1)
CLOSINGS: Table = PeriodClosing.__table__  # type: ignore[assignment]
CLOSE = dialects.for_each(lambda insert: insert(CLOSINGS).on_conflict_do_nothing())


def close_periods(database: Database, now: datetime) -> int:
    """Give the bonuses of all periods that ended by `now`; gives how many there were.

    Nothing is done for periods closed before; a program that gives none costs one look.
    One that fails waits for its next try.
    """
    last = func.max(PeriodClosing.period_end)
    statement = (
        select(Program.brand_id, Program.id, last, DueFault.retry_at)
        .outerjoin(PeriodClosing, PeriodClosing.program_id == Program.id)
        .outerjoin(DueFault, DueFault.subject == Program.id)
        .where(
            Program.kind == "accumulating",
            Program.state != "draft",
            or_(DueFault.retry_at.is_(None), DueFault.retry_at <= now),
        )
        .group_by(Program.brand_id, Program.id, DueFault.retry_at)
        .order_by(Program.brand_id, Program.id)
    )
    with database.reading_across_brands() as session:
        rows = session.execute(statement).all()
    given = 0
    for brand_id, program_id, closed_until, retry_at in rows:
        work = partial(_catch_up, database, brand_id, program_id, closed_until, now)
        if retry_at is not None:
            work = partial(_again, database, brand_id, program_id, work)
        given += due_faults.guarded(database, brand_id, program_id, work, now=now)
    return given


def _again(
    database: Database, brand_id: str, program_id: str, work: Callable[[], int]
) -> int:
    """Work that failed before; when it is done it is forgotten."""
    given = work()
    with database.writing(brand_id) as session:
        due_faults.forget(session, [program_id])
    return given


def _catch_up(
    database: Database,
    brand_id: str,
    program_id: str,
    closed_until: datetime | None,
    now: datetime,
) -> int:
    with database.reading(brand_id) as session:
        wanted = _open_periods(session, program_id, closed_until, now)
    return sum(_close(database, brand_id, period, now) for period in wanted)


def _open_periods(
    session: BrandSession,
    program_id: str,
    closed_until: datetime | None,
    now: datetime,
) -> list[ClosingPeriod]:
    program = versions.terms_at(session, program_id, now)
    ladder, zone = program.terms.rules.ladder, program.time_zone
    if ladder is None or not ladder.has_calendar:
        return []
    current = periods.first_day(ladder.period, periods.local_day(now, zone))
    first = current - timedelta(days=1)
    since = closed_until or _first_purchase(session, program_id)
    if since is not None:
        first = periods.local_day(since, zone)
    return [
        ClosingPeriod(
            program_id,
            start=periods.midnight(periods.first_day(ladder.period, before), zone),
            end=periods.midnight(end, zone),
            time_zone=zone,
        )
        for before, end in _ends(ladder, first, current)
    ]


def _ends(ladder: Ladder, first: date, current: date) -> list[tuple[date, date]]:
    """A day of each period that is over since `first`, and the day after its last."""
    found = []
    end = periods.next_first_day(ladder.period, first)
    while end <= current:
        found.append((end - timedelta(days=1), end))
        end = periods.next_first_day(ladder.period, end)
    return found


def _first_purchase(session: BrandSession, program_id: str) -> datetime | None:
    statement = select(func.min(Purchase.occurred_at)).where(
        Purchase.program_id == program_id
    )
    return session.scalar(statement)


def _close(
    database: Database, brand_id: str, period: ClosingPeriod, now: datetime
) -> int:
    given = 0
    with database.reading(brand_id) as session:
        at_the_end = period.end - MOMENT
        terms = versions.terms_at(session, period.program_id, at_the_end).terms
    if isinstance(terms.rules, AccumulatingRules) and terms.rules.bonus:
        given = _give(database, brand_id, period, terms.rules, terms.beneficiary, now)
    with database.writing(brand_id) as session:
        row = {
            "brand_id": brand_id,
            "program_id": period.program_id,
            "period_end": period.end,
            "closed_at": now,
        }
        session.core.execute(dialects.of(session, CLOSE), row)
    return given


def _give(
    database: Database,
    brand_id: str,
    period: ClosingPeriod,
    rules: AccumulatingRules,
    beneficiary: str,
    now: datetime,
) -> int:
    given = 0
    with database.reading(brand_id) as session:
        found = retro_reading.scopes(session, period, rules.scope, beneficiary)
    for scope, ledgers in found.items():
        with database.writing(brand_id) as session:
            given += retro_posting.close_scope(
                session, period, rules, scope, ledgers, now
            )
    return given
