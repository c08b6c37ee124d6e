"""Marginal discount: every part of a purchase at the rate of its band (A3, R5)."""

from __future__ import annotations

from dataclasses import replace

from wallet_service.cards import bands, card_discount
from wallet_service.cards.draft import Draft
from wallet_service.cards.ladder import Ladder
from wallet_service.cards.line_rates import LineRate, with_offers
from wallet_service.cards.money import WHOLE_BP, percent_half_up, share_half_up, spread
from wallet_service.cards.outcome import Step
from wallet_service.cards.standing import Standing, TierStanding


def give(
    draft: Draft, ladder: Ladder, present: TierStanding, standing: Standing
) -> Draft:
    """Each band half-up by itself, the total spread over the lines by gross.

    A line's rate is the total's share of the countable gross, half-up to the basis
    point; an offer competes with that rate, and takes the whole line when it is better.
    """
    base = sum(draft.counted_gross)
    least_bp = max(present.rate_bp, standing.personal_rate_bp)
    parts = bands.cut(ladder, present.turnover, base, least_bp)
    steps = tuple(
        Step("card_discount", part, rate_bp, percent_half_up(part, rate_bp), "band")
        for rate_bp, part in parts.items()
    )
    total = sum(step.result or 0 for step in steps)
    mean_bp = share_half_up(total, WHOLE_BP, base) if base else 0
    banded = replace(
        draft,
        discounts=spread(total, draft.counted_gross),
        rates_bp=tuple(mean_bp if counted else 0 for counted in draft.counted),
        trace=draft.trace + steps,
    )
    return _with_offers(banded, LineRate(mean_bp, "band"), standing)


def _with_offers(draft: Draft, mean: LineRate, standing: Standing) -> Draft:
    rates = [with_offers(mean, ln, standing.offers) for ln in draft.purchase.lines]
    offered = tuple(
        counted and rate is not mean
        for rate, counted in zip(rates, draft.counted, strict=True)
    )
    if not any(offered):
        return draft
    better = card_discount.give(replace(draft, counted=offered), rates)
    return replace(
        better,
        counted=draft.counted,
        discounts=_chosen(offered, better.discounts, draft.discounts),
        rates_bp=_chosen(offered, better.rates_bp, draft.rates_bp),
    )


def _chosen(
    offered: tuple[bool, ...], better: tuple[int, ...], banded: tuple[int, ...]
) -> tuple[int, ...]:
    rows = zip(offered, better, banded, strict=True)
    return tuple(mine if taken else other for taken, mine, other in rows)
