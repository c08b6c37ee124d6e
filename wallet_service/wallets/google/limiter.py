"""Google's limit as slots of 1/rate, given out in a row and never saved up.

Pure arithmetic: the caller keeps `Slots` in one row for each issuer, locks it, and
writes back what `reserve` returns. Two lanes: a background call takes only a slot that
is free at once, but its turn comes even when urgent calls leave none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

RATE_PER_SECOND = 15.0
SLOWEST_PER_SECOND = 1.0
RECOVERY = timedelta(minutes=5)
PATIENCE = timedelta(seconds=5)
"""An urgent call whose slot is further away than this comes again instead."""
BACKGROUND_TURN = 10
"""At least every so many slots one is the background's, if it asks."""


class Lane(StrEnum):
    """Who asks: a purchase at the till, or what can wait."""

    URGENT = "urgent"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Slots:
    """An issuer's row: when the next slot begins, and what Google made us slow down to.

    `background_turn` is when the background may queue like the others;
    `slowed_to` calls a second held at `slowed_at`, and recovers from there.
    """

    next_free: datetime
    background_turn: datetime
    slowed_at: datetime | None = None
    slowed_to: float = 0.0


@dataclass(frozen=True, slots=True)
class Reservation:
    """The row afterwards. Send at `start`; if it is not granted, ask again then."""

    slots: Slots
    start: datetime
    is_granted: bool


def unused(now: datetime) -> Slots:
    """The row of an issuer that has sent nothing yet."""
    return Slots(next_free=now, background_turn=now)


def reserve(
    slots: Slots,
    lane: Lane,
    *,
    now: datetime,
    rate: float = RATE_PER_SECOND,
    patience: timedelta = PATIENCE,
) -> Reservation:
    """The lane's next slot at `rate` calls a second, or when to ask again.

    What is further away than `patience` is not granted, and so is not lost.
    """
    interval = timedelta(seconds=1 / rate_at(slots, now=now, rate=rate))
    start = max(now, slots.next_free)
    if start - now > _patience(slots, lane, now, patience):
        return Reservation(slots, start, is_granted=False)
    taken = replace(slots, next_free=start + interval)
    if lane is Lane.BACKGROUND:
        turn = now + BACKGROUND_TURN * interval
        taken = replace(taken, background_turn=turn)
    return Reservation(taken, start, is_granted=True)


def _patience(
    slots: Slots, lane: Lane, now: datetime, patience: timedelta
) -> timedelta:
    """How far away a slot may be: in its turn the background waits for urgent ones."""
    if lane is Lane.URGENT:
        return patience
    return 2 * patience if slots.background_turn <= now else timedelta(0)


def slow_down(slots: Slots, *, now: datetime, rate: float = RATE_PER_SECOND) -> Slots:
    """Google said that there are too many: half the rate, once for a second's calls."""
    if slots.slowed_at is not None and now - slots.slowed_at < timedelta(seconds=1):
        return slots
    half = max(SLOWEST_PER_SECOND, rate_at(slots, now=now, rate=rate) / 2)
    return replace(slots, slowed_at=now, slowed_to=min(half, rate))


def rate_at(slots: Slots, *, now: datetime, rate: float = RATE_PER_SECOND) -> float:
    """Calls a second: from what it was slowed to it rises evenly to `rate`."""
    if slots.slowed_at is None or slots.slowed_to >= rate:
        return rate
    passed = min(1.0, max(0.0, (now - slots.slowed_at) / RECOVERY))
    return slots.slowed_to + (rate - slots.slowed_to) * passed
