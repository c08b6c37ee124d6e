"""A program's campaigns as its rules see them; locked where a budget is to be used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, bindparam, select

from wallet_service.cards.budget import BudgetMode
from wallet_service.cards.campaign import Campaign, CampaignKind
from wallet_service.cards.money import WHOLE_BP
from wallet_service.database import BrandSession
from wallet_service.models import campaign as tables

CAMPAIGNS: Table = tables.Campaign.__table__  # type: ignore[assignment]
# made once: building a statement costs several times its execution
RUNNING = (
    select(tables.Campaign)
    .where(
        tables.Campaign.brand_id == bindparam("brand"),
        tables.Campaign.program_id == bindparam("program"),
        tables.Campaign.starts_at <= bindparam("at"),
        tables.Campaign.ends_at > bindparam("at"),
    )
    .order_by(tables.Campaign.created_at, tables.Campaign.id)
    .execution_options(populate_existing=True)
)


def running(
    session: BrandSession, program_id: str, instant: datetime, *, locked: bool = False
) -> list[Campaign]:
    """Those in force at `instant`, oldest first; budgets are locked by identifier."""
    where = {"brand": session.brand, "program": program_id, "at": instant}
    rows = session.scalars(RUNNING, where).all()
    budgeted = [row.id for row in rows if row.budget_amount is not None]
    if locked and budgeted:
        lock(session, budgeted)
        rows = session.scalars(RUNNING, where).all()
    return [as_value(row) for row in rows]


def lock(session: BrandSession, campaign_ids: Sequence[str]) -> None:
    """Lock rows in the order of their identifiers, so that nobody waits in a ring."""
    chosen = (
        select(CAMPAIGNS.c.id)
        .where(CAMPAIGNS.c.id.in_(campaign_ids))
        .order_by(CAMPAIGNS.c.id)
        .with_for_update()
    )
    session.core.execute(chosen).all()


def as_value(row: tables.Campaign) -> Campaign:
    """The campaign as a value, with what its own budget has left."""
    terms, audience = row.terms, row.audience
    left = None
    if row.budget_amount is not None:
        left = row.budget_amount - row.budget_used
    return Campaign(
        id=row.id,
        kind=CampaignKind(row.kind),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        rate_bp=terms.get("rate_bp") or 0,
        categories=_set(terms.get("categories")),
        adds=bool(terms.get("adds")),
        factor_bp=terms.get("factor_bp") or WHOLE_BP,
        amount=terms.get("amount") or 0,
        minimum_amount=terms.get("minimum_amount") or 0,
        companies=_set(audience.get("companies")),
        tiers=_set(audience.get("tiers")),
        left=left,
        mode=BudgetMode(row.budget_mode),
    )


def _set(names: Sequence[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)
