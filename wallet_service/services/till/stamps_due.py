"""Stamps that time takes: they, the money remainder and milestones go together (R26).

They are due on the account of the remainder, the first that a card locks. Rewards and a
debt stay; a refund does not take a second time what expired (R14).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select, update

from wallet_service import identifiers
from wallet_service.cards import periods
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger import book, stamp_givers
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.models.stamp import StampFilling
from wallet_service.services.till.aging import Aged

FILLINGS: Table = StampFilling.__table__  # type: ignore[assignment]


def let_pass(
    session: BrandSession,
    program_id: str,
    account: AccountState,
    until: datetime,
    now: datetime,
) -> Aged | None:
    """Let the stamps of one card expire; None when there were none left."""
    key = account.key
    keys = [
        AccountKey(key.owner_kind, key.owner_id, unit)
        for unit in (Unit.CARRY, Unit.STAMPS)
    ]
    locked = ledger_accounts.lock(session, program_id, keys)
    expired = post_due(session, locked, now, until=until)
    return Aged(program_id, key, account.id, entries=1) if expired else None


def post_due(
    session: BrandSession,
    accounts: Mapping[AccountKey, AccountState],
    now: datetime,
    *,
    until: datetime,
) -> bool:
    """Post the expiry of a card's stamps if it fell due by `until`."""
    by_unit = {key.unit: account for key, account in accounts.items()}
    carry, stamps = by_unit[Unit.CARRY], by_unit[Unit.STAMPS]
    ends = carry.next_due_at
    if ends is None or ends > until:
        return False
    carry.next_due_at = None
    book.set_next_due(session, carry)
    if stamps.balance <= 0:
        return False
    card_id = stamps.key.owner_id
    stamp_givers.let_go(session, card_id, stamps.balance)
    _begin_anew(session, card_id)
    transaction = Transaction(identifiers.new_id("due"), None, ends, now)
    gone = [Posting(one, "expire", -one.balance) for one in (stamps, carry)]
    book.post(session, transaction, gone)
    return True


def days_in_hand(
    session: BrandSession, card_id: str, count: int, zone: ZoneInfo
) -> tuple[date | None, date | None]:
    """The first and last day of the newest `count` stamps: those on the card."""
    days = [
        periods.local_day(giver.occurred_at, zone)
        for giver in stamp_givers.newest(session, card_id, count)
    ]
    return min(days, default=None), max(days, default=None)


def _begin_anew(session: BrandSession, card_id: str) -> None:
    """The next card: milestones of the expired one do not stand in its way."""
    row = session.core.execute(
        select(FILLINGS.c.filling, FILLINGS.c.lapsed).where(
            FILLINGS.c.card_id == card_id
        )
    ).one()
    lapsed = [*(row.lapsed or ()), row.filling]
    following = row.filling + 1
    while following in lapsed:
        following += 1
    session.core.execute(
        update(FILLINGS)
        .where(FILLINGS.c.card_id == card_id)
        .values(
            filling=following,
            lapsed=lapsed,
            expires_at=None,
            first_day=None,
            last_day=None,
        )
    )
