"""The audit: recomputes everything the ledger says and names every row that disagrees.

Each check is one invariant (docs/invariants.md) and gives the broken rows; a healthy
ledger gives none. It reads in pages, so that its memory does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from wallet_service.database import BrandSession
from wallet_service.ledger import book, spending_order
from wallet_service.ledger.accounts import GENESIS
from wallet_service.ledger.audit_queries import QUERIES
from wallet_service.ledger.book import ACCOUNTS, ENTRIES
from wallet_service.migrations import triggers

PAGE = 5_000

CHAIN = "every account's chain of hashes is whole"
TIME = "the clock is not set back between an account's entries"
ORDER = "what goes first in the spending order is spent first"
GUARDED = "what was written is guarded against change"
# writers take the time before they wait for their turn
WAITED = timedelta(minutes=1)
_BEGINNING = datetime(1970, 1, 2, tzinfo=UTC)

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that breaks an invariant."""

    invariant: str
    row: str
    detail: str
    rule: str


def findings(session: BrandSession, progress: Progress) -> Iterator[Finding]:
    """Run every check; gives the rows that break it.

    `progress(rule, 0)` is told as a check begins, and `progress(rule, entries)` while
    the last of them reads the chains, with the number of entries up to then.
    """
    for number, (rule, query) in QUERIES.items():
        progress(rule, 0)
        for row, detail in session.core.execute(query):
            yield Finding(number, str(row), str(detail), rule)
    yield from _unguarded(session, progress)
    yield from _passed_by(session, progress)
    yield from _broken_chains(session, progress)


def _unguarded(session: BrandSession, progress: Progress) -> Iterator[Finding]:
    """I-9: every trigger that refuses changes is there."""
    progress(GUARDED, 0)
    for name in sorted(triggers.missing(session.core)):
        yield Finding("I-9b", name, "the trigger is missing or off", GUARDED)


def _passed_by(session: BrandSession, progress: Progress) -> Iterator[Finding]:
    """I-5: nothing was spent while a lot before it had something left."""
    progress(ORDER, 0)
    for one in spending_order.passed_by(session):
        detail = f"lot {one.lot_id} was used while {one.before} was to go first"
        yield Finding("I-5", str(one.use_id), detail, ORDER)


def _broken_chains(session: BrandSession, progress: Progress) -> Iterator[Finding]:
    """I-15: no gap in an account's sequence, each hash over the one before it.

    And I-16 on the way: no entry is dated clearly before the one that it follows.
    """
    progress(CHAIN, 0)
    read, account_id, sequence, head = 0, "", 0, GENESIS
    latest = _BEGINNING
    for row in _all_entries(session):
        if row["account_id"] != account_id:
            account_id, sequence, head = row["account_id"], 0, GENESIS
            latest = _BEGINNING
        if row["recorded_at"] < latest - WAITED:
            detail = f"recorded at {row['recorded_at']}, an earlier one at {latest}"
            yield Finding("I-16", str(row["id"]), detail, TIME)
        latest = max(latest, row["recorded_at"])
        sequence += 1
        if row["sequence"] != sequence:
            detail = f"sequence {row['sequence']} where {sequence} is due"
            yield Finding("I-15", str(row["id"]), detail, CHAIN)
            sequence = row["sequence"]
        if book.entry_hash(head, row) != row["hash"]:
            yield Finding("I-15", str(row["id"]), "the entry was altered", CHAIN)
        head = row["hash"]
        read += 1
        if read % PAGE == 0:
            progress(CHAIN, read)
    if read % PAGE:
        progress(CHAIN, read)
    yield from _heads(session)


def _all_entries(session: BrandSession) -> Iterator[dict[str, Any]]:
    """Every entry by account and sequence, a page at a time."""
    after = ("", 0)
    while True:
        statement = (
            select(ENTRIES)
            .where(
                (ENTRIES.c.account_id > after[0])
                | ((ENTRIES.c.account_id == after[0]) & (ENTRIES.c.sequence > after[1]))
            )
            .order_by(ENTRIES.c.account_id, ENTRIES.c.sequence)
            .limit(PAGE)
        )
        rows = session.core.execute(statement).mappings().all()
        yield from (dict(row) for row in rows)
        if len(rows) < PAGE:
            return
        after = (rows[-1]["account_id"], rows[-1]["sequence"])


def _heads(session: BrandSession) -> Iterator[Finding]:
    """The account remembers its last entry, so that a cut tail is seen."""
    last = (
        select(ENTRIES.c.account_id, func.max(ENTRIES.c.sequence).label("sequence"))
        .group_by(ENTRIES.c.account_id)
        .subquery()
    )
    statement = (
        select(ACCOUNTS.c.id, ACCOUNTS.c.revision, ACCOUNTS.c.head_hash, ENTRIES.c.hash)
        .outerjoin(last, last.c.account_id == ACCOUNTS.c.id)
        .outerjoin(
            ENTRIES,
            (ENTRIES.c.account_id == last.c.account_id)
            & (ENTRIES.c.sequence == last.c.sequence),
        )
        .where(ACCOUNTS.c.head_hash != func.coalesce(ENTRIES.c.hash, GENESIS))
    )
    for account_id, revision, _head, _hash in session.core.execute(statement):
        detail = f"the last of {revision} entries is missing or another"
        yield Finding("I-15", str(account_id), detail, CHAIN)
