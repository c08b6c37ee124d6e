"""Marginal rates: a purchase cut at the thresholds that it passes (R5)."""

from __future__ import annotations

from wallet_service.cards.ladder import Ladder


def cut(
    ladder: Ladder, turnover: int, amount: int, least_rate_bp: int
) -> dict[int, int]:
    """How much of `amount`, counted on top of `turnover`, has which rate.

    `least_rate_bp` is the rate of a held tier or an override: no band is below it.
    Parts of equal rates are one.
    """
    parts: dict[int, int] = {}
    position, end = turnover, turnover + amount
    while position < end:
        rank = ladder.rank(position)
        above = (t.from_turnover for t in ladder.tiers[rank:])
        border = min(next(above, end), end)
        rate_bp = max(ladder.rate_bp(rank), least_rate_bp)
        parts[rate_bp] = parts.get(rate_bp, 0) + border - position
        position = border
    return parts
