"""Which rate every line has: card, category, tier, override and campaign.

The best one counts and nothing adds up but what is marked so (ground rule 11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from tests.oracle import campaigns, dates, money, tiers
from tests.oracle import turnover as sums
from tests.oracle.book import Book
from tests.oracle.records import Line, Program, Version
from tests.oracle.settings import TierSettings, tier_settings
from tests.oracle.turnover import Scope


@dataclass(frozen=True)
class Buyer:
    """Whose purchase it is and when it was made."""

    book: Book
    program: Program
    version: Version
    member: str
    company: str | None
    scope: tuple[str, str] | None
    occurred_at: datetime
    recorded_at: datetime

    @property
    def rules(self) -> dict[str, Any]:
        return self.version.rules

    @property
    def tiers(self) -> TierSettings | None:
        return tier_settings(self.program.kind, self.rules)

    @property
    def turnover_scope(self) -> Scope:
        if self.scope is None:
            raise ValueError("the program has no tiers")
        return Scope(self.book, self.program, self.scope)

    def audience(self, tier: str | None) -> campaigns.Audience:
        return campaigns.Audience(
            program=self.program.id,
            occurred_at=self.occurred_at,
            recorded_at=self.recorded_at,
            company=self.company,
            tier=tier,
        )


def override(buyer: Buyer) -> int:
    """The personal rate given last, through its last day (A17); it ends others."""
    day = dates.local_day(buyer.occurred_at, buyer.program.zone)
    given = [
        found
        for found in buyer.book.overrides
        if (found.program, found.member) == (buyer.program.id, buyer.member)
        and found.at <= buyer.occurred_at
    ]
    if not given or (given[-1].until is not None and given[-1].until < day):
        return 0
    return given[-1].rate_bp


def decided_tier(buyer: Buyer, gross: int) -> int:
    """The tier that this purchase is computed with (`apply`, R6, R21)."""
    settings = buyer.tiers
    if settings is None:
        return -1
    scope = buyer.turnover_scope
    reached = tiers.turnover_before(scope, settings, buyer.occurred_at)
    if settings.apply == "inclusive":
        reached += gross
    least = tiers.least_tier(scope, settings, buyer.occurred_at)
    return max(sums.tier_by(reached, settings), least)


def tier_name(buyer: Buyer, tier: int) -> str | None:
    settings = buyer.tiers
    if settings is None or tier < 0:
        return None
    name: str = settings.tiers[tier]["name"]
    return name


def tier_rate(buyer: Buyer, tier: int) -> int | None:
    settings = buyer.tiers
    if settings is None or tier < 0:
        return None
    rate: int = settings.tiers[tier]["rate_bp"]
    return rate


def discount_rates(buyer: Buyer, lines: Sequence[Line], tier: int) -> list[int]:
    """The rate of every line's discount, but under `marginal`."""
    rules, kind = buyer.rules, buyer.program.kind
    if kind == "stamp":
        return [0 for _ in lines]
    if kind == "cashback":
        return [rules.get("discount_bp") or 0 for _ in lines]
    if kind == "accumulating":
        own = [tier_rate(buyer, tier) or 0 for _ in lines]
    else:
        own = [by_category(rules, line, rules.get("rate_bp") or 0) for line in lines]
    personal = override(buyer)
    best = [max(rate, personal) for rate in own]
    name = tier_name(buyer, tier)
    stages = campaigns.extra_rates(
        buyer.book, buyer.audience(name), lines=lines, rates=best
    )
    return stages[-1][1] if stages else best


def by_category(rules: dict[str, Any], line: Line, otherwise: int) -> int:
    """The category's rate when there is one, 0 among them, else the other (R20)."""
    rate = (rules.get("category_rates_bp") or {}).get(line.category)
    return otherwise if rate is None else rate


def earn_rates(buyer: Buyer, lines: Sequence[Line], tier: int) -> list[int]:
    """The earn rate of every line before campaigns."""
    if buyer.program.kind != "cashback":
        return [0 for _ in lines]
    found = tier_rate(buyer, tier)
    usual = (buyer.rules.get("rate_bp") or 0) if found is None else found
    personal = override(buyer)
    return [max(by_category(buyer.rules, line, usual), personal) for line in lines]


def marginal_discount(
    buyer: Buyer, lines: Sequence[Line], *, out: Sequence[bool], tier: str | None
) -> list[int]:
    """Each part of the purchase by its own band (A3, R5)."""
    settings = buyer.tiers
    if settings is None:
        raise ValueError("the program has no tiers")
    gross = [0 if o else line.amount for line, o in zip(lines, out, strict=True)]
    scope = buyer.turnover_scope
    start = tiers.turnover_before(scope, settings, buyer.occurred_at)
    least = tiers.least_tier(scope, settings, buyer.occurred_at)
    least_rate = max(tier_rate(buyer, least) or 0, override(buyer))
    found = campaigns.running(buyer.book, buyer.audience(tier), "extra_rate")
    extras = sorted(found, key=lambda campaign: campaign.adds)
    whole = sum(gross)
    by_rate: dict[int, Fraction] = {}
    by_line = [Fraction(0) for _ in lines]
    for part, band_rate in bands(settings, start, whole):
        for index, line in enumerate(lines):
            rate = max(band_rate, least_rate)
            for campaign in extras:
                rate = campaigns.with_campaign(rate, campaign, line)
            share = Fraction(part * gross[index], whole) * rate / money.WHOLE
            by_rate[rate] = by_rate.get(rate, Fraction(0)) + share
            by_line[index] += share
    total = sum(money.half_up(amount) for amount in by_rate.values())
    return money.spread(total, by_line)


def bands(settings: TierSettings, start: int, amount: int) -> list[tuple[int, int]]:
    """The parts of a purchase that begins at a turnover, each with its band's rate."""
    edges = [0, *(tier["from_turnover"] for tier in settings.tiers)]
    rates = [0, *(tier["rate_bp"] for tier in settings.tiers)]
    tops = [*edges[1:], start + amount]
    parts = []
    for bottom, top, rate in zip(edges, tops, rates, strict=True):
        part = min(top, start + amount) - max(bottom, start)
        if part > 0:
            parts.append((part, rate))
    return parts
