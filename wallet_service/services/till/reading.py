"""Reads a card's accounts: the standing that rules read, and the one it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from wallet_service.cards.cashback import CashbackRules
from wallet_service.cards.earning_caps import NO_CAPS, EarningCaps
from wallet_service.cards.rules import CardKind
from wallet_service.cards.standing import (
    Approval,
    CardStanding,
    StampCard,
    Standing,
    TurnoverDay,
)
from wallet_service.database import BrandSession
from wallet_service.ledger import earned, turnover
from wallet_service.ledger import standing as ledger_standing
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.services.till import permissions, stamp_reading
from wallet_service.services.till.card_context import CardContext

Accounts = Mapping[AccountKey, AccountState]


def for_rules(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    *,
    occurred_at: datetime,
    recorded_at: datetime,
    spends: bool,
) -> Standing:
    """What the rules read, as of the purchase (R6); spendable now too (R16)."""
    spendable = 0
    if spends and context.rules.has_points:
        account = accounts.get(context.points_key)
        spendable = ledger_standing.spendable(
            session, account, occurred_at, recorded_at
        )
    stamps = StampCard()
    if context.kind is CardKind.STAMP:
        stamps = stamp_reading.stamp_card(
            session, context, accounts, occurred_at, recorded_at
        )
    caps = caps_of(context)
    in_month = balance = 0
    approval = permissions.approval(session, context, occurred_at)
    if counts_month(context, approval):
        account = accounts.get(context.points_key)
        in_month = earned.in_month(session, account, occurred_at, context.time_zone)
    if caps.balance is not None:
        account = accounts.get(context.points_key)
        balance = ledger_standing.balance(session, account, recorded_at)
    return Standing(
        personal_rate_bp=permissions.personal_rate_bp(session, context, occurred_at),
        approval=approval,
        turnover=_turnover(session, context, accounts, occurred_at),
        spendable=spendable,
        stamp_card=stamps,
        earned_in_month=in_month,
        points_balance=balance,
    )


def caps_of(context: CardContext) -> EarningCaps:
    """The caps on what the card earns; none for a card without points."""
    rules = context.rules
    return rules.caps if isinstance(rules, CashbackRules) else NO_CAPS


def counts_month(context: CardContext, approval: Approval | None) -> bool:
    """Whether what the month has earned is asked for."""
    if approval is not None and approval.monthly_cap is not None:
        return True
    return caps_of(context).monthly is not None


def for_display(
    session: BrandSession, context: CardContext, accounts: Accounts, now: datetime
) -> CardStanding:
    """What the card tells a person at `now`."""
    stamps = StampCard()
    if context.kind is CardKind.STAMP:
        stamps = stamp_reading.shown(session, context, accounts, now)
    standing = Standing(
        turnover=_turnover(session, context, accounts, now),
        stamp_card=stamps,
        personal_rate_bp=permissions.personal_rate_bp(session, context, now),
    )
    shown = context.rules.display(standing, now)
    unposted = shown.rewards or 0
    if context.rules.has_points:
        account = accounts.get(context.points_key)
        points = ledger_standing.cashback(session, account, now, context.time_zone)
        shown = replace(shown, cashback=points)
    if context.kind is CardKind.STAMP:
        ready = stamp_reading.ready(session, context, accounts, now)
        shown = replace(shown, rewards=ready + unposted)
    return shown


def _turnover(
    session: BrandSession, context: CardContext, accounts: Accounts, until: datetime
) -> tuple[TurnoverDay, ...]:
    if not context.rules.counts_turnover or context.kind is CardKind.DISCOUNT:
        return ()
    account = accounts.get(context.turnover_key)
    if account is None:
        return ()
    return turnover.history(
        session,
        account.id,
        until,
        since=None,
        time_zone=context.time_zone,
    )
