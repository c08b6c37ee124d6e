"""Shapes of people's decisions, for the OpenAPI document."""

from __future__ import annotations

from typing import Literal

from wallet_service.web.api.answers import CardShape, Shape


class ApprovalShape(Shape):
    """What a company lets its people earn."""

    id: str
    company_id: str
    program_id: str
    monthly_cap_per_member: int | None
    valid_from: str | None
    valid_until: str | None
    approved_by: str
    document: str | None
    recorded_at: str


class ApprovalList(Shape):
    """A page of approvals."""

    data: list[ApprovalShape]
    next: str | None


class OverrideShape(Shape):
    """A person's own rate."""

    id: str
    member_id: str
    program_id: str
    rate_bp: int
    until: str | None
    reason: str
    approved_by: str
    made_at: str


class AdjustmentShape(Shape):
    """A correction or payout."""

    id: str
    kind: Literal["adjust", "payout"]
    card_id: str
    unit: Literal["points", "turnover", "stamps"]
    amount: int
    reason: str
    state: Literal["waiting", "done", "rejected"]
    proposed_by: str
    proposed_at: str
    decided_by: str | None
    decided_at: str | None
    decision_reason: str | None


class AdjustmentDone(AdjustmentShape):
    """A correction or payout, and the card after it."""

    card: CardShape


class AdjustmentList(Shape):
    """A page of corrections and payouts."""

    data: list[AdjustmentShape]
    next: str | None


class ClaimShape(Shape):
    """What a refund proposes to get back, in minor units."""

    id: str
    card_id: str
    purchase_id: str
    refund_id: str
    amount: int
    state: Literal["open", "settled", "dismissed"]
    proposed_at: str
    decided_by: str | None
    decided_at: str | None
    decision_reason: str | None


class ClaimList(Shape):
    """A page of claims."""

    data: list[ClaimShape]
    next: str | None
