"""Campaigns that run: whom they speak to, what they do to the rate of a line.

Extra rates come first: the best competing one wins, then those that add come on top
(ground rule 11). Multipliers follow, on the earn rate alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wallet_service.cards.campaign import Campaign, CampaignKind
from wallet_service.cards.line_rates import LineRate
from wallet_service.cards.money import WHOLE_BP, percent_down


def speaks_to_company(campaign: Campaign, company_id: str | None) -> bool:
    """Whether people of this company (None: of none) are in the audience."""
    return campaign.companies is None or company_id in campaign.companies


def extra_rates(campaigns: Iterable[Campaign], tier: str | None) -> list[Campaign]:
    """Those that raise a rate for this tier, in the order in which they do."""
    found = _of_kind(campaigns, CampaignKind.EXTRA_RATE, tier)
    return sorted(found, key=lambda campaign: campaign.adds)


def of_earning(campaigns: Iterable[Campaign], tier: str | None) -> list[Campaign]:
    """Those that raise an earning for this tier: extra rates, then multipliers."""
    known = tuple(campaigns)
    multipliers = _of_kind(known, CampaignKind.MULTIPLIER, tier)
    return [*extra_rates(known, tier), *multipliers]


def raised(
    rate: LineRate, category: str | None, campaigns: Sequence[Campaign]
) -> LineRate:
    """The rate of a line of this category after each of the campaigns in turn."""
    for campaign in campaigns:
        rate = _raised_by(rate, category, campaign)
    return rate


def fits(campaign: Campaign, category: str | None) -> bool:
    """Whether lines of this category take part."""
    return campaign.categories is None or category in campaign.categories


def asks_for_tier(campaigns: Iterable[Campaign]) -> bool:
    """Whether any audience is one of tiers."""
    return any(campaign.tiers is not None for campaign in campaigns)


def _of_kind(
    campaigns: Iterable[Campaign], kind: CampaignKind, tier: str | None
) -> list[Campaign]:
    return [
        campaign
        for campaign in campaigns
        if campaign.kind is kind and (campaign.tiers is None or tier in campaign.tiers)
    ]


def _raised_by(rate: LineRate, category: str | None, campaign: Campaign) -> LineRate:
    if not fits(campaign, category):
        return rate
    rate_bp, reason = campaign.rate_bp, "campaign"
    if campaign.kind is CampaignKind.MULTIPLIER:
        rate_bp, reason = percent_down(rate.rate_bp, campaign.factor_bp), "multiplier"
    elif campaign.adds:
        rate_bp, reason = min(rate.rate_bp + rate_bp, WHOLE_BP), "campaign_added"
    if rate_bp <= rate.rate_bp:
        return rate
    return LineRate(rate_bp, reason, campaign.id)
