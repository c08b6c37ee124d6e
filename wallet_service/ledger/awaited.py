"""Points that wait for a payment, and what sets them free (C16).

A lot never changes its times: what is left of a waiting one goes into a new lot that
has them. The balance holds the points already, so the entry moves nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update

from wallet_service.database import BrandSession
from wallet_service.ledger import due_lots, lots
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.ledger.lots import LOTS, SOME_LEFT, UNDATED, NewLot


def release(
    session: BrandSession,
    account: AccountState,
    transaction: Transaction,
    *,
    purchase_id: str,
    expires_at: datetime | None,
) -> list[Posting]:
    """Make what waits of a purchase spendable from the transaction on.

    The account must be locked and nothing be due on it.
    """
    chosen = select(LOTS.c.id, LOTS.c.left, LOTS.c.earned_at).where(
        LOTS.c.account_id == account.id,
        LOTS.c.purchase_id == purchase_id,
        LOTS.c.available_at == UNDATED,
        SOME_LEFT,
    )
    postings = []
    for lot_id, left, earned_at in session.core.execute(chosen).all():
        lots.reduce(session, transaction, "release", [(lot_id, left)])
        session.core.execute(
            update(LOTS).where(LOTS.c.id == lot_id).values(released=True)
        )
        lot = NewLot(
            amount=left,
            earned_at=earned_at,
            available_at=transaction.recorded_at,
            expires_at=expires_at,
            purchase_id=purchase_id,
        )
        opened = lots.credit(session, account, transaction, lot, kind="release")
        postings.append(replace(opened, amount=0))
    account.next_due_at = due_lots.next_due(
        session, account.id, noticed_before=transaction.recorded_at
    )
    return postings


def waiting(session: BrandSession, account: AccountState, purchase_id: str) -> int:
    """What still waits of a purchase, in minor units."""
    chosen = select(LOTS.c.left).where(
        LOTS.c.account_id == account.id,
        LOTS.c.purchase_id == purchase_id,
        LOTS.c.available_at == UNDATED,
    )
    return sum(session.core.scalars(chosen))
