"""What campaigns add to an earning: after step g, each under its own budget first.

A campaign whose budget gives nothing takes no part: the line keeps the rate that it had
without it, and a refund counts with that rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wallet_service.cards import budget, campaigns, earning
from wallet_service.cards.campaign import Campaign, CampaignKind, CampaignPoints
from wallet_service.cards.draft import Draft
from wallet_service.cards.earning import EarnTerms
from wallet_service.cards.line_rates import LineRate, by_rate
from wallet_service.cards.money import percent_down, share_down, spread
from wallet_service.cards.outcome import Step


@dataclass(frozen=True, slots=True)
class _Stage:
    """Rates and points by line so far; `withheld` is what budgets keep back."""

    rates: tuple[LineRate | None, ...]
    amounts: tuple[int, ...]
    withheld: tuple[int, ...]


def give(
    draft: Draft,
    terms: EarnTerms,
    rates: Sequence[LineRate],
    running: Sequence[Campaign],
) -> Draft:
    """The earning with every campaign's part, before any trim of the whole sum."""
    if not running or not earning.reaches_minimum(draft, terms):
        return draft
    taking_part = tuple(
        rate if counted else None
        for rate, counted in zip(rates, draft.counted, strict=True)
    )
    stage = _Stage(taking_part, draft.earned, (0,) * len(rates))
    bases = earning.bases(draft, terms.base)
    for campaign in running:
        draft, stage = _after(draft, stage, bases, campaign)
    amounts = zip(stage.amounts, stage.withheld, strict=True)
    return replace(
        draft,
        earned=tuple(amount - cut for amount, cut in amounts),
        rates_bp=tuple(rate.rate_bp if rate else 0 for rate in stage.rates),
    )


def credited(draft: Draft, given: int) -> Draft:
    """Each campaign's part of what the trims left of the `given` points."""
    total = sum(draft.earned)
    if not draft.campaigns or total == given:
        return draft
    parts = tuple(
        replace(part, points=share_down(part.points, total, given))
        for part in draft.campaigns
    )
    return replace(draft, campaigns=parts)


def _after(
    draft: Draft, stage: _Stage, bases: Sequence[int], campaign: Campaign
) -> tuple[Draft, _Stage]:
    lines = zip(stage.rates, draft.purchase.lines, strict=True)
    rates = tuple(
        rate and campaigns.raised(rate, line.category, [campaign])
        for rate, line in lines
    )
    if rates == stage.rates:
        return draft, stage
    after = by_rate("campaign", bases, rates, percent_down).parts
    grown = [max(a - b, 0) for a, b in zip(after, stage.amounts, strict=True)]
    # lines that share a rate are rounded together, so that one can lose a unit
    part = max(sum(after) - sum(stage.amounts), 0)
    allowed = part
    if campaign.left is not None:
        allowed = budget.allowed(part, campaign.left, campaign.mode)
    draft = draft.noted(*_steps(campaign, sum(bases), part, allowed))
    if _is_exhausted(campaign, part, allowed):
        return draft, stage
    cuts = zip(stage.withheld, spread(part - allowed, grown), strict=True)
    if allowed:
        points = CampaignPoints(campaign.id, allowed)
        draft = replace(draft, campaigns=(*draft.campaigns, points))
    return draft, _Stage(rates, after, tuple(a + b for a, b in cuts))


def _is_exhausted(campaign: Campaign, part: int, allowed: int) -> bool:
    """Whether its budget gives nothing; a part that is rounded away has its rate."""
    if campaign.left is None or allowed:
        return False
    return part > 0 or campaign.left <= 0


def _steps(campaign: Campaign, base: int, part: int, allowed: int) -> tuple[Step, ...]:
    multiplies = campaign.kind is CampaignKind.MULTIPLIER
    rate_bp = campaign.factor_bp if multiplies else campaign.rate_bp
    reason = "multiplier" if multiplies else "campaign"
    if campaign.adds and not multiplies:
        reason = "campaign_added"
    given = Step("campaign", base, rate_bp, part, reason, campaign.id)
    if allowed == part:
        return (given,)
    cut = Step(
        "campaign_budget",
        part,
        result=allowed,
        reason="campaign_budget",
        campaign_id=campaign.id,
    )
    return given, cut
