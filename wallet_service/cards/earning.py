"""Points earned: on what, at which rates, and from when to when they can be spent.

An earning is rounded down by groups of equal rates (step g); a refund counts it again
on what is left and keeps the smaller sum (R3).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from wallet_service.cards import periods, policy, refunds
from wallet_service.cards.draft import Draft
from wallet_service.cards.line_rates import LineRate, by_rate
from wallet_service.cards.money import percent_down, spread, whole_points_down
from wallet_service.cards.outcome import Earning, PastLine, Step
from wallet_service.cards.periods import Period
from wallet_service.cards.policy import Policy


class EarnBase(StrEnum):
    """What an earning is counted on: what is paid, gross less discount, or gross."""

    PAYABLE = "payable"
    NET = "net"
    GROSS = "gross"


class HoldUntil(StrEnum):
    """Which event sets points free that do not wait for days."""

    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Expiry:
    """How long points last once available: days or months, then rounded up (R9)."""

    days: int | None = None
    months: int | None = None
    round_up_to: Period | None = None


@dataclass(frozen=True, slots=True)
class EarnTerms:
    """How points are earned and how long they last."""

    time_zone: ZoneInfo
    base: EarnBase = EarnBase.PAYABLE
    minimum_amount: int | None = None
    whole_points: bool = False
    hold_days: int = 0
    hold_until_paid: bool = False
    expiry: Expiry | None = None


def give(draft: Draft, terms: EarnTerms, rates: Sequence[LineRate]) -> Draft:
    """The earning of every line (steps f and g), before any trim."""
    gross = sum(draft.counted_gross)
    if not reaches_minimum(draft, terms):
        step = Step("earn_minimum", gross, result=0, reason="below_minimum")
        return replace(draft, rates_bp=(0,) * len(rates)).noted(step)
    amounts = bases(draft, terms.base)
    taking_part = [
        rate if counted else None
        for rate, counted in zip(rates, draft.counted, strict=True)
    ]
    rated = by_rate("earning", amounts, taking_part, percent_down)
    base = Step("earn_base", gross, result=sum(amounts), reason=terms.base.value)
    return replace(
        draft,
        earned=rated.parts,
        rates_bp=tuple(rate.rate_bp if rate else 0 for rate in taking_part),
        trace=(*draft.trace, base, *rated.steps),
    )


def whole(draft: Draft, terms: EarnTerms) -> Draft:
    """The earning down to whole points, if so set; the last of the trims (R10)."""
    total = sum(draft.earned)
    credited = whole_points_down(total)
    if not terms.whole_points or credited == total:
        return draft
    step = Step("whole_points", total, result=credited, reason="whole_points")
    return replace(draft, earned=spread(credited, draft.earned)).noted(step)


def lot(terms: EarnTerms, amount: int, occurred_at: datetime) -> Earning | None:
    """The points as one lot with its times (C3, C13); None when there are none.

    A hold of N days from local day d covers d .. d + N - 1; without one points are
    available at once, and held until paid they have no times yet (C16).
    """
    if not amount:
        return None
    if terms.hold_until_paid:
        return Earning(amount, None, None)
    zone = terms.time_zone
    available = periods.local_day(occurred_at, zone)
    available_at = occurred_at
    if terms.hold_days:
        available += timedelta(days=terms.hold_days)
        available_at = periods.midnight(available, zone)
    return Earning(amount, available_at, expires_at(terms, available))


def expires_at(terms: EarnTerms, available: date) -> datetime | None:
    """When points end that are available from a local day on; None for never (R9)."""
    return ends(terms.expiry, available, terms.time_zone)


def last_day(expiry: Expiry, available: date) -> date:
    """The last local day on which points available from `available` can be spent."""
    if expiry.months is not None:
        last = periods.add_months(available, expiry.months)
    else:
        last = periods.last_of_days(available, expiry.days or 1)
    return periods.round_up_to(expiry.round_up_to, last) if expiry.round_up_to else last


def ends(expiry: Expiry | None, available: date, zone: ZoneInfo) -> datetime | None:
    """When points available from a local day are gone; None: never."""
    if expiry is None:
        return None
    return periods.end_of_day(last_day(expiry, available), zone)


def reversed_parts(
    taken: refunds.Taken,
    terms: EarnTerms,
    ceilings: Policy,
    *,
    excluded: Collection[str],
) -> tuple[int, ...]:
    """What a refund takes back of the earning, by line; it falls on what came back."""
    had = sum(line.earned_kept for line in taken.before)
    keeps = min(had, _recomputed(taken.after, terms, ceilings, excluded=excluded))
    weights = tuple(
        (_base(before, terms) - _base(after, terms)) * before.outcome.rate_bp
        for before, after in zip(taken.before, taken.after, strict=True)
    )
    return refunds.spread_reversal(taken, had - keeps, weights)


def _recomputed(
    lines: tuple[PastLine, ...],
    terms: EarnTerms,
    ceilings: Policy,
    *,
    excluded: Collection[str],
) -> int:
    """The earning of what is left: the purchase's rates, minimum and ceilings (R3)."""
    gross = [0 if line.category in excluded else line.left for line in lines]
    if terms.minimum_amount is not None and sum(gross) < terms.minimum_amount:
        return 0
    rates = [LineRate(line.outcome.rate_bp, "card_rate") for line in lines]
    bases = [_base(line, terms) for line in lines]
    rated = by_rate("earning", bases, rates, percent_down)
    left = policy.Benefit(
        gross=gross,
        categories=[line.category for line in lines],
        discounts=[refunds.kept(line).discount for line in lines],
    )
    total = sum(policy.earning_under(ceilings, left, rated.parts))
    return whole_points_down(total) if terms.whole_points else total


def _base(line: PastLine, terms: EarnTerms) -> int:
    left = refunds.kept(line)
    by_kind = {
        EarnBase.PAYABLE: left.payable,
        EarnBase.NET: left.net,
        EarnBase.GROSS: left.gross,
    }
    return by_kind[terms.base]


def reaches_minimum(draft: Draft, terms: EarnTerms) -> bool:
    """Whether the countable gross is enough to earn anything (R11)."""
    least = terms.minimum_amount
    return least is None or sum(draft.counted_gross) >= least


def bases(draft: Draft, base: EarnBase) -> tuple[int, ...]:
    """What each line earns on; nothing for excluded ones (step f)."""
    by_kind = {
        EarnBase.PAYABLE: draft.payables,
        EarnBase.NET: draft.nets,
        EarnBase.GROSS: draft.counted_gross,
    }
    pairs = zip(by_kind[base], draft.counted, strict=True)
    return tuple(amount if counted else 0 for amount, counted in pairs)
