"""Welcome points: given at a member's first sign-up, freed by the first real purchase.

They wait in a lot without a date. What is left of it moves into a lot with times when a
purchase is large enough; a refund of that purchase does not take them back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select, update

from wallet_service import identifiers
from wallet_service.cards import budget, campaigns, earning, periods
from wallet_service.cards.campaign import Campaign, CampaignKind
from wallet_service.cards.cashback import CashbackRules
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger import book, due, lots
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.ledger.book import Transaction
from wallet_service.ledger.lots import LOTS, UNDATED, NewLot
from wallet_service.models.campaign import Welcome
from wallet_service.models.card import Card
from wallet_service.outbox import store, topics
from wallet_service.services.programs import budgets, running_campaigns
from wallet_service.services.till import card_context, grants, permissions, reading
from wallet_service.services.till.card_context import POOLED, CardContext

Accounts = dict[AccountKey, AccountState]

INSERT_WELCOME = insert(Welcome.__table__)  # type: ignore[arg-type]


def give(session: BrandSession, card_id: str, now: datetime) -> None:
    """Give a new card the best welcome that runs and has something left.

    Asked once, at the sign-up; a program without campaigns answers from the card's row.
    """
    context = card_context.load(session, card_id, now)
    if context.campaigns_until is None or now >= context.campaigns_until:
        return
    if not context.rules.has_points:
        return
    approval = permissions.approval(session, context, now)
    if approval is not None and not approval.given:
        return
    known = running_campaigns.running(session, context.program_id, now)
    if not any(one.kind is CampaignKind.WELCOME for one in known):
        return
    key = context.points_key
    accounts = ledger_accounts.lock(session, context.program_id, [key])
    due.post_due(session, accounts[key], now)
    known = running_campaigns.running(session, context.program_id, now, locked=True)
    welcomes = sorted(_speaking(session, context, known, now), key=lambda c: -c.amount)
    program_left = _program_left(session, context, now)
    for campaign in welcomes:
        amount = _allowed(context, campaign, program_left)
        if amount:
            _write(session, context, accounts[key], campaign, amount, now)
            return


def release(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    net: int,
    *,
    occurred_at: datetime,
    now: datetime,
) -> None:
    """Free what waits when the net of the purchase is large enough.

    The accounts that the card reads and the card are locked, and nothing is due.
    """
    if not context.welcome_waits:
        return
    welcome = session.scalar(
        select(Welcome).where(
            Welcome.program_id == context.program_id,
            Welcome.member_id == context.member_id,
            Welcome.released_at.is_(None),
        )
    )
    if welcome is None or net < welcome.minimum_amount:
        return
    account = _account(session, accounts, welcome)
    available_at = max(occurred_at, welcome.given_at)
    _move_lot(session, context, account, welcome, available_at, now)
    welcome.released_at = now
    session.flush()
    _set_waiting(session, context.card_id, waits=False)


def _speaking(
    session: BrandSession, context: CardContext, known: list[Campaign], now: datetime
) -> Iterator[Campaign]:
    mine = [
        one
        for one in known
        if one.kind is CampaignKind.WELCOME
        and campaigns.speaks_to_company(one, context.company_id)
    ]
    tier = None
    if campaigns.asks_for_tier(mine):
        keys = context.account_keys()
        found = ledger_accounts.read(session, context.program_id, keys)
        tier = reading.for_display(session, context, found, now).tier
    for one in mine:
        if one.tiers is None or tier in one.tiers:
            yield one


def _program_left(
    session: BrandSession, context: CardContext, now: datetime
) -> int | None:
    limit = grants.budget_of(context)
    if limit is None:
        return None
    return budgets.lock(session, context.program_id, limit, context.time_zone, now)


def _allowed(context: CardContext, campaign: Campaign, program_left: int | None) -> int:
    """The campaign's own budget first, then the program's."""
    amount = campaign.amount
    if campaign.left is not None:
        amount = budget.allowed(amount, campaign.left, campaign.mode)
    limit = grants.budget_of(context)
    if limit is not None and program_left is not None:
        amount = budget.allowed(amount, program_left, limit.mode)
    return amount


def _write(
    session: BrandSession,
    context: CardContext,
    account: AccountState,
    campaign: Campaign,
    amount: int,
    now: datetime,
) -> None:
    welcome_id = identifiers.new_id("welc")
    transaction = Transaction(welcome_id, context.card_id, now, now)
    lot = NewLot(amount, earned_at=now, available_at=UNDATED, expires_at=None)
    posting = lots.credit(session, account, transaction, lot, kind="welcome")
    book.post(session, transaction, [posting])
    row = {
        "id": welcome_id,
        "brand_id": session.brand,
        "program_id": context.program_id,
        "member_id": context.member_id,
        "campaign_id": campaign.id,
        "account_id": account.id,
        "lot_id": posting.lot_id,
        "amount": amount,
        "minimum_amount": campaign.minimum_amount,
        "given_at": now,
    }
    session.core.execute(INSERT_WELCOME, row)
    _set_waiting(session, context.card_id, waits=True)
    grants.charge_campaign(session, campaign.id, amount)
    if context.budgeted_since is not None:
        budgets.charge(
            session,
            context.program_id,
            amount,
            occurred_at=now,
            budget=grants.budget_of(context),
            now=now,
        )
    _owe_others(session, account, now)


def _account(
    session: BrandSession, accounts: Accounts, welcome: Welcome
) -> AccountState:
    """Where the welcome was given: of another company when the member has moved."""
    for account in accounts.values():
        if account.id == welcome.account_id:
            return account
    found = ledger_accounts.lock_one(session, welcome.account_id)
    if found is None:
        message = f"the account of welcome {welcome.id} is missing"
        raise RuntimeError(message)
    return found


def _move_lot(
    session: BrandSession,
    context: CardContext,
    account: AccountState,
    welcome: Welcome,
    available_at: datetime,
    now: datetime,
) -> None:
    left = session.core.scalar(select(LOTS.c.left).where(LOTS.c.id == welcome.lot_id))
    if not left:
        return
    transaction = Transaction(welcome.id, context.card_id, available_at, now)
    lots.reduce(session, transaction, "release", [(welcome.lot_id, left)])
    session.core.execute(
        update(LOTS).where(LOTS.c.id == welcome.lot_id).values(released=True)
    )
    lot = NewLot(
        amount=left,
        earned_at=welcome.given_at,
        available_at=available_at,
        expires_at=_expires_at(context, available_at),
    )
    opened = lots.credit(session, account, transaction, lot, kind="release")
    book.post(session, transaction, [replace(opened, amount=0)])
    due.move_due(session, account, noticed_before=now)
    _owe_others(session, account, now)


def _expires_at(context: CardContext, available_at: datetime) -> datetime | None:
    """They last as long as points of a purchase do that are available then (R9)."""
    if not isinstance(context.rules, CashbackRules):
        return None
    day = periods.local_day(available_at, context.time_zone)
    return earning.expires_at(context.rules.earn, day)


def _owe_others(session: BrandSession, account: AccountState, now: datetime) -> None:
    if account.key.owner_kind in POOLED:
        store.enqueue(session, topics.ACCOUNT_CHANGED, account.id, now)


def _set_waiting(session: BrandSession, card_id: str, *, waits: bool) -> None:
    session.core.execute(
        update(Card).where(Card.id == card_id).values(welcome_waits=waits)
    )
