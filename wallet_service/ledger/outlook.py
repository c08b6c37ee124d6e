"""All accounts of a program at once: what a change of its rules would find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import AccountKey, OwnerKind, Unit
from wallet_service.models.ledger import Account, Lot

PAGE = 500


@dataclass(frozen=True, slots=True)
class Found:
    """An account and its balance."""

    id: str
    key: AccountKey
    balance: int


@dataclass(frozen=True, slots=True)
class PendingPoints:
    """Points that are not spendable yet: minor units, lots, and ledgers with such."""

    amount: int
    lots: int
    ledgers: int


def accounts_of(session: BrandSession, program_id: str, unit: Unit) -> Iterator[Found]:
    """Every account of the program with something on it, read in pages."""
    chosen = (
        select(Account.id, Account.owner_kind, Account.owner_id, Account.balance)
        .where(
            Account.program_id == program_id,
            Account.unit == unit.value,
            Account.balance > 0,
        )
        .order_by(Account.id)
        .limit(PAGE)
    )
    after = ""
    while rows := session.execute(chosen.where(Account.id > after)).all():
        for account_id, owner_kind, owner_id, balance in rows:
            key = AccountKey(OwnerKind(owner_kind), owner_id, unit)
            yield Found(account_id, key, balance)
        after = rows[-1].id


def pending(session: BrandSession, program_id: str, now: datetime) -> PendingPoints:
    """The points of the program that wait at `now`."""
    statement = (
        select(
            func.coalesce(func.sum(Lot.left), 0),
            func.count(Lot.id),
            func.count(Lot.account_id.distinct()),
        )
        .join(Account, Account.id == Lot.account_id)
        .where(
            Account.program_id == program_id,
            Account.unit == Unit.POINTS.value,
            Lot.left > 0,
            Lot.available_at > now,
        )
    )
    amount, lots, ledgers = session.execute(statement).one()
    return PendingPoints(int(amount), lots, ledgers)
