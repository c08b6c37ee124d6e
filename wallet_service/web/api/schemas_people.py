"""What may be sent about people's decisions: approvals, own rates, adjustments."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from wallet_service.web.parsing import (
    MOST_MONEY,
    Body,
    Day,
    Identifier,
    Int,
    Money,
    Name,
    Page,
    PositiveInt,
    Rate,
    Reason,
)


def _not_zero(value: int) -> int:
    if not value:
        message = "must not be 0"
        raise ValueError(message)
    return value


Signed = Annotated[Int, Field(ge=-MOST_MONEY, le=MOST_MONEY), AfterValidator(_not_zero)]


class ApprovalBody(Body):
    """What a company approved; without days it is for any time."""

    program_id: Identifier
    monthly_cap_per_member: Money | None = Field(
        default=None, description="Minor units of points; null: no cap, 0: no points"
    )
    valid_from: Day | None = Field(default=None, description="The first day")
    valid_until: Day | None = Field(default=None, description="The last day")
    approved_by: Name
    document: Reason | None = None


class OverrideBody(Body):
    """A rate that competes with all others; the best one wins."""

    program_id: Identifier
    rate_bp: Rate
    until: Day | None = Field(default=None, description="The last day; null: no end")
    reason: Reason


class AdjustmentBody(Body):
    """What to change by how much: minor units of points or turnover, or stamps."""

    unit: Literal["points", "turnover", "stamps"]
    amount: Signed = Field(description="Negative takes away; never 0")
    reason: Reason


class PayoutBody(Body):
    """How many points, in minor units."""

    amount: PositiveInt
    reason: Reason


class AdjustmentPath(Body):
    """An adjustment's identifier."""

    adjustment_id: Identifier


class AdjustmentPage(Page):
    """Which adjustments."""

    state: Literal["waiting", "done", "rejected"] | None = None
    card_id: Identifier | None = None


class ApproveBody(Body):
    """Nothing need be said."""


class ClaimPath(Body):
    """A claim's identifier."""

    claim_id: Identifier


class ClaimPage(Page):
    """Which claims."""

    state: Literal["open", "settled", "dismissed"] | None = None
