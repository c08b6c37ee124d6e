"""The most a program can give away, which its policy must allow (M3, R37)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from tests.oracle import money
from tests.oracle.records import Campaign
from tests.oracle.settings import tier_settings


def worst_case(
    kind: str,
    rules: dict[str, Any],
    campaigns: Sequence[Campaign] = (),
    *,
    category: str | None = None,
) -> Fraction:
    """In basis points of gross: the maximum over tiers and categories, or of one."""
    if kind == "stamp":
        return Fraction(0)
    out = rules.get("excluded_categories") or []
    named = set(rules.get("category_rates_bp") or {})
    named |= {name for own in campaigns for name in own.categories or ()}
    wanted = [category] if category else [*sorted(named), None]
    return max(
        (
            _of_line(kind, rules, campaigns=campaigns, category=name, tier_rate=tier)
            for name in wanted
            if name not in out
            for tier in _tier_rates(kind, rules)
        ),
        default=Fraction(0),
    )


def _tier_rates(kind: str, rules: dict[str, Any]) -> list[int]:
    found = tier_settings(kind, rules)
    usual = 0 if kind == "accumulating" else rules.get("rate_bp") or 0
    return [usual, *(tier["rate_bp"] for tier in (found.tiers if found else ()))]


def _of_line(
    kind: str,
    rules: dict[str, Any],
    *,
    campaigns: Sequence[Campaign],
    category: str | None,
    tier_rate: int,
) -> Fraction:
    own = (rules.get("category_rates_bp") or {}).get(category)
    rate = tier_rate if own is None else own
    extras = [
        campaign
        for campaign in campaigns
        if campaign.kind == "extra_rate"
        and (campaign.categories is None or category in campaign.categories)
    ]
    for campaign in sorted(extras, key=lambda campaign: campaign.adds):
        extra = campaign.rate_bp
        rate = rate + extra if campaign.adds else max(rate, extra)
    if kind != "cashback":
        return Fraction(rate)
    for campaign in campaigns:
        if campaign.kind == "multiplier":
            rate = money.down(money.exactly(rate, campaign.factor_bp))
    discount = rules.get("discount_bp") or 0
    if rules.get("earn_base") == "gross":
        return Fraction(discount + rate)
    return discount + money.exactly(rate, money.WHOLE - discount)


def exceeds(
    kind: str,
    rules: dict[str, Any],
    *,
    policy: dict[str, Any],
    campaigns: Sequence[Campaign] = (),
) -> bool:
    """Whether the worst case is above a ceiling; equal to it is allowed."""
    ceiling = policy.get("ceiling_bp")
    if ceiling is not None and worst_case(kind, rules, campaigns) > ceiling:
        return True
    return any(
        worst_case(kind, rules, campaigns, category=category) > limit
        for category, limit in (policy.get("category_ceilings_bp") or {}).items()
    )
