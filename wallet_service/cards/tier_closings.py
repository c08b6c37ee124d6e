"""What the ends of past periods leave to the next: tiers held, rescued or lowered (R7).

The state before a period is folded from the whole history; a stretch of periods without
purchases is stepped through until nothing changes any more and skipped from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from wallet_service.cards import periods, tier_versions
from wallet_service.cards.ladder import Downgrade, Ladder
from wallet_service.cards.money import percent_down
from wallet_service.cards.standing import TurnoverDay


@dataclass(frozen=True, slots=True)
class Closing:
    """What a period begins with, in ranks of `ladder` (None: of whoever asks).

    `held` lasts the whole period, `closed` is the tier in which the period before ended
    and holds during grace, `rescued` tells that `held` was kept by a rescue.
    """

    held: int = 0
    closed: int = 0
    rescued: bool = False
    ladder: Ladder | None = None

    def over(self, ladder: Ladder, day: date, start: date) -> int:
        """The rank held over by `ladder` on a day of the period, with grace (A9)."""
        if not ladder.holds:
            return 0
        source = self.ladder or ladder
        held = tier_versions.place(self.held, source, ladder)
        if day > periods.last_of_days(start, ladder.grace_days):
            return held
        return max(held, tier_versions.place(self.closed, source, ladder))


def before(ladder: Ladder, days: tuple[TurnoverDay, ...], start: date) -> Closing:
    """The state with which the calendar period that begins on `start` begins."""
    turnovers = _closing_turnovers(ladder, days, start)
    state = Closing()
    opening = min(turnovers, default=start)
    while opening < start:
        turnover = turnovers.get(opening, 0)
        after = _end(ladder, days, opening, state, turnover)
        settled = turnover == 0 and after == state and not ladder.former
        state = after
        opening = (
            min((other for other in turnovers if other > opening), default=start)
            if settled
            else periods.next_first_day(ladder.period, opening)
        )
    return state


def _end(
    ladder: Ladder,
    days: tuple[TurnoverDay, ...],
    opening: date,
    state: Closing,
    turnover: int,
) -> Closing:
    """The end of the period by the version in force just before it (A18)."""
    if not ladder.former:
        return close(ladder, state, turnover)
    following = periods.next_first_day(ladder.period, opening)
    end = periods.midnight(following, ladder.time_zone)
    last = tier_versions.in_force(ladder, end)
    if not last.holds:
        return Closing(ladder=last)
    past = tuple(one for one in ladder.former if one.until < end)
    kept = tier_versions.kept(
        replace(last, former=past),
        days,
        opening,
        end,
        lambda asked, day: state.over(asked, day, opening),
    )
    held = tier_versions.place(state.held, state.ladder or last, last)
    after = close(last, replace(state, held=held), turnover, kept=kept)
    return replace(after, ladder=last)


def close(ladder: Ladder, state: Closing, turnover: int, *, kept: int = 0) -> Closing:
    """One period's end: rescue, then downgrade, when the tier was not earned again."""
    earned = ladder.rank(turnover)
    present = max(state.held, earned, kept)
    if earned == present:
        return Closing(present, present)
    if not state.rescued and _is_near(ladder, present, turnover):
        return Closing(present, present, rescued=True)
    return Closing(_lowered(ladder, present, earned), present)


def _is_near(ladder: Ladder, present: int, turnover: int) -> bool:
    threshold = ladder.threshold(present)
    return threshold - turnover <= percent_down(threshold, ladder.rescue_bp)


def _lowered(ladder: Ladder, present: int, earned: int) -> int:
    if ladder.downgrade is Downgrade.NEVER:
        return present
    if ladder.downgrade is Downgrade.ONE_STEP:
        return max(earned, present - 1)
    return earned


def _closing_turnovers(
    ladder: Ladder, days: tuple[TurnoverDay, ...], start: date
) -> Mapping[date, int]:
    """Turnover of each period before `start` by its first day, as at its end.

    Refunds recorded after a period's end do not touch the tier it earned; purchases
    recorded late raise it (R7, A15).
    """
    turnovers: dict[date, int] = defaultdict(int)
    for entry in days:
        if entry.day >= start:
            continue
        opening = periods.first_day(ladder.period, entry.day)
        turnovers[opening] += entry.purchased
        if entry.recorded_month < periods.next_first_day(ladder.period, opening):
            turnovers[opening] -= entry.refunded
    return turnovers
