"""The card's discount by line, and its trims (steps b and c)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wallet_service.cards.draft import Draft
from wallet_service.cards.line_rates import LineRate, by_rate
from wallet_service.cards.money import percent_half_up, spread
from wallet_service.cards.outcome import Step


def candidates(draft: Draft, rates: Sequence[LineRate]) -> list[LineRate | None]:
    """The rates of the lines that take part; None for excluded ones."""
    pairs = zip(rates, draft.counted, strict=True)
    return [rate if counted else None for rate, counted in pairs]


def give(draft: Draft, rates: Sequence[LineRate]) -> Draft:
    """The percentage of the lines of each rate, half-up (D1 to D3)."""
    taking_part = candidates(draft, rates)
    rated = by_rate("card_discount", draft.counted_gross, taking_part, percent_half_up)
    return replace(
        draft,
        discounts=rated.parts,
        rates_bp=tuple(rate.rate_bp if rate else 0 for rate in taking_part),
        trace=draft.trace + rated.steps,
    )


def limit(draft: Draft, maximum: int | None) -> Draft:
    """Not more than the card's maximum, spread by the discounts before it (D6, R4)."""
    total = sum(draft.discounts)
    if maximum is None or total <= maximum:
        return draft
    step = Step("maximum_discount", total, result=maximum, reason="limit")
    return replace(draft, discounts=spread(maximum, draft.discounts)).noted(step)
