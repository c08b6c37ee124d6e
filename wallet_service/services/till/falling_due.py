"""What has fallen due on the accounts that an event locked, posted before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wallet_service.database import BrandSession
from wallet_service.ledger import due
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.services.till import rewards_due, stamps_due


def post_due(
    session: BrandSession, accounts: Mapping[AccountKey, AccountState], now: datetime
) -> None:
    """Post what is due on points, stamps and rewards; a tier is not posted."""
    for key, account in accounts.items():
        if account.next_due_at is None or account.next_due_at > now:
            continue
        match key.unit:
            case Unit.POINTS:
                due.post_due(session, account, now)
            case Unit.CARRY:
                stamps_due.post_due(session, accounts, now, until=now)
            case Unit.REWARDS:
                rewards_due.post_due(session, account, now)
