"""Dated campaigns: who they speak to, what they do to a rate, what their budget allows.

Extra rates come first (the best wins, then what is marked "adds"), multipliers last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.oracle import left, money
from tests.oracle.book import Book
from tests.oracle.records import Campaign, Line, Purchase, Welcome

Stage = tuple[Campaign, list[int]]


@dataclass(frozen=True)
class Audience:
    """Whom a purchase is made by, as a campaign asks."""

    program: str
    occurred_at: datetime
    recorded_at: datetime
    company: str | None
    tier: str | None


def running(book: Book, audience: Audience, kind: str) -> list[Campaign]:
    """Campaigns of a kind that speak to this audience at this instant."""
    return [
        campaign
        for campaign in book.campaigns
        if campaign.program == audience.program
        and campaign.kind == kind
        and campaign.at <= audience.recorded_at
        and campaign.since <= audience.occurred_at < campaign.until
        and (campaign.companies is None or audience.company in campaign.companies)
        and (campaign.tiers is None or audience.tier in campaign.tiers)
    ]


def extra_rates(
    book: Book, audience: Audience, *, lines: Sequence[Line], rates: Sequence[int]
) -> list[Stage]:
    """The rates after every extra-rate campaign in turn (ground rule 11)."""
    stages: list[Stage] = []
    current = list(rates)
    found = running(book, audience, "extra_rate")
    for campaign in sorted(found, key=lambda campaign: campaign.adds):
        current = [
            with_campaign(rate, campaign, line)
            for rate, line in zip(current, lines, strict=True)
        ]
        stages.append((campaign, current))
    return stages


def with_campaign(rate: int, campaign: Campaign, line: Line) -> int:
    if campaign.categories is not None and line.category not in campaign.categories:
        return rate
    if campaign.adds:
        return min(rate + campaign.rate_bp, money.WHOLE)
    return max(rate, campaign.rate_bp)


def multipliers(book: Book, audience: Audience, rates: Sequence[int]) -> list[Stage]:
    stages: list[Stage] = []
    current = list(rates)
    for campaign in running(book, audience, "multiplier"):
        current = [
            money.down(money.exactly(rate, campaign.factor_bp)) for rate in current
        ]
        stages.append((campaign, current))
    return stages


def room(book: Book, campaign: Campaign) -> int | None:
    """What is left of a campaign's own budget, None without one."""
    if campaign.budget is None:
        return None
    used = sum(
        fact.amount for fact in book.every(Welcome) if fact.campaign == campaign.id
    )
    for purchase in book.every(Purchase):
        part = dict(purchase.outcome.campaign_points).get(campaign.id, 0)
        if part == 0:
            continue
        refunds = [
            refund
            for refund in book.refunds_of(purchase.id)
            if refund.at < campaign.until
        ]
        earned = purchase.outcome.earned
        gone = earned - left.left_of(purchase, refunds).earned
        used += part - (part * gone // earned if earned else 0)
    return max(campaign.budget - used, 0)


def granted(book: Book, campaign: Campaign, wanted: int) -> int:
    """How much of a campaign's points its own budget lets through."""
    rest = room(book, campaign)
    if rest is None or wanted <= rest:
        return wanted
    return 0 if campaign.budget_mode == "strict" else rest


def earn_in_stages(
    book: Book, bases: Sequence[int], *, rates: Sequence[int], stages: Sequence[Stage]
) -> tuple[list[int], dict[str, int]]:
    """Points per line at the last stage, less what campaigns' budgets withhold.

    Also each campaign's own part, which its budget is charged with.
    """
    before = money.percent_by_rate(bases, rates, money.down)
    amounts = list(before)
    parts: dict[str, int] = {}
    withheld = [0 for _ in bases]
    for campaign, stage_rates in stages:
        after = money.percent_by_rate(bases, stage_rates, money.down)
        part = max(sum(after) - sum(before), 0)
        allowed = granted(book, campaign, part)
        parts[campaign.id] = allowed
        if allowed < part:
            grown = [max(a - b, 0) for a, b in zip(after, before, strict=True)]
            for index, cut in enumerate(money.spread(part - allowed, grown)):
                withheld[index] += cut
        before, amounts = after, after
    kept = [amount - cut for amount, cut in zip(amounts, withheld, strict=True)]
    return kept, parts
