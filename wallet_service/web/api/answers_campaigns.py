"""Shapes of campaigns, of the worst case and of budgets, for the OpenAPI document."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wallet_service.web.api.answers import ProgramShape, Shape


class WorstCaseShape(Shape):
    """The most that a category can give, in basis points of gross."""

    category: str | None = Field(description="null: goods without a row of their own")
    tier: str | None
    discount_bp: int
    earn_bp: int
    total_bp: int
    ceiling_bp: int | None
    campaigns: list[str] = Field(description="Identifiers of those that take part")
    exceeds: bool


class PublishedShape(ProgramShape):
    """A program as it was published, with its worst case."""

    worst_case: list[WorstCaseShape]


class ChoiceShape(Shape):
    """Cards that a choice concerns, and the rewards that it would give at once."""

    cards: int
    rewards: int


class StampEffectShape(Shape):
    """Stamp cards in hand, and either choice for them."""

    in_hand: int
    finish: ChoiceShape
    convert: ChoiceShape


class TierEffectShape(Shape):
    """Cards whose tier moves as the version begins, or as the period closes."""

    accounts: int = Field(description="That count turnover")
    examined: int = Field(description="Of them, 2,000 at most")
    raised: int
    lowered: int
    lowered_at_period_end: int


class PendingPointsShape(Shape):
    """Points that wait; they keep the dates that they were earned with."""

    amount: int
    lots: int
    ledgers: int


class RefusalShape(Shape):
    """Why the draft cannot be published so."""

    code: str
    detail: str


class PublishPreviewShape(Shape):
    """What publishing would do; a part is null where the kind has nothing of it."""

    version: int
    effective_at: str
    worst_case: list[WorstCaseShape]
    refusal: RefusalShape | None
    cards: int = Field(description="That are not closed")
    stamp_cards: StampEffectShape | None
    tiers: TierEffectShape | None
    pending_points: PendingPointsShape | None


class AudienceShape(Shape):
    """Whom a campaign speaks to."""

    companies: list[str] | None = None
    tiers: list[str] | None = None


class CampaignBudgetShape(Shape):
    """A campaign's own budget, in minor units of points."""

    amount: int
    mode: Literal["partial", "strict"]
    used: int
    left: int


class CampaignShape(Shape):
    """A campaign; settings that its kind does not have are null."""

    id: str
    program_id: str
    name: str
    kind: Literal["extra_rate", "multiplier", "welcome"]
    state: Literal["planned", "running", "ended"]
    # `from` is a word of the language
    since: str = Field(alias="from")
    until: str
    audience: Literal["all"] | AudienceShape
    budget: CampaignBudgetShape | None
    adds: bool
    rate_bp: int | None
    categories: list[str] | None
    factor_bp: int | None
    amount: int | None
    minimum_amount: int | None
    created_at: str


class CheckedCampaignShape(CampaignShape):
    """A campaign that was made or changed, with the worst case of its program."""

    worst_case: list[WorstCaseShape]


class CampaignList(Shape):
    """A page of campaigns."""

    data: list[CampaignShape]
    next: str | None
