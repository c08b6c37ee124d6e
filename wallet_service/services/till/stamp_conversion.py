"""Stamp cards in hand that a version counts anew as it begins, posted (S13).

A version that lets them be finished posts nothing.
"""

from __future__ import annotations

from datetime import datetime

from wallet_service import identifiers
from wallet_service.cards import stamp_card
from wallet_service.cards.stamp import StampRules
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger import book
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.ledger.book import Transaction
from wallet_service.services.programs import versions
from wallet_service.services.till import card_context, stamp_posting, stamp_reading
from wallet_service.services.till.aging import Aged

Accounts = dict[AccountKey, AccountState]


def let_pass(
    session: BrandSession,
    program_id: str,
    account: AccountState,
    until: datetime,
    now: datetime,
) -> Aged | None:
    """Count one card anew; None when that changed nothing. Silent: many cards do it."""
    key = account.key
    units = (Unit.STAMPS, Unit.CARRY, Unit.REWARDS)
    keys = [AccountKey(key.owner_kind, key.owner_id, unit) for unit in units]
    locked = ledger_accounts.lock(session, program_id, keys)
    changed = post_due(session, locked, now, until=until)
    return Aged(program_id, key, account.id, entries=1) if changed else None


def post_due(
    session: BrandSession, accounts: Accounts, now: datetime, *, until: datetime
) -> bool:
    """Post what the version that began by `until` makes of a card's stamps."""
    stamps = next(one for key, one in accounts.items() if key.unit is Unit.STAMPS)
    begins = stamps.next_due_at
    if begins is None or begins > until:
        return False
    context = card_context.load(session, stamps.key.owner_id, begins)
    stamps.next_due_at = versions.next_begin(session, context.program_id, begins)
    book.set_next_due(session, stamps)
    rules = context.rules
    if not isinstance(rules, StampRules) or not rules.converts:
        return False
    before = stamp_reading.as_posted(session, context, accounts, begins)
    change = stamp_card.convert(rules.layout, before, begins)
    if not change.rewards_issued:
        return False
    transaction = Transaction(identifiers.new_id("due"), None, begins, now)
    change = rules.dated(change, before, begins)
    postings = stamp_posting.change(
        session, context, accounts, before, change, transaction
    )
    book.post(session, transaction, postings)
    return True
