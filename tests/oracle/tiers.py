"""The tier of a scope at an instant: by turnover, held over, or kept by a new version.

Tiers are numbered from 0 in the version that asks, -1 is none. R7, R27, R36, A5..A20.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.oracle import book, dates
from tests.oracle import turnover as sums
from tests.oracle.records import Version
from tests.oracle.settings import CALENDAR, TierSettings, tier_settings
from tests.oracle.turnover import Scope

Tier = dict[str, Any] | None


@dataclass(frozen=True)
class Closing:
    """What a period's end left behind."""

    start: datetime
    end: datetime
    turnover: int
    current: Tier  # S of R7
    held: Tier  # what is held in the next period
    rescued: bool


def settings_of(scope: Scope, version: Version) -> TierSettings:
    found = tier_settings(scope.program.kind, version.rules)
    if found is None:
        raise ValueError("the program has no tiers")
    return found


def place(tier: Tier, settings: TierSettings) -> int:
    """Where a tier of another version stands in this one: by name, else by rate."""
    if tier is None:
        return -1
    names = [own["name"] for own in settings.tiers]
    if tier["name"] in names:
        return names.index(tier["name"])
    below = [
        index
        for index, own in enumerate(settings.tiers)
        if own["rate_bp"] <= tier["rate_bp"]
    ]
    return below[-1] if below else -1


def at_place(index: int, settings: TierSettings) -> Tier:
    return settings.tiers[index] if index >= 0 else None


def period_of(
    scope: Scope, settings: TierSettings, instant: datetime
) -> tuple[datetime, datetime]:
    return dates.bounds(
        settings.period, instant, scope.program.zone, days=settings.rolling_days
    )


def closings(scope: Scope, settings: TierSettings, until: datetime) -> list[Closing]:
    """Every period's end up to an instant, from the scope's first purchase on."""
    dated = [purchase.occurred_at for purchase in sums.purchases_of(scope)]
    if not dated or settings.period not in CALENDAR:
        return []
    found: list[Closing] = []
    zone = scope.program.zone
    for start, end in dates.periods_until(
        settings.period, min(dated), until=until, zone=zone
    ):
        previous = found[-1] if found else None
        found.append(_close(scope, start, end=end, previous=previous))
    return found


def _close(
    scope: Scope, start: datetime, *, end: datetime, previous: Closing | None
) -> Closing:
    settings = settings_of(scope, book.version_before(scope.program, end))
    closing = sums.counted(scope, start, end, refunds_before=end)
    earned = sums.tier_by(closing, settings)
    held = place(previous.held, settings) if previous else -1
    last_moment = end - timedelta(microseconds=1)
    kept_tier = _kept_by_version(scope, start, instant=last_moment, previous=previous)
    current = max(held, earned, place(kept_tier, settings))
    kept, rescued = earned, False
    if not settings.holds:
        kept = -1
    elif earned < current:
        twice = previous is not None and previous.rescued
        rescued = not twice and _is_rescued(current, closing, settings)
        kept = current if rescued else _downgraded(current, earned, settings)
    return Closing(
        start=start,
        end=end,
        turnover=closing,
        current=at_place(current, settings),
        held=at_place(kept, settings),
        rescued=rescued,
    )


def _is_rescued(current: int, closing: int, settings: TierSettings) -> bool:
    threshold = settings.tiers[current]["from_turnover"]
    return bool(
        settings.rescue_bp
        and threshold - closing <= threshold * settings.rescue_bp // 10_000
    )


def _downgraded(current: int, earned: int, settings: TierSettings) -> int:
    if settings.downgrade == "never":
        return current
    if settings.downgrade == "one_step":
        return max(earned, current - 1)
    return earned


def _kept_by_version(
    scope: Scope, start: datetime, *, instant: datetime, previous: Closing | None
) -> Tier:
    """The tier that a stricter version leaves standing to the period's end (A18)."""
    kept: Tier = None
    zone = scope.program.zone
    for version in book.changes_of(scope.program):
        when = version.effective_at
        if not start < when <= instant:
            continue
        before = settings_of(scope, book.version_before(scope.program, when))
        after = settings_of(scope, version)
        count = sums.counted(scope, start, when, refunds_before=when)
        by_turnover = sums.tier_by(count, before)
        old = max(
            by_turnover,
            place(kept, before),
            _held(before, previous, start=start, instant=when, zone=zone),
        )
        new = max(
            sums.tier_by(count, after),
            _held(after, previous, start=start, instant=when, zone=zone),
        )
        worse = place(at_place(old, before), after) > new
        kept = at_place(old, before) if worse else None
    return kept


def _held(
    settings: TierSettings,
    previous: Closing | None,
    *,
    start: datetime,
    instant: datetime,
    zone: str,
) -> int:
    """Held over from the last period, with the days of grace (A9)."""
    if previous is None or not settings.holds:
        return -1
    held = place(previous.held, settings)
    first = dates.local_day(start, zone)
    grace_end = dates.midnight(first + timedelta(days=settings.grace_days), zone)
    if instant < grace_end:
        held = max(held, place(previous.current, settings))
    return held


def least_tier(scope: Scope, settings: TierSettings, instant: datetime) -> int:
    """What stands whatever this period's turnover is: held, in grace, or kept."""
    if settings.period not in CALENDAR:
        return -1
    start, _ = period_of(scope, settings, instant)
    ended = closings(scope, settings, start)
    previous = ended[-1] if ended else None
    kept = _kept_by_version(scope, start, instant=instant, previous=previous)
    held = _held(
        settings, previous, start=start, instant=instant, zone=scope.program.zone
    )
    return max(held, place(kept, settings))


def turnover_before(scope: Scope, settings: TierSettings, occurred: datetime) -> int:
    """What was committed so far, dated up to and with this instant (R6)."""
    start, end = period_of(scope, settings, occurred)
    return sums.counted(scope, start, end, up_to=occurred)


def turnover_now(scope: Scope, settings: TierSettings, now: datetime) -> int:
    start, end = period_of(scope, settings, now)
    return sums.counted(scope, start, end)


def tier_now(scope: Scope, settings: TierSettings, now: datetime) -> int:
    by_turnover = sums.tier_by(turnover_now(scope, settings, now), settings)
    return max(by_turnover, least_tier(scope, settings, now))


def next_tier(
    scope: Scope, settings: TierSettings, now: datetime, *, usual_rate: int
) -> dict[str, Any] | None:
    """The first tier with a higher rate, what is left to it and until when (R28).

    `usual_rate` is what the card has below the first tier.
    """
    current = tier_now(scope, settings, now)
    rate = settings.tiers[current]["rate_bp"] if current >= 0 else usual_rate
    higher = [tier for tier in settings.tiers if tier["rate_bp"] > rate]
    if not higher:
        return None
    until = None
    if settings.period in CALENDAR:
        day = dates.local_day(now, scope.program.zone)
        until = dates.last_day(settings.period, day)
    return {
        "name": higher[0]["name"],
        "rate_bp": higher[0]["rate_bp"],
        "left": higher[0]["from_turnover"] - turnover_now(scope, settings, now),
        "until": until,
    }
