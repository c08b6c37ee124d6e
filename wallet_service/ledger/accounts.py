"""Accounts: found or opened, and locked in one order, so nobody waits in a ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, bindparam, exists, or_, select, update

from wallet_service import dialects, identifiers
from wallet_service.database import BrandSession
from wallet_service.models.due_fault import DueFault
from wallet_service.models.ledger import Account
from wallet_service.prepared import Prepared

GENESIS = "0" * 64


class Unit(StrEnum):
    """What an account counts; points, turnover and carry are in minor units."""

    POINTS = "points"
    TURNOVER = "turnover"
    STAMPS = "stamps"
    CARRY = "carry"
    REWARDS = "rewards"


class OwnerKind(StrEnum):
    """Who an account belongs to, in the order in which accounts are locked."""

    HOLDING = "holding"
    COMPANY = "company"
    MEMBER = "member"
    CARD = "card"


LOCK_ORDER = {kind.value: place for place, kind in enumerate(OwnerKind)}


@dataclass(frozen=True, slots=True)
class AccountKey:
    """An owner and a unit; with the program they name one account."""

    owner_kind: OwnerKind
    owner_id: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class AccountOwner:
    """Whose an account is, without what is on it."""

    program_id: str
    key: AccountKey


@dataclass(slots=True)
class AccountState:
    """An account as read; `book.post` moves it on as it writes, and marks it moved.

    `stored_due_at` is what its row says of `next_due_at`.
    """

    id: str
    key: AccountKey
    balance: int
    debt: int
    revision: int
    head_hash: str
    next_due_at: datetime | None
    stored_due_at: datetime | None
    moved: bool = False


ACCOUNTS: Table = Account.__table__  # type: ignore[assignment]
OWNED = (ACCOUNTS.c.owner_kind, ACCOUNTS.c.owner_id, ACCOUNTS.c.unit)
COLUMNS = (
    ACCOUNTS.c.id,
    *OWNED,
    ACCOUNTS.c.balance,
    ACCOUNTS.c.debt,
    ACCOUNTS.c.revision,
    ACCOUNTS.c.head_hash,
    ACCOUNTS.c.next_due_at,
)
# made once: building a statement costs several times its execution
_BY_KEY = select(*COLUMNS).where(
    ACCOUNTS.c.brand_id == bindparam("brand"),
    ACCOUNTS.c.program_id == bindparam("program"),
    ACCOUNTS.c.owner_kind == bindparam("kind"),
    ACCOUNTS.c.owner_id == bindparam("owner"),
    ACCOUNTS.c.unit == bindparam("the_unit"),
)
BY_KEY = Prepared(_BY_KEY)
LOCKED_BY_KEY = Prepared(_BY_KEY.with_for_update())
LOCKED_BY_ID = Prepared(
    select(*COLUMNS)
    .where(
        ACCOUNTS.c.id == bindparam("account"), ACCOUNTS.c.brand_id == bindparam("brand")
    )
    .with_for_update()
)
OPEN = dialects.for_each(lambda insert: insert(ACCOUNTS).on_conflict_do_nothing())


def read(
    session: BrandSession, program_id: str, keys: Sequence[AccountKey]
) -> dict[AccountKey, AccountState]:
    """The accounts that exist, without a lock."""
    if not keys:
        return {}
    return _fetch(session, program_id, keys, locked=False)


def lock(
    session: BrandSession, program_id: str, keys: Sequence[AccountKey]
) -> dict[AccountKey, AccountState]:
    """Every account asked for, opened where missing, locked until the end.

    Order: holding, company, member, card, then unit (ground rule 10).
    """
    if not keys:
        return {}
    found = _fetch(session, program_id, keys, locked=True)
    missing = [key for key in keys if key not in found]
    if missing:
        _open(session, program_id, missing)
        found = _fetch(session, program_id, keys, locked=True)
    return found


def lock_one(session: BrandSession, account_id: str) -> AccountState | None:
    """One account by its identifier, locked."""
    where = {"account": account_id, "brand": session.brand}
    row = LOCKED_BY_ID.first(session.core, where)
    return _state(row) if row else None


def owner_of(session: BrandSession, account_id: str) -> AccountOwner | None:
    """Whose account it is and in which program; no lock."""
    statement = select(
        Account.program_id, Account.owner_kind, Account.owner_id, Account.unit
    ).where(Account.id == account_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    program_id, owner_kind, owner_id, unit = row
    return AccountOwner(
        program_id, AccountKey(OwnerKind(owner_kind), owner_id, Unit(unit))
    )


def lock_due(
    session: BrandSession, account_ids: Sequence[str], until: datetime
) -> list[tuple[str, AccountState]]:
    """Of these accounts those still due by `until`, locked in their order.

    Each with its program, in the order in which they fell due.
    """
    named = select(ACCOUNTS.c.id, ACCOUNTS.c.program_id, *OWNED).where(
        ACCOUNTS.c.id.in_(account_ids), ACCOUNTS.c.brand_id == session.brand
    )
    rows = sorted(session.core.execute(named).all(), key=_row_place)
    found = []
    for row in rows:
        account = lock_one(session, row.id)
        if account and account.next_due_at and account.next_due_at <= until:
            found.append((account.next_due_at, row.program_id, account))
    found.sort(key=lambda one: (one[0], one[2].id))
    return [(program_id, account) for _, program_id, account in found]


def due(
    session: BrandSession,
    until: datetime,
    *,
    now: datetime,
    turnover: bool,
    limit: int,
) -> list[tuple[str, str]]:
    """(brand, account) pairs on which something fell due by `until`, earliest first.

    Turnover, or everything else: what a period's end gives comes after the rest. Those
    that failed wait for their next try.
    """
    statement = (
        select(Account.brand_id, Account.id)
        .where(Account.next_due_at <= until, _is_turnover(turnover), ~_is_aside(now))
        .order_by(Account.next_due_at)
        .limit(limit)
    )
    return [
        (brand_id, account_id) for brand_id, account_id in session.execute(statement)
    ]


def first_due(
    session: BrandSession, now: datetime, *, turnover: bool | None = None
) -> datetime | None:
    """When by `now` something fell due first, a turnover or not; None: nothing did."""
    statement = select(Account.next_due_at).where(
        Account.next_due_at <= now, ~_is_aside(now)
    )
    if turnover is not None:
        statement = statement.where(_is_turnover(turnover))
    return session.scalar(statement.order_by(Account.next_due_at).limit(1))


def look_again(
    session: BrandSession, program_id: str, unit: Unit, instant: datetime
) -> None:
    """Every account of the program and unit is due at `instant`, if not before."""
    session.core.execute(
        update(ACCOUNTS)
        .where(
            ACCOUNTS.c.brand_id == session.brand,
            ACCOUNTS.c.program_id == program_id,
            ACCOUNTS.c.unit == unit.value,
            or_(ACCOUNTS.c.next_due_at.is_(None), ACCOUNTS.c.next_due_at > instant),
        )
        .values(next_due_at=instant)
    )


def _is_aside(now: datetime) -> ColumnElement[bool]:
    return exists().where(DueFault.subject == Account.id, DueFault.retry_at > now)


def _is_turnover(turnover: bool) -> ColumnElement[bool]:
    unit = Unit.TURNOVER.value
    return Account.unit == unit if turnover else Account.unit != unit


def _fetch(
    session: BrandSession,
    program_id: str,
    keys: Sequence[AccountKey],
    *,
    locked: bool,
) -> dict[AccountKey, AccountState]:
    """One after the other in the order of locks, so that nobody waits in a ring."""
    connection = session.core
    statement = LOCKED_BY_KEY if locked else BY_KEY
    found = {}
    for key in sorted(keys, key=_place):
        where = {
            "brand": session.brand,
            "program": program_id,
            "kind": key.owner_kind.value,
            "owner": key.owner_id,
            "the_unit": key.unit.value,
        }
        row = statement.first(connection, where)
        if row is not None:
            found[key] = _state(row)
    return found


def _row_place(row: Row[*tuple[Any, ...]]) -> tuple[int, str, str, str]:
    """As `_place`; one owner has accounts in several programs."""
    return LOCK_ORDER[row.owner_kind], row.owner_id, row.unit, row.program_id


def _place(key: AccountKey) -> tuple[int, str, str]:
    return LOCK_ORDER[key.owner_kind], key.owner_id, key.unit


def _state(row: Row[*tuple[Any, ...]]) -> AccountState:
    account_id, owner_kind, owner_id, unit, balance, debt, revision, head, due_at = row
    key = AccountKey(OwnerKind(owner_kind), owner_id, Unit(unit))
    return AccountState(account_id, key, balance, debt, revision, head, due_at, due_at)


def _open(session: BrandSession, program_id: str, keys: Sequence[AccountKey]) -> None:
    """Two purchases may open the same account at once: the second finds it there."""
    rows = [
        {
            "id": identifiers.new_id("acct"),
            "brand_id": session.brand,
            "program_id": program_id,
            "owner_kind": key.owner_kind.value,
            "owner_id": key.owner_id,
            "unit": key.unit.value,
            "balance": 0,
            "debt": 0,
            "revision": 0,
            "head_hash": GENESIS,
        }
        for key in sorted(keys, key=_place)
    ]
    session.core.execute(dialects.of(session, OPEN), rows)
