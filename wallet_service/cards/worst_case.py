"""The most a program can give of a purchase, beside the ceilings of its policy (M3).

It is the largest over tiers, categories and campaigns that can meet of discount + earn
rate x (1 - discount), for an earning on gross the plain sum (R37).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wallet_service.cards import campaigns, overlaps
from wallet_service.cards.campaign import Campaign
from wallet_service.cards.cashback import CashbackRules
from wallet_service.cards.discount import DiscountRules
from wallet_service.cards.earning import EarnBase
from wallet_service.cards.line_rates import LineRate
from wallet_service.cards.money import WHOLE_BP, percent_up
from wallet_service.cards.policy import Policy
from wallet_service.cards.rules import Rules
from wallet_service.cards.stamp import StampRules


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The worst of a category (None: any other goods), with tier and campaigns of it.

    All in basis points of gross; `total_bp` is rounded up, so that it is above a
    ceiling exactly when the true share is.
    """

    category: str | None
    tier: str | None
    discount_bp: int
    earn_bp: int
    total_bp: int
    ceiling_bp: int | None
    campaigns: tuple[str, ...] = ()

    @property
    def exceeds(self) -> bool:
        """Whether more can be given than the ceiling; equal to it is allowed (R37)."""
        return self.ceiling_bp is not None and self.total_bp > self.ceiling_bp


def table(
    rules: Rules,
    policy: Policy,
    known: Sequence[Campaign] = (),
    *,
    since: datetime | None = None,
) -> tuple[WorstCase, ...]:
    """A row for each category that differs, the rest last; stamps give no money.

    Of the `known` campaigns those count that run at `since` or later.
    """
    if isinstance(rules, StampRules):
        return ()
    named = set(policy.category_ceilings_bp)
    if isinstance(rules, DiscountRules | CashbackRules):
        named |= set(rules.category_rates_bp)
    for campaign in known:
        named |= campaign.categories or set()
    wanted = [*sorted(named - rules.excluded_categories), None]
    met = overlaps.meetings(known, since)
    return tuple(_worst(rules, policy, category, met) for category in wanted)


def _worst(
    rules: Rules,
    policy: Policy,
    category: str | None,
    met: Sequence[overlaps.Meeting],
) -> WorstCase:
    cases = (
        _case(rules, policy, category=category, tier=tier, rate_bp=rate_bp, met=running)
        for tier, rate_bp in _tier_rates(rules)
        for running in met
    )
    return max(cases, key=lambda case: case.total_bp)


def _tier_rates(rules: Rules) -> list[tuple[str | None, int]]:
    """The rate without a tier, then those of the tiers."""
    if rules.ladder is not None:
        first = (None, rules.ladder.base_rate_bp)
        return [first, *((tier.name, tier.rate_bp) for tier in rules.ladder.tiers)]
    own = rules.rate_bp if isinstance(rules, DiscountRules | CashbackRules) else 0
    return [(None, own)]


def _case(
    rules: Rules,
    policy: Policy,
    *,
    category: str | None,
    tier: str | None,
    rate_bp: int,
    met: Sequence[Campaign],
) -> WorstCase:
    if isinstance(rules, DiscountRules | CashbackRules) and category is not None:
        rate_bp = rules.category_rates_bp.get(category, rate_bp)
    earns = isinstance(rules, CashbackRules)
    choose = campaigns.of_earning if earns else campaigns.extra_rates
    running = [one for one in choose(met, tier) if campaigns.fits(one, category)]
    rate_bp = campaigns.raised(LineRate(rate_bp, ""), category, running).rate_bp
    discount_bp, earn_bp = rate_bp, 0
    earns_on_gross = False
    if isinstance(rules, CashbackRules):
        discount_bp, earn_bp = rules.discount_bp, rate_bp
        earns_on_gross = rules.earn.base is EarnBase.GROSS
    earned_of = WHOLE_BP if earns_on_gross else WHOLE_BP - discount_bp
    return WorstCase(
        category=category,
        tier=tier,
        discount_bp=discount_bp,
        earn_bp=earn_bp,
        total_bp=discount_bp + percent_up(earned_of, earn_bp),
        ceiling_bp=_ceiling_of(policy, category),
        campaigns=tuple(one.id for one in running),
    )


def _ceiling_of(policy: Policy, category: str | None) -> int | None:
    """The lower of the category's and the whole purchase's."""
    own = policy.category_ceilings_bp.get(category) if category is not None else None
    found = [one for one in (own, policy.ceiling_bp) if one is not None]
    return min(found, default=None)
