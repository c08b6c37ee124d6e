"""What time alone does to points: pending ones become spendable, old ones expire.

The clock decides at every reading (R15); this only posts what has fallen due, in the
order in which it fell due. It runs on accounts that are locked, so doing it twice posts
nothing twice.
"""

from __future__ import annotations

from datetime import datetime

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.ledger import book, due_lots
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.ledger.due_lots import DueLot

BATCH = 500


def post_due(session: BrandSession, account: AccountState, now: datetime) -> int:
    """Post every release and expiry up to `now`; gives the number of lots touched.

    The notice of an expiry is left to whoever sends it: the account stays due.
    """
    began = account.next_due_at
    if began is None or began > now:
        return 0
    touched = 0
    while count := post_some(session, account, now, until=now):
        touched += count
    move_due(session, account, noticed_before=began)
    return touched


def post_some(
    session: BrandSession, account: AccountState, now: datetime, *, until: datetime
) -> int:
    """Post what fell due next, up to `until` and at most a batch; gives its size."""
    found = due_lots.fallen_due(session, account.id, until, limit=BATCH)
    pairs = [(_transaction(one.at, now), one) for one in found]
    due_lots.release(session, [one for one in found if not one.expires])
    due_lots.empty(session, [(by, one) for by, one in pairs if one.expires])
    book.post_each(session, [(by, _posting(account, one)) for by, one in pairs])
    return len(found)


def move_due(
    session: BrandSession, account: AccountState, *, noticed_before: datetime
) -> None:
    """The account is due at what comes next; notices count from `noticed_before` on."""
    account.next_due_at = due_lots.next_due(
        session, account.id, noticed_before=noticed_before
    )
    book.set_next_due(session, account)


def _posting(account: AccountState, lot: DueLot) -> Posting:
    if lot.expires:
        return Posting(account, "expire", -lot.left, lot_id=lot.id)
    return Posting(account, "release", 0, lot_id=lot.id)


def _transaction(fell_due_at: datetime, now: datetime) -> Transaction:
    return Transaction(identifiers.new_id("due"), None, fell_due_at, now)
