"""Marginal discount: every part of a purchase at the rate of its band (A3, R5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wallet_service.cards import bands, campaigns
from wallet_service.cards.campaign import Campaign
from wallet_service.cards.draft import Draft
from wallet_service.cards.ladder import Ladder
from wallet_service.cards.line_rates import LineRate
from wallet_service.cards.money import WHOLE_BP, percent_half_up, share_half_up, spread
from wallet_service.cards.outcome import Step
from wallet_service.cards.standing import Standing, TierStanding


def give(
    draft: Draft,
    ladder: Ladder,
    present: TierStanding,
    standing: Standing,
    *,
    running: Sequence[Campaign] = (),
) -> Draft:
    """Each band half-up by itself, the total spread over the lines by gross.

    A line's rate is the total's share of the countable gross, half-up to the basis
    point. A campaign raises the rate of every band.
    """
    base = sum(draft.counted_gross)
    least_bp = max(present.rate_bp, standing.personal_rate_bp)
    parts = bands.cut(ladder, present.turnover, base, least_bp)
    if running:
        return _with_campaigns(draft, parts, running)
    steps = tuple(
        Step("card_discount", part, rate_bp, percent_half_up(part, rate_bp), "band")
        for rate_bp, part in parts.items()
    )
    total = sum(step.result or 0 for step in steps)
    mean_bp = share_half_up(total, WHOLE_BP, base) if base else 0
    return replace(
        draft,
        discounts=spread(total, draft.counted_gross),
        rates_bp=tuple(mean_bp if counted else 0 for counted in draft.counted),
        trace=draft.trace + steps,
    )


def _with_campaigns(
    draft: Draft, parts: Mapping[int, int], running: Sequence[Campaign]
) -> Draft:
    """Each line has its share of every band, at the rate that campaigns make of it."""
    whole = sum(draft.counted_gross)
    shares: dict[int, tuple[LineRate, int]] = {}
    weights = [0] * len(draft.counted_gross)
    for band_bp, part in parts.items():
        for index, amount in enumerate(draft.counted_gross):
            category = draft.purchase.lines[index].category
            rate = campaigns.raised(LineRate(band_bp, "band"), category, running)
            first, share = shares.get(rate.rate_bp, (rate, 0))
            shares[rate.rate_bp] = first, share + part * amount
            weights[index] += part * amount * rate.rate_bp
    steps = tuple(
        _share_step(rate, share, whole) for rate, share in shares.values() if share
    )
    discounts = spread(sum(step.result or 0 for step in steps), weights)
    means = zip(discounts, draft.counted_gross, strict=True)
    return replace(
        draft,
        discounts=discounts,
        rates_bp=tuple(share_half_up(d, WHOLE_BP, g) if g else 0 for d, g in means),
        trace=draft.trace + steps,
    )


def _share_step(rate: LineRate, share: int, whole: int) -> Step:
    """`share` is of `whole` times the money at this rate."""
    result = share_half_up(share, rate.rate_bp, whole * WHOLE_BP)
    return Step(
        "card_discount",
        share // whole,
        rate.rate_bp,
        result,
        rate.reason,
        rate.campaign_id,
    )
