"""Entries read back, newest first: what a person is shown of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.ledger import Account, Entry


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with the unit of its account; amounts in that unit."""

    id: int
    transaction_id: str
    card_id: str | None
    owner_kind: str
    unit: str
    kind: str
    amount: int
    balance_after: int
    reverses: str | None
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TurnoverEntry:
    """An entry of a turnover account, in minor units, with its place in the chain."""

    sequence: int
    transaction_id: str
    kind: str
    amount: int
    reverses: str | None
    occurred_at: datetime
    recorded_at: datetime


def entries(
    session: BrandSession,
    account_ids: Sequence[str],
    *,
    before: int | None,
    limit: int,
) -> list[EntryView]:
    """Up to `limit` entries of the accounts, newest first, older than `before`."""
    statement = (
        select(
            Entry.id,
            Entry.transaction_id,
            Entry.card_id,
            Account.owner_kind,
            Account.unit,
            Entry.kind,
            Entry.amount,
            Entry.balance_after,
            Entry.reverses,
            Entry.occurred_at,
            Entry.recorded_at,
        )
        .join(Account, Account.id == Entry.account_id)
        .where(Entry.account_id.in_(account_ids))
        .order_by(Entry.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(Entry.id < before)
    return [EntryView(*row) for row in session.execute(statement)]


def turnover_entries(session: BrandSession, account_id: str) -> list[TurnoverEntry]:
    """Every entry of a turnover account, in the order of recording."""
    statement = (
        select(
            Entry.sequence,
            Entry.transaction_id,
            Entry.kind,
            Entry.amount,
            Entry.reverses,
            Entry.occurred_at,
            Entry.recorded_at,
        )
        .where(Entry.account_id == account_id)
        .order_by(Entry.sequence)
    )
    return [TurnoverEntry(*row) for row in session.execute(statement)]
