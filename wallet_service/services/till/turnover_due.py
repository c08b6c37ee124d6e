"""Turnover that time alone moves: a period ends, grace ends, a rolling window goes on.

The tier is computed from what was bought, so nothing is posted for it; its cards are
told, and the account is due again when the next change will come.
"""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from wallet_service.cards import periods, tiers
from wallet_service.cards.standing import TierStanding
from wallet_service.database import BrandSession
from wallet_service.ledger import book, lots, turnover
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.book import Transaction
from wallet_service.services.programs import versions
from wallet_service.services.till.aging import MOMENT, Aged, Notice
from wallet_service.services.till.card_context import CardContext

# tiers change at midnight; people are told in the morning
MORNING = time(10)


def let_pass(
    session: BrandSession,
    program_id: str,
    account: AccountState,
    until: datetime,
    now: datetime,
) -> Aged | None:
    """Bring a turnover over the instant `until`; None when no card shows a change."""
    program = versions.terms_at(session, program_id, until)
    ladder, zone = program.terms.rules.ladder, program.time_zone
    # another version may give or take a tier (A18)
    begins = versions.next_begin(session, program_id, until)
    if ladder is None:
        account.next_due_at = begins
        book.set_next_due(session, account)
        return None
    days = turnover.history(session, account.id, until, since=None, time_zone=zone)
    moment_ago = versions.terms_at(session, program_id, until - MOMENT).terms.rules
    before = tiers.at(moment_ago.ladder or ladder, days, until - MOMENT)
    after = tiers.at(ladder, days, until)
    account.next_due_at = lots.earliest(tiers.next_change(ladder, days, until), begins)
    book.set_next_due(session, account)
    if _face(before) == _face(after):
        return None
    notice = None
    if before.tier != after.tier:
        push_at = max(now, _morning(until, zone))
        notice = Notice("tier_changed", until, push_at=push_at)
    return Aged(program_id, account.key, account.id, 0, notice)


def next_look(
    session: BrandSession,
    context: CardContext,
    account: AccountState,
    transaction: Transaction,
) -> datetime | None:
    """When time alone may change turnover or tier, with what is being added.

    What is due already stays due: its notice is still to be given.
    """
    ladder, known = context.rules.ladder, account.next_due_at
    if ladder is None:
        return known
    now = transaction.recorded_at
    if known is None:
        known = versions.next_begin(session, context.program_id, now)
    look = tiers.next_look(ladder, transaction.occurred_at, now)
    return lots.earliest(known, look)


def _face(tier: TierStanding) -> tuple[object, ...]:
    return tier.rate_bp, tier.tier, tier.turnover, tier.next_tier


def _morning(instant: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(periods.local_day(instant, zone), MORNING, zone)
