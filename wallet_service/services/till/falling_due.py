"""What has fallen due on the accounts that an event locked, posted before it."""

from __future__ import annotations

from datetime import datetime

from wallet_service.database import BrandSession
from wallet_service.ledger import due
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.services.till import rewards_due, stamp_conversion, stamps_due

Accounts = dict[AccountKey, AccountState]


def post_due(session: BrandSession, accounts: Accounts, now: datetime) -> None:
    """Post what is due on points, stamps and rewards; a tier is not posted."""
    by_unit = {key.unit: account for key, account in accounts.items()}
    if Unit.POINTS in by_unit:
        due.post_due(session, by_unit[Unit.POINTS], now)
    if Unit.STAMPS in by_unit:
        _post_stamps(session, accounts, by_unit, now)
        rewards_due.post_due(session, by_unit[Unit.REWARDS], now)


def _post_stamps(
    session: BrandSession,
    accounts: Accounts,
    by_unit: dict[Unit, AccountState],
    now: datetime,
) -> None:
    """Versions that began and the card's end, in the order of their time (S13, R26)."""
    stamps, carry = by_unit[Unit.STAMPS], by_unit[Unit.CARRY]
    while stamps.next_due_at is not None and stamps.next_due_at <= now:
        begins = stamps.next_due_at
        stamps_due.post_due(session, accounts, now, until=begins)
        stamp_conversion.post_due(session, accounts, now, until=begins)
    if carry.next_due_at is not None:
        stamps_due.post_due(session, accounts, now, until=now)
