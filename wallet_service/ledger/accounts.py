"""Accounts: found or opened, and locked in one order, so nobody waits in a ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, case, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.ledger import Account

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
    """An account as read; `book.post` moves it on as it writes, and marks it moved."""

    id: str
    key: AccountKey
    balance: int
    debt: int
    revision: int
    head_hash: str
    next_due_at: datetime | None
    moved: bool = False


COLUMNS = (
    Account.id,
    Account.owner_kind,
    Account.owner_id,
    Account.unit,
    Account.balance,
    Account.debt,
    Account.revision,
    Account.head_hash,
    Account.next_due_at,
)


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
    statement = select(*COLUMNS).where(Account.id == account_id).with_for_update()
    row = session.execute(statement).one_or_none()
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


def due(session: BrandSession, now: datetime, *, limit: int) -> list[tuple[str, str]]:
    """(brand, account) pairs on which something fell due, earliest first."""
    statement = (
        select(Account.brand_id, Account.id)
        .where(Account.next_due_at <= now)
        .order_by(Account.next_due_at)
        .limit(limit)
    )
    return [
        (brand_id, account_id) for brand_id, account_id in session.execute(statement)
    ]


def _fetch(
    session: BrandSession,
    program_id: str,
    keys: Sequence[AccountKey],
    *,
    locked: bool,
) -> dict[AccountKey, AccountState]:
    wanted = [(key.owner_kind.value, key.owner_id, key.unit.value) for key in keys]
    statement = select(*COLUMNS).where(
        Account.brand_id == session.brand,
        Account.program_id == program_id,
        tuple_(Account.owner_kind, Account.owner_id, Account.unit).in_(wanted),
    )
    if locked:
        order = case(LOCK_ORDER, value=Account.owner_kind)
        statement = statement.order_by(order, Account.owner_id, Account.unit)
        statement = statement.with_for_update()
    states = [_state(row) for row in session.execute(statement)]
    return {state.key: state for state in states}


def _state(
    row: Row[str, str, str, str, int, int, int, str, datetime | None],
) -> AccountState:
    account_id, owner_kind, owner_id, unit, balance, debt, revision, head, due_at = row
    key = AccountKey(OwnerKind(owner_kind), owner_id, Unit(unit))
    return AccountState(account_id, key, balance, debt, revision, head, due_at)


def _open(session: BrandSession, program_id: str, keys: Sequence[AccountKey]) -> None:
    """Two purchases may open the same account at once: the second finds it there."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
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
        for key in sorted(keys, key=lambda key: LOCK_ORDER[key.owner_kind])
    ]
    statement = insert(Account.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]
    session.connection().execute(statement, rows)
