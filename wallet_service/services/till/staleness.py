"""R1: was the outcome another one on the state that a preview showed?

A revision counts entries and the card's own changes, so the state at an earlier one is
the present state with the newest entries taken off again. Revisions too far back, and
those of other accounts than the card reads now, count as changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from wallet_service.cards import periods
from wallet_service.cards.outcome import Outcome
from wallet_service.cards.rules import CardKind
from wallet_service.cards.standing import Standing, TurnoverDay
from wallet_service.database import BrandSession
from wallet_service.ledger import earned, history
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.ledger.history import EntryView
from wallet_service.models.adjustment import Adjustment
from wallet_service.models.audit import AuditEvent
from wallet_service.models.purchase import Payment, Purchase, Refund
from wallet_service.models.stamp import Redemption
from wallet_service.services.actors import SYSTEM
from wallet_service.services.errors import Refused
from wallet_service.services.membership import card_answers
from wallet_service.services.till import (
    computing,
    earlier_stamps,
    permissions,
    reading,
)
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import LockedCard, PurchaseCommand

FARTHEST = 200
WITHOUT_LIMIT = 2**62

Accounts = dict[AccountKey, AccountState]


def outcome_changed(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    card: LockedCard,
    command: PurchaseCommand,
    outcome: Outcome,
    *,
    standing: Standing,
) -> bool:
    """Whether the preview of `command.revision` showed another outcome (R1).

    `standing` is the present one, on which `outcome` was computed.
    """
    previewed = command.revision
    revision = card.revision + card_answers.revision_of(accounts)
    if previewed is None or previewed == revision:
        return False
    behind = revision - previewed
    if not 0 < behind <= FARTHEST:
        return True
    own = sum(after > previewed for after in card.own_changes)
    ids = [account.id for account in accounts.values()]
    newest = history.entries(session, ids, before=None, limit=max(behind - own, 0))
    earlier = _standing_before(session, context, accounts, standing, command, newest)
    if reading.counts_month(context, standing.approval):
        before = _earned_before(session, context, accounts, command, newest)
        earlier = replace(earlier, earned_in_month=before)
    if context.has_overrides:
        rate_bp = permissions.personal_rate_bp(
            session, context, command.occurred_at, shown_at=previewed
        )
        earlier = replace(earlier, personal_rate_bp=rate_bp)
    try:
        shown = computing.compute(context, command, earlier)
    except Refused:
        return True
    return _comparable(shown) != _comparable(outcome)


def last_change(
    session: BrandSession, card_id: str, account_ids: Sequence[str]
) -> dict[str, Any]:
    """When the card, or an account that it reads, changed last, and by whom."""
    newest = (
        select(Purchase.recorded_at, Purchase.source)
        .where(Purchase.card_id == card_id, Purchase.gross > 0)
        .order_by(Purchase.recorded_at.desc()),
        select(Refund.recorded_at, Refund.source)
        .where(Refund.card_id == card_id)
        .order_by(Refund.recorded_at.desc()),
        select(AuditEvent.recorded_at, AuditEvent.actor)
        .where(AuditEvent.object_id == card_id)
        .order_by(AuditEvent.id.desc()),
    )
    rows = [(at, by) for one in newest for at, by in session.execute(one.limit(1))]
    rows += [
        (entry.recorded_at, _source(session, entry.transaction_id))
        for entry in history.entries(session, account_ids, before=None, limit=1)
    ]
    if not rows:
        return {"at": None, "by": None}
    at, by = max(rows)
    return {"at": at.isoformat(), "by": by}


def _source(session: BrandSession, transaction_id: str) -> str:
    """Who did what an entry belongs to; what time alone did is nobody's."""
    chosen = (
        select(Purchase.source).where(Purchase.id == transaction_id),
        select(Refund.source).where(Refund.id == transaction_id),
        select(Payment.source).where(Payment.id == transaction_id),
        select(Adjustment.decided_by).where(Adjustment.id == transaction_id),
        select(Redemption.settled_by).where(Redemption.id == transaction_id),
    )
    for statement in chosen:
        source = session.scalar(statement)
        if source is not None:
            return source
    return str(SYSTEM)


def _standing_before(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    present: Standing,
    command: PurchaseCommand,
    newest: Sequence[EntryView],
) -> Standing:
    """The standing without the newest entries; points are compared by possibility."""
    undone = tuple(
        _undone(entry, context)
        for entry in newest
        if entry.unit == Unit.TURNOVER and entry.occurred_at <= command.occurred_at
    )
    stamps = present.stamp_card
    if context.kind is CardKind.STAMP:
        stamps = earlier_stamps.before(
            session, context, accounts, stamps, newest, command.occurred_at
        )
    return replace(
        present,
        turnover=present.turnover + undone,
        spendable=WITHOUT_LIMIT,
        stamp_card=stamps,
        points_balance=present.points_balance
        # what time took is gone by the clock, before and after (R15)
        - _sum([one for one in newest if one.kind != "expire"], Unit.POINTS),
    )


def _earned_before(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    command: PurchaseCommand,
    newest: Sequence[EntryView],
) -> int:
    """What the month had earned before the newest entries of its account."""
    account = accounts[context.points_key]
    newer = sum(entry.unit == Unit.POINTS for entry in newest)
    return earned.in_month(
        session,
        account,
        command.occurred_at,
        context.time_zone,
        last=account.revision - newer,
    )


def _undone(entry: EntryView, context: CardContext) -> TurnoverDay:
    day = periods.local_day(entry.occurred_at, context.time_zone)
    month = periods.local_day(entry.recorded_at, context.time_zone).replace(day=1)
    if entry.amount > 0:
        return TurnoverDay(day, month, -entry.amount)
    return TurnoverDay(day, month, 0, entry.amount)


def _sum(entries: Sequence[EntryView], unit: Unit) -> int:
    return sum(entry.amount for entry in entries if entry.unit == unit)


def _comparable(outcome: Outcome) -> tuple[object, ...]:
    """The sums, in total and by line; another rate with the same sums is equal."""
    lines = [replace(line, rate_bp=0) for line in outcome.lines]
    return (computing.figures_of(outcome), lines)
