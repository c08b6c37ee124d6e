"""What campaigns and the program's budget let a purchase earn, and what it then used.

A program without either pays nothing: the facts ride with the card. Locks follow those
of accounts and card: campaigns with a budget by identifier, then the budget's row.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Table, bindparam, insert, select, update

from wallet_service.cards import campaigns
from wallet_service.cards.budget import Budget
from wallet_service.cards.money import share_down
from wallet_service.cards.outcome import Outcome
from wallet_service.cards.stamp import StampRules
from wallet_service.cards.standing import Standing
from wallet_service.database import BrandSession
from wallet_service.models.campaign import Campaign, PurchaseCampaign
from wallet_service.models.purchase import Purchase
from wallet_service.services.programs import budgets, running_campaigns
from wallet_service.services.till.card_context import CardContext

CAMPAIGNS: Table = Campaign.__table__  # type: ignore[assignment]
USED: Table = PurchaseCampaign.__table__  # type: ignore[assignment]
INSERT_USED = insert(USED)
CHARGE = (
    update(CAMPAIGNS)
    .where(
        CAMPAIGNS.c.id == bindparam("campaign"), CAMPAIGNS.c.budget_amount.is_not(None)
    )
    .values(budget_used=CAMPAIGNS.c.budget_used + bindparam("points"))
)


def read(
    session: BrandSession, context: CardContext, standing: Standing, instant: datetime
) -> Standing:
    """The standing with campaigns and what the budget has left, for a preview."""
    return _with_grants(session, context, standing, instant, locked=False)


def lock(
    session: BrandSession, context: CardContext, standing: Standing, instant: datetime
) -> Standing:
    """The same with budgets locked until the end of the transaction."""
    return _with_grants(session, context, standing, instant, locked=True)


def record(
    session: BrandSession,
    context: CardContext,
    purchase_id: str,
    outcome: Outcome,
    *,
    occurred_at: datetime,
    now: datetime,
) -> None:
    """Write what campaigns gave, and charge their budgets and the program's."""
    given = [part for part in outcome.campaigns if part.points]
    if given:
        rows = [
            {
                "brand_id": session.brand,
                "purchase_id": purchase_id,
                "campaign_id": part.campaign_id,
                "points": part.points,
                "reversed": 0,
            }
            for part in given
        ]
        session.core.execute(INSERT_USED, rows)
        for part in given:
            charge_campaign(session, part.campaign_id, part.points)
    if context.budgeted_since is not None and outcome.earned:
        budgets.charge(
            session,
            context.program_id,
            outcome.earned,
            occurred_at=occurred_at,
            budget=budget_of(context),
            now=now,
        )


def charge_campaign(session: BrandSession, campaign_id: str, points: int) -> None:
    """Count points in the campaign's own budget, where it has one."""
    session.core.execute(CHARGE, {"campaign": campaign_id, "points": points})


def give_back(
    session: BrandSession,
    context: CardContext,
    purchase: Purchase,
    reversed_now: int,
    now: datetime,
) -> None:
    """Make room for what a refund reversed, where it lies in the same time (R17)."""
    if not reversed_now:
        return
    if context.campaigns_until is not None:
        _return_to_campaigns(session, purchase, reversed_now, now)
    if context.budgeted_since is not None:
        budgets.give_back(
            session,
            context.program_id,
            reversed_now,
            occurred_at=purchase.occurred_at,
            now=now,
        )


def budget_of(context: CardContext) -> Budget | None:
    """The budget of the version that the card is computed with."""
    rules = context.rules
    return None if isinstance(rules, StampRules) else rules.policy.budget


def _with_grants(
    session: BrandSession,
    context: CardContext,
    standing: Standing,
    instant: datetime,
    *,
    locked: bool,
) -> Standing:
    if context.campaigns_until is not None and instant < context.campaigns_until:
        known = running_campaigns.running(
            session, context.program_id, instant, locked=locked
        )
        mine = (
            one for one in known if campaigns.speaks_to_company(one, context.company_id)
        )
        standing = replace(standing, campaigns=tuple(mine))
    budget = budget_of(context)
    if budget is None or not context.rules.has_points:
        return standing
    where = (session, context.program_id, budget, context.time_zone, instant)
    left = budgets.lock(*where) if locked else budgets.read(*where).left
    return replace(standing, budget_left=left)


def _return_to_campaigns(
    session: BrandSession, purchase: Purchase, reversed_now: int, now: datetime
) -> None:
    """Each campaign's part of all that was reversed while it ran."""
    chosen = select(PurchaseCampaign).where(PurchaseCampaign.purchase_id == purchase.id)
    parts = session.scalars(chosen).all()
    if not parts:
        return
    running_campaigns.lock(session, [part.campaign_id for part in parts])
    reversed_in_all = purchase.earning_reversed + reversed_now
    for part in parts:
        total = share_down(part.points, reversed_in_all, purchase.earned)
        room = total - part.reversed
        part.reversed = total
        session.core.execute(
            CHARGE.where(CAMPAIGNS.c.ends_at > now),
            {"campaign": part.campaign_id, "points": -room},
        )
    session.flush()
