"""What time alone does to points: pending ones become spendable, old ones expire.

The clock decides at every reading (R15); this only posts what has fallen due. It runs
on accounts that are locked, so doing it twice posts nothing twice.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.ledger import book, lots
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.ledger.lots import LOTS, NOT_RELEASED, SOME_LEFT

BATCH = 500


def post_due(session: BrandSession, account: AccountState, now: datetime) -> int:
    """Post every release and expiry up to `now`; gives the number of lots touched."""
    if account.next_due_at is None or account.next_due_at > now:
        return 0
    touched = 0
    while True:
        count = _release(session, account, now) + _expire(session, account, now)
        if not count:
            break
        touched += count
    account.next_due_at = lots.next_due(session, account.id, now)
    book.set_next_due(session, account)
    return touched


def _release(session: BrandSession, account: AccountState, now: datetime) -> int:
    chosen = (
        select(LOTS.c.id, LOTS.c.available_at)
        .where(
            LOTS.c.account_id == account.id,
            NOT_RELEASED,
            SOME_LEFT,
            LOTS.c.available_at <= now,
        )
        .order_by(LOTS.c.available_at, LOTS.c.id)
        .limit(BATCH)
    )
    rows = session.core.execute(chosen).all()
    for lot_id, available_at in rows:
        session.core.execute(
            update(LOTS).where(LOTS.c.id == lot_id).values(released=True)
        )
        posting = Posting(account, "release", 0, lot_id=lot_id)
        book.post(session, _transaction(available_at, now), [posting])
    return len(rows)


def _expire(session: BrandSession, account: AccountState, now: datetime) -> int:
    chosen = lots.select_open(account.id).where(LOTS.c.expires_at <= now).limit(BATCH)
    rows = session.core.execute(chosen).all()
    for lot_id, left, expires_at in rows:
        transaction = _transaction(expires_at or now, now)
        lots.reduce(session, transaction, "expire", [(lot_id, left)])
        posting = Posting(account, "expire", -left, lot_id=lot_id)
        book.post(session, transaction, [posting])
    return len(rows)


def _transaction(fell_due_at: datetime, now: datetime) -> Transaction:
    return Transaction(identifiers.new_id("due"), None, fell_due_at, now)
