"""Tiers when a new version changes the ladder within a period (A18).

What was bought before counts as it did. At the change the tier is computed once by the
new ladder: upward at once, downward at the period's end. A tier of one ladder stands in
another by its name, else by its rate.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from wallet_service.cards import periods
from wallet_service.cards.ladder import Ladder
from wallet_service.cards.standing import TurnoverDay

Held = Callable[[Ladder, date], int]


def place(rank: int, source: Ladder, target: Ladder) -> int:
    """The rank in `target` of a rank of `source`."""
    if source is target or not rank:
        return rank
    tier = source.tiers[rank - 1]
    names = [own.name for own in target.tiers]
    if tier.name in names:
        return names.index(tier.name) + 1
    return sum(own.rate_bp <= tier.rate_bp for own in target.tiers)


def in_force(ladder: Ladder, before: datetime) -> Ladder:
    """The ladder in force just before an instant."""
    for former in ladder.former:
        if former.until >= before:
            return former.ladder
    return ladder


def kept(
    ladder: Ladder,
    days: tuple[TurnoverDay, ...],
    start: date,
    until: datetime,
    held: Held,
) -> int:
    """The rank in `ladder` that a stricter version left standing to the period's end.

    `ladder` is the one at `until`; `held` gives what is held over, by ladder and day.
    """
    opening = periods.midnight(start, ladder.time_zone)
    rank, last = 0, ladder
    changes = ladder.former
    for index, change in enumerate(changes):
        after = changes[index + 1].ladder if index + 1 < len(changes) else ladder
        if not opening < change.until < until:
            continue
        before = change.ladder
        day = periods.last_day_before(change.until, ladder.time_zone)
        count = _count(days, start, day)
        today = periods.local_day(change.until, ladder.time_zone)
        old = max(before.rank(count), held(before, today), place(rank, last, before))
        new = max(after.rank(count), held(after, today))
        rank, last = (old, before) if place(old, before, after) > new else (0, before)
    return place(rank, last, ladder)


def _count(days: tuple[TurnoverDay, ...], start: date, last: date) -> int:
    """Turnover of the period through a day, without refunds of later months."""
    return sum(
        one.purchased - (one.refunded if one.recorded_month <= last else 0)
        for one in days
        if start <= one.day <= last
    )
