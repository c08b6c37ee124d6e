"""The book: posts entries, chains them by hash, and moves the balances with them.

Every entry is a double posting in one row: what the account gains, the brand's account
named by `counter` loses. Entries are never changed; a correction is a new entry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update

from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import AccountState, Unit
from wallet_service.models.ledger import Account, Entry
from wallet_service.prepared import Prepared

# the brand's account on the other side of each kind of entry
COUNTERS = {
    "earn": "cost",
    "earn_pending": "cost",
    "welcome": "cost",
    "earn_reverse": "cost",
    "release": "liability",
    "spend": "liability",
    "spend_return": "liability",
    "expire": "expired",
    "turnover": "sales",
    "turnover_reverse": "sales",
    "stamp": "cost",
    "stamp_reverse": "cost",
    "stamp_card_filled": "cost",
    "stamp_card_reopened": "cost",
    "carry": "cost",
    "carry_used": "cost",
    "reward": "cost",
    "reward_cancel": "cost",
    "reward_redeem": "cost",
    "adjust": "cost",
    "retro_bonus": "cost",
    "payout": "liability",
}
# says that pending points became spendable; the balance holds them already
WITHOUT_AMOUNT = frozenset({"release"})
MAY_OWE = frozenset({Unit.POINTS, Unit.STAMPS})

ENTRIES: Table = Entry.__table__  # type: ignore[assignment]
ACCOUNTS: Table = Account.__table__  # type: ignore[assignment]
INSERT_ENTRIES = Prepared(insert(ENTRIES))
_MOVE = (
    update(ACCOUNTS)
    .where(
        ACCOUNTS.c.id == bindparam("account_id"),
        ACCOUNTS.c.revision == bindparam("revision_before"),
    )
    .values(
        balance=bindparam("new_balance"),
        debt=bindparam("new_debt"),
        revision=bindparam("new_revision"),
        head_hash=bindparam("new_head_hash"),
    )
)
# naming the due instant writes a page of its index, even where it stays the same
MOVE_ACCOUNT = Prepared(_MOVE)
MOVE_ACCOUNT_AND_DUE = Prepared(_MOVE.values(next_due_at=bindparam("new_next_due_at")))
SET_DUE = (
    update(ACCOUNTS)
    .where(ACCOUNTS.c.id == bindparam("account_id"))
    .values(next_due_at=bindparam("new_next_due_at"))
)


class LostUpdate(Exception):
    """An account moved although it was locked: a defect, and nothing was written."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A change of one account by `amount`, in the account's unit."""

    account: AccountState
    kind: str
    amount: int
    lot_id: str | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """What the postings belong to: the business row, the card, and the two times."""

    id: str
    card_id: str | None
    occurred_at: datetime
    recorded_at: datetime
    reverses: str | None = None


def post(
    session: BrandSession, transaction: Transaction, postings: Sequence[Posting]
) -> None:
    """Write the postings in order and move their accounts; zero amounts are dropped.

    The accounts must be locked. Points and stamps below zero become a debt.
    """
    post_each(session, [(transaction, posting) for posting in postings])


def post_each(
    session: BrandSession, postings: Sequence[tuple[Transaction, Posting]]
) -> None:
    """The same for postings of several transactions, written together."""
    kept = [
        (transaction, one)
        for transaction, one in postings
        if one.amount or one.kind in WITHOUT_AMOUNT
    ]
    before = {one.account.id: one.account.revision for _, one in kept}
    rows = [_entry(session.brand, transaction, one) for transaction, one in kept]
    if not rows:
        return
    connection = session.core
    INSERT_ENTRIES.run_many(connection, rows)
    accounts = {one.account.id: one.account for _, one in kept}
    for account in accounts.values():
        _move(session, account, before[account.id])


def set_next_due(session: BrandSession, account: AccountState) -> None:
    """Write down when time alone changes the account next."""
    session.core.execute(
        SET_DUE, {"account_id": account.id, "new_next_due_at": account.next_due_at}
    )
    account.stored_due_at = account.next_due_at


def last_card(session: BrandSession, account_id: str) -> str | None:
    """The card whose event made the account's newest entry; None when time made it."""
    newest = (
        select(ENTRIES.c.card_id)
        .where(ENTRIES.c.account_id == account_id)
        .order_by(ENTRIES.c.sequence.desc())
        .limit(1)
    )
    card_id: str | None = session.core.scalar(newest)
    return card_id


def entry_hash(previous: str, row: dict[str, Any]) -> str:
    """SHA-256 over the previous entry of the account and every field of this one."""
    fields = [
        previous,
        row["account_id"],
        row["sequence"],
        row["card_id"],
        row["transaction_id"],
        row["kind"],
        row["counter"],
        row["amount"],
        row["balance_after"],
        row["reverses"],
        row["lot_id"],
        row["occurred_at"].astimezone(UTC).isoformat(),
        row["recorded_at"].astimezone(UTC).isoformat(),
    ]
    text = json.dumps(fields, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(brand_id: str, transaction: Transaction, posting: Posting) -> dict[str, Any]:
    account = posting.account
    account.balance += posting.amount
    account.revision += 1
    account.moved = True
    if account.key.unit in MAY_OWE:
        account.debt = max(0, -account.balance)
    row = {
        "brand_id": brand_id,
        "account_id": account.id,
        "sequence": account.revision,
        "card_id": transaction.card_id,
        "transaction_id": transaction.id,
        "kind": posting.kind,
        "counter": COUNTERS[posting.kind],
        "amount": posting.amount,
        "balance_after": account.balance,
        "reverses": transaction.reverses,
        "lot_id": posting.lot_id,
        "occurred_at": transaction.occurred_at,
        "recorded_at": transaction.recorded_at,
    }
    account.head_hash = row["hash"] = entry_hash(account.head_hash, row)
    return row


def _move(session: BrandSession, account: AccountState, revision_before: int) -> None:
    values = {
        "account_id": account.id,
        "revision_before": revision_before,
        "new_balance": account.balance,
        "new_debt": account.debt,
        "new_revision": account.revision,
        "new_head_hash": account.head_hash,
    }
    statement = MOVE_ACCOUNT
    if account.next_due_at != account.stored_due_at:
        statement = MOVE_ACCOUNT_AND_DUE
        values["new_next_due_at"] = account.next_due_at
        account.stored_due_at = account.next_due_at
    if statement.run(session.core, values) != 1:
        message = f"account {account.id} moved while it was locked"
        raise LostUpdate(message)
