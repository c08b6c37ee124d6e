"""Tiers: which one a history of turnover gives at an instant. Pure functions of both.

A rank is the number of thresholds reached: 0 below the first tier, n at the n-th.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wallet_service.cards import periods, tier_closings, tier_versions
from wallet_service.cards.ladder import Hold, Ladder
from wallet_service.cards.periods import Period
from wallet_service.cards.standing import (
    CardStanding,
    NextTier,
    TierStanding,
    TurnoverDay,
)

History = tuple[TurnoverDay, ...]


@dataclass(frozen=True, slots=True)
class _Position:
    rank: int
    turnover: int
    rescued: bool


def at(ladder: Ladder, days: History, instant: datetime) -> TierStanding:
    """The tier in force at `instant`, and the way to the next one (R7, R28).

    `days` is the history up to and including `instant` (R6); later days are ignored.
    """
    day = periods.local_day(instant, ladder.time_zone)
    position = _on(ladder, days, day)
    ends = period_end(ladder, day)
    return TierStanding(
        rate_bp=ladder.rate_bp(position.rank),
        tier=ladder.name(position.rank),
        turnover=position.turnover,
        next_tier=_next_tier(ladder, position, ends),
        period_ends=_instant(ends, ladder.time_zone),
        rescued=position.rescued,
    )


def shown(tier: TierStanding) -> CardStanding:
    """The parts of a card's standing that a tier has."""
    return CardStanding(
        rate_bp=tier.rate_bp,
        tier=tier.tier,
        turnover=tier.turnover,
        next_tier=tier.next_tier,
    )


def at_least(shown: CardStanding, personal_rate_bp: int) -> CardStanding:
    """The same with the member's own rate where that is the better one (A17)."""
    if personal_rate_bp <= (shown.rate_bp or 0):
        return shown
    return replace(shown, rate_bp=personal_rate_bp)


def turnover_on(ladder: Ladder, days: History, day: date) -> int:
    """Turnover of the period that `day` is in, through `day`, net of all refunds."""
    first = period_start(ladder, day)
    return sum(
        entry.purchased - entry.refunded
        for entry in days
        if (first is None or first <= entry.day) and entry.day <= day
    )


def holds_until(ladder: Ladder, days: History, instant: datetime) -> date | None:
    """The last local day of the present tier if nothing else is bought; None: no end.

    This is the "valid until" of a card: the end of the next period for a tier that has
    just been reached under `qualify` (A5), the last day of the window when rolling.
    """
    day = periods.local_day(instant, ladder.time_zone)
    present = _on(ladder, days, day).rank
    for change in _changes(ladder, days, day):
        if _on(ladder, days, change).rank < present:
            return change - timedelta(days=1)
    return None


def next_change(ladder: Ladder, days: History, instant: datetime) -> datetime | None:
    """When turnover or tier change next if nothing is bought; None: never."""
    day = periods.local_day(instant, ladder.time_zone)
    present = _on(ladder, days, day)
    for change in _changes(ladder, days, day):
        if _on(ladder, days, change) != present:
            return periods.midnight(change, ladder.time_zone)
    return None


def next_look(ladder: Ladder, occurred_at: datetime, now: datetime) -> datetime | None:
    """When a purchase may change turnover or tier again, found without its history.

    The end of the running period, or of the last window that the purchase is in.
    """
    if ladder.period is Period.LIFETIME:
        return None
    zone = ladder.time_zone
    if ladder.period is Period.ROLLING:
        day = periods.local_day(occurred_at, zone)
        return periods.end_of_day(periods.last_of_days(day, ladder.rolling_days), zone)
    day = periods.local_day(now, zone)
    return periods.midnight(periods.next_first_day(ladder.period, day), zone)


def period_start(ladder: Ladder, day: date) -> date | None:
    """The first day that counts on `day`; None when everything counts."""
    if ladder.period is Period.LIFETIME:
        return None
    if ladder.period is Period.ROLLING:
        return periods.first_of_days(day, ladder.rolling_days)
    return periods.first_day(ladder.period, day)


def period_end(ladder: Ladder, day: date) -> date | None:
    """The first day of the next period; None for lifetime and rolling (R28)."""
    if not ladder.has_calendar:
        return None
    return periods.next_first_day(ladder.period, day)


def _on(ladder: Ladder, days: History, day: date) -> _Position:
    turnover = turnover_on(ladder, days, day)
    reached = ladder.rank(turnover)
    if not ladder.holds and not (ladder.has_calendar and ladder.former):
        return _Position(reached, turnover, rescued=False)
    start = periods.first_day(ladder.period, day)
    closing = tier_closings.before(ladder, days, start)
    held = closing.over(ladder, day, start)
    if ladder.former:
        until = periods.end_of_day(day, ladder.time_zone)
        kept = tier_versions.kept(
            ladder, days, start, until, lambda asked, on: closing.over(asked, on, start)
        )
        held = max(held, kept)
    return _Position(max(reached, held), turnover, closing.rescued)


def _changes(ladder: Ladder, days: History, day: date) -> list[date]:
    """Days after `day` on which a tier can end without any purchase."""
    if ladder.period is Period.LIFETIME:
        return []
    if ladder.period is Period.ROLLING:
        ends = {e.day + timedelta(days=ladder.rolling_days) for e in days}
        return sorted(end for end in ends if end > day)
    closings = 2 * (len(ladder.tiers) + 1) if ladder.hold is Hold.QUALIFY else 1
    changes = []
    start = periods.first_day(ladder.period, day)
    for _ in range(closings + 1):
        changes += [start, start + timedelta(days=ladder.grace_days)]
        start = periods.next_first_day(ladder.period, start)
    return sorted(change for change in set(changes) if change > day)


def _next_tier(
    ladder: Ladder, position: _Position, ends: date | None
) -> NextTier | None:
    rate_bp = ladder.rate_bp(position.rank)
    for tier in ladder.tiers:
        if tier.rate_bp > rate_bp:
            return NextTier(
                name=tier.name,
                rate_bp=tier.rate_bp,
                left=tier.from_turnover - position.turnover,
                until=ends - timedelta(days=1) if ends else None,
            )
    return None


def _instant(day: date | None, zone: ZoneInfo) -> datetime | None:
    return periods.midnight(day, zone) if day else None
