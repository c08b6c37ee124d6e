"""Points of an account that time releases or takes, and the notice a week before."""

from __future__ import annotations

from datetime import datetime

from wallet_service.database import BrandSession
from wallet_service.ledger import due, due_lots, lots
from wallet_service.ledger.accounts import AccountState
from wallet_service.services.till.aging import MOMENT, Aged, Notice


def let_pass(
    session: BrandSession,
    program_id: str,
    account: AccountState,
    until: datetime,
    now: datetime,
) -> Aged | None:
    """Post a batch of what fell due by `until`; None when nothing was left to do.

    Points whose end is near are told of once, unless they have gone meanwhile.
    """
    began = account.next_due_at or until
    touched = due.post_some(session, account, now, until=until)
    aged = Aged(program_id, account.key, account.id, entries=touched)
    if touched == due.BATCH:
        due.move_due(session, account, noticed_before=began)
        return aged
    # a moment on: what was noticed at `until` is not noticed again
    due.move_due(session, account, noticed_before=until + MOMENT)
    notice = _notice(session, account, began, until, now)
    if notice is not None:
        return Aged(program_id, account.key, account.id, touched, notice)
    return aged if touched else None


def _notice(
    session: BrandSession,
    account: AccountState,
    began: datetime,
    until: datetime,
    now: datetime,
) -> Notice | None:
    soonest = max(began + lots.NOTICE, now + MOMENT)
    near = due_lots.expiring(session, account.id, soonest, until + lots.NOTICE)
    if near is None:
        return None
    ends, amount = near
    return Notice("points_expiring", now, push_at=now, ends=ends, points=-amount)
