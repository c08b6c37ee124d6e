"""Entries in the order of posting, for whoever plays a ledger again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, text

from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import AccountKey, OwnerKind, Unit
from wallet_service.ledger.book import ACCOUNTS, ENTRIES
from wallet_service.ledger.turnover import DAYS
from wallet_service.models.ledger import TURNOVER_KINDS

PAGE = 500


@dataclass(frozen=True, slots=True)
class Played:
    """An entry with its account; `amount` in the account's unit."""

    id: int
    account_id: str
    program_id: str
    key: AccountKey
    transaction_id: str
    kind: str
    amount: int
    reverses: str | None
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StoredDay:
    """A row of the roll-up by day, in minor units."""

    account_id: str
    day: date
    recorded_month: date
    purchased: int
    refunded: int


def pages(session: BrandSession) -> Iterator[Sequence[Played]]:
    """Every entry of the brand in the order of posting, a page at a time."""
    after = 0
    while True:
        statement = (
            select(
                ENTRIES.c.id,
                ENTRIES.c.account_id,
                ACCOUNTS.c.program_id,
                ACCOUNTS.c.owner_kind,
                ACCOUNTS.c.owner_id,
                ACCOUNTS.c.unit,
                ENTRIES.c.transaction_id,
                ENTRIES.c.kind,
                ENTRIES.c.amount,
                ENTRIES.c.reverses,
                ENTRIES.c.occurred_at,
                ENTRIES.c.recorded_at,
            )
            .join(ACCOUNTS, ACCOUNTS.c.id == ENTRIES.c.account_id)
            .where(ENTRIES.c.id > after, ENTRIES.c.brand_id == session.brand)
            .order_by(ENTRIES.c.id)
            .limit(PAGE)
        )
        rows = session.core.execute(statement).all()
        page = [
            Played(number, account, program, _key(kind, owner, unit), *more)
            for number, account, program, kind, owner, unit, *more in rows
        ]
        if page:
            yield page
        if len(page) < PAGE:
            return
        after = page[-1].id


def later_that_day(
    session: BrandSession,
    account_id: str,
    *,
    since: datetime,
    end: datetime,
    before_entry: int,
) -> int:
    """Turnover that occurred in (since, end) and was posted before that entry."""
    statement = select(func.sum(ENTRIES.c.amount)).where(
        ENTRIES.c.account_id == account_id,
        ENTRIES.c.occurred_at > since,
        ENTRIES.c.occurred_at < end,
        ENTRIES.c.id < before_entry,
        # word for word as in the partial index, or SQLite passes it by
        text(TURNOVER_KINDS),
    )
    return int(session.core.scalar(statement) or 0)


def stored_days(session: BrandSession) -> Iterator[StoredDay]:
    """The roll-up of turnover by day as it is stored."""
    statement = select(
        DAYS.c.account_id,
        DAYS.c.day,
        DAYS.c.recorded_month,
        DAYS.c.purchased,
        DAYS.c.refunded,
    ).where(DAYS.c.brand_id == session.brand)
    for row in session.core.execute(statement):
        yield StoredDay(*row)


def _key(owner_kind: str, owner_id: str, unit: str) -> AccountKey:
    return AccountKey(OwnerKind(owner_kind), owner_id, Unit(unit))
