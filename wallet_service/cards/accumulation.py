"""Turnover: what a purchase adds to it, what a refund takes off, which tier it gives.

Excluded lines never count; points paid do not lower turnover, they are money given
earlier.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from wallet_service.cards import campaigns, refunds, tiers
from wallet_service.cards.draft import Draft
from wallet_service.cards.ladder import Apply, Ladder, Scope, TurnoverBase
from wallet_service.cards.line_rates import LineRate
from wallet_service.cards.outcome import PastLine, PastPurchase, Step
from wallet_service.cards.standing import Standing


@dataclass(frozen=True, slots=True)
class Accumulation:
    """A ladder of tiers and how purchases climb it."""

    ladder: Ladder
    apply: Apply = Apply.NEXT
    turnover_base: TurnoverBase = TurnoverBase.NET
    scope: Scope = Scope.COMPANY


def tier_rate(
    terms: Accumulation, standing: Standing, *, instant: datetime, gross: int
) -> LineRate | None:
    """The tier's rate for a purchase of `gross` countable; None when there is no tier.

    `next` looks at the turnover before the purchase, `inclusive` adds its gross (R21).
    """
    present = tiers.at(terms.ladder, standing.turnover, instant)
    rates = [] if present.tier is None else [present.rate_bp]
    if terms.apply is Apply.INCLUSIVE:
        rank = terms.ladder.rank(present.turnover + gross)
        rates += [terms.ladder.rate_bp(rank)] if rank else []
    return LineRate(max(rates), "tier") if rates else None


def tier_name(
    terms: Accumulation, standing: Standing, *, instant: datetime, gross: int
) -> str | None:
    """The tier that a purchase of `gross` countable is made with (R21)."""
    ladder = terms.ladder
    present = tiers.at(ladder, standing.turnover, instant)
    if terms.apply is not Apply.INCLUSIVE:
        return present.tier
    names = [None, *(tier.name for tier in ladder.tiers)]
    reached = ladder.rank(present.turnover + gross)
    return names[max(reached, names.index(present.tier))]


def audience_tier(
    terms: Accumulation | None, standing: Standing, *, instant: datetime, gross: int
) -> str | None:
    """The tier that running campaigns ask for; it is not looked for in vain."""
    if terms is None or not campaigns.asks_for_tier(standing.campaigns):
        return None
    return tier_name(terms, standing, instant=instant, gross=gross)


def added(draft: Draft, base: TurnoverBase) -> int:
    """Turnover of the lines that take part, net of discount or gross (step k).

    What counts when it is paid counts nothing yet (R8).
    """
    if base is TurnoverBase.PAID:
        return 0
    if base is TurnoverBase.GROSS:
        return sum(draft.counted_gross)
    return sum(draft.counted_nets)


def added_when_paid(
    past: PastPurchase, base: TurnoverBase, excluded: Collection[str]
) -> int:
    """Turnover that a payment adds: the net not yet refunded (R8)."""
    if base is not TurnoverBase.PAID:
        return 0
    return sum(
        _turnover(line, base) for line in past.lines if line.category not in excluded
    )


def noted(draft: Draft, turnover: int, base: TurnoverBase) -> Draft:
    """The draft with its turnover in the trace."""
    reason = "until_paid" if base is TurnoverBase.PAID else None
    gross = sum(draft.counted_gross)
    return draft.noted(Step("turnover", gross, result=turnover, reason=reason))


def removed(
    taken: refunds.Taken,
    base: TurnoverBase,
    excluded: Collection[str],
    *,
    is_paid: bool = True,
) -> int:
    """Turnover that a refund takes off, in the period of the original purchase."""
    if base is TurnoverBase.PAID and not is_paid:
        return 0
    return sum(
        _turnover(before, base) - _turnover(after, base)
        for before, after in zip(taken.before, taken.after, strict=True)
        if before.category not in excluded
    )


def removal_steps(taken: refunds.Taken, turnover: int) -> tuple[Step, ...]:
    """The trace of turnover taken off; nothing when there is none."""
    amount = sum(
        b.left - a.left for b, a in zip(taken.before, taken.after, strict=True)
    )
    return (Step("turnover_removed", amount, result=turnover),) if turnover else ()


def _turnover(line: PastLine, base: TurnoverBase) -> int:
    left = refunds.kept(line)
    return left.gross if base is TurnoverBase.GROSS else left.net
