"""Turnover by local day: the roll-up that tiers are computed from.

A backdated purchase counts on its own day; a refund counts on the day of the original
purchase, by the month in which it was recorded (R6, R7).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, Table, bindparam, func, select, text

from wallet_service import dialects
from wallet_service.cards import periods
from wallet_service.cards.standing import TurnoverDay
from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import ACCOUNTS, AccountKey, OwnerKind, Unit
from wallet_service.ledger.book import ENTRIES
from wallet_service.models.ledger import TURNOVER_KINDS
from wallet_service.models.ledger import TurnoverDay as TurnoverDayRow
from wallet_service.prepared import Prepared

DAYS: Table = TurnoverDayRow.__table__  # type: ignore[assignment]


def _add(insert: dialects.Insert) -> Executable:
    statement = insert(DAYS)
    added: Executable = statement.on_conflict_do_update(
        index_elements=[DAYS.c.account_id, DAYS.c.day, DAYS.c.recorded_month],
        set_={
            "purchased": DAYS.c.purchased + statement.excluded.purchased,
            "refunded": DAYS.c.refunded + statement.excluded.refunded,
        },
    )
    return added


ADD = Prepared(dialects.for_each(_add))
_UP_TO = (
    select(DAYS.c.day, DAYS.c.recorded_month, DAYS.c.purchased, DAYS.c.refunded)
    .where(DAYS.c.account_id == bindparam("account"), DAYS.c.day <= bindparam("last"))
    .order_by(DAYS.c.day)
)
UP_TO = Prepared(_UP_TO)
SINCE = Prepared(_UP_TO.where(DAYS.c.day >= bindparam("first")))
LATER_THAT_DAY = Prepared(
    select(func.sum(ENTRIES.c.amount)).where(
        ENTRIES.c.account_id == bindparam("account"),
        ENTRIES.c.occurred_at > bindparam("until"),
        ENTRIES.c.occurred_at < bindparam("end"),
        # word for word as in the partial index, or SQLite passes it by
        text(TURNOVER_KINDS),
    )
)

_OF_PROGRAM = (
    ACCOUNTS.c.brand_id == bindparam("brand"),
    ACCOUNTS.c.program_id == bindparam("program"),
    ACCOUNTS.c.unit == Unit.TURNOVER.value,
)
COUNT_ACCOUNTS = (
    select(func.count())
    .select_from(ACCOUNTS)
    .where(*_OF_PROGRAM, ACCOUNTS.c.revision > 0)
)
_EVER = (
    select(func.sum(DAYS.c.purchased))
    .where(DAYS.c.account_id == ACCOUNTS.c.id)
    .correlate(ACCOUNTS)
    .scalar_subquery()
)
OF_LARGE_ACCOUNTS = (
    select(
        ACCOUNTS.c.owner_kind,
        ACCOUNTS.c.owner_id,
        DAYS.c.day,
        DAYS.c.recorded_month,
        DAYS.c.purchased,
        DAYS.c.refunded,
    )
    .join(DAYS, DAYS.c.account_id == ACCOUNTS.c.id)
    .where(*_OF_PROGRAM, bindparam("at_least") <= _EVER)
    .order_by(ACCOUNTS.c.owner_kind, ACCOUNTS.c.owner_id, DAYS.c.day)
)


def add(
    session: BrandSession,
    account_id: str,
    amount: int,
    *,
    occurred_at: datetime,
    recorded_at: datetime,
    time_zone: ZoneInfo,
) -> None:
    """Count turnover (negative: a refund) on the local day of the purchase."""
    if not amount:
        return
    row = {
        "brand_id": session.brand,
        "account_id": account_id,
        "day": periods.local_day(occurred_at, time_zone),
        "recorded_month": periods.local_day(recorded_at, time_zone).replace(day=1),
        "purchased": max(amount, 0),
        "refunded": max(-amount, 0),
    }
    ADD.run(session.core, row)


def history(
    session: BrandSession,
    account_id: str,
    until: datetime,
    *,
    since: date | None,
    time_zone: ZoneInfo,
) -> tuple[TurnoverDay, ...]:
    """Turnover up to and including `until`, from the local day `since` on (R6)."""
    last = periods.local_day(until, time_zone)
    where = {"account": account_id, "last": last, "first": since}
    if since is None:
        del where["first"]
    statement = UP_TO if since is None else SINCE
    days = [TurnoverDay(*row) for row in statement.all(session.core, where)]
    if not days or days[-1].day != last:
        return tuple(days)
    return (*days, *_later_that_day(session, account_id, until, last, time_zone))


def histories(
    session: BrandSession, program_id: str, *, at_least: int
) -> Iterator[tuple[AccountKey, tuple[TurnoverDay, ...]]]:
    """Of each account that ever added up to `at_least`, whose it is and all its days.

    Refunds are not taken off for that: a tier that was reached may outlast them (A15).
    """
    where = {
        "brand": session.brand,
        "program": program_id,
        "at_least": at_least,
    }
    rows = session.core.execute(OF_LARGE_ACCOUNTS, where)
    for key, days in groupby(rows, lambda row: row[:2]):
        kind, owner = key
        its = tuple(TurnoverDay(*row[2:]) for row in days)
        yield AccountKey(OwnerKind(kind), owner, Unit.TURNOVER), its


def count_accounts(session: BrandSession, program_id: str) -> int:
    """How many accounts of the program ever had a turnover."""
    where = {"brand": session.brand, "program": program_id}
    return int(session.core.scalar(COUNT_ACCOUNTS, where) or 0)


def _later_that_day(
    session: BrandSession,
    account_id: str,
    until: datetime,
    last: date,
    time_zone: ZoneInfo,
) -> list[TurnoverDay]:
    """What the day's sum holds of purchases after `until`, taken off again."""
    end = periods.end_of_day(last, time_zone)
    where = {"account": account_id, "until": until, "end": end}
    later = LATER_THAT_DAY.scalar(session.core, where)
    if not later:
        return []
    return [TurnoverDay(last, last.replace(day=1), -int(later))]
