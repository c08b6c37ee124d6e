"""Adjustments and payouts as they are told and listed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.adjustment import Adjustment


@dataclass(frozen=True, slots=True)
class AdjustmentView:
    """An adjustment or payout as it is told."""

    id: str
    kind: str
    card_id: str
    unit: str
    amount: int
    reason: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None


def list_adjustments(
    session: BrandSession,
    *,
    state: str | None,
    card_id: str | None,
    after: str | None,
    limit: int,
) -> list[AdjustmentView]:
    """Adjustments and payouts, newest first, from the one behind `after`."""
    statement = select(Adjustment).order_by(Adjustment.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(Adjustment.state == state)
    if card_id is not None:
        statement = statement.where(Adjustment.card_id == card_id)
    if after is not None:
        statement = statement.where(Adjustment.id < after)
    return [view(row) for row in session.scalars(statement)]


def view(row: Adjustment) -> AdjustmentView:
    """The row as a value that outlives its session."""
    names = (one.name for one in fields(AdjustmentView))
    return AdjustmentView(**{name: getattr(row, name) for name in names})
