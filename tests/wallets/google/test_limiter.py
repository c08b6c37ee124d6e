"""Slots for calls: in a row, never saved up, two lanes, slower when Google says so."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest

from tests.wallets.google.samples import NOW
from wallet_service.wallets.google import limiter
from wallet_service.wallets.google.limiter import Lane

SECOND = timedelta(seconds=1)


def starts(slots, lane, *, now, count, rate):
    """The slots that so many calls of one moment get."""
    granted = []
    for _ in range(count):
        reservation = limiter.reserve(slots, lane, now=now, rate=rate)
        slots = reservation.slots
        if reservation.is_granted:
            granted.append(reservation.start)
    return slots, granted


@pytest.mark.parametrize("rate", [1.0, 15.0, 20.0])
def test_google_statement_19_no_second_sees_more_calls_than_the_rate(rate):
    chance = random.Random(19)
    now, slots, sent = NOW, limiter.unused(NOW), []
    for _ in range(400):
        now += timedelta(milliseconds=chance.choice([0, 0, 0, 5, 80, 3000]))
        reservation = limiter.reserve(
            slots, chance.choice(list(Lane)), now=now, rate=rate
        )
        slots = reservation.slots
        if reservation.is_granted:
            sent.append(reservation.start)
    assert len(sent) > rate
    for first in sent:
        within = [one for one in sent if first <= one < first + SECOND]
        assert len(within) <= rate


def test_slots_that_nobody_took_are_not_saved_up():
    slots = limiter.unused(NOW)
    later = NOW + timedelta(hours=1)
    _, granted = starts(slots, Lane.URGENT, now=later, count=3, rate=10.0)
    assert granted == [later, later + SECOND / 10, later + SECOND / 5]


def test_a_slot_too_far_away_is_not_given_out():
    slots, granted = starts(
        limiter.unused(NOW), Lane.URGENT, now=NOW, count=200, rate=10.0
    )
    assert granted[-1] - NOW <= limiter.PATIENCE
    refused = limiter.reserve(slots, Lane.URGENT, now=NOW, rate=10.0)
    assert (refused.is_granted, refused.slots) == (False, slots)
    again = limiter.reserve(slots, Lane.URGENT, now=refused.start, rate=10.0)
    assert again.start == refused.start


def test_a_slot_that_nobody_waits_for_is_not_lost():
    slots, _ = starts(limiter.unused(NOW), Lane.URGENT, now=NOW, count=21, rate=10.0)
    refused = limiter.reserve(
        slots, Lane.URGENT, now=NOW, rate=10.0, patience=2 * SECOND
    )
    assert (refused.is_granted, refused.slots) == (False, slots)
    taken = limiter.reserve(slots, Lane.URGENT, now=NOW, rate=10.0)
    assert (taken.is_granted, taken.start) == (True, refused.start)


def test_what_can_wait_lets_urgent_calls_pass():
    slots, _ = starts(limiter.unused(NOW), Lane.BACKGROUND, now=NOW, count=1, rate=10.0)
    slots, urgent = starts(slots, Lane.URGENT, now=NOW, count=3, rate=10.0)
    assert urgent[0] == NOW + SECOND / 10
    waiting = limiter.reserve(slots, Lane.BACKGROUND, now=NOW, rate=10.0)
    assert not waiting.is_granted


def test_what_can_wait_gets_every_tenth_slot_beside_urgent_calls_without_end():
    slots, taken = limiter.unused(NOW), []
    for step in range(600):
        now = NOW + step * SECOND / 20
        for lane in (Lane.URGENT, Lane.BACKGROUND):
            reservation = limiter.reserve(slots, lane, now=now, rate=10.0)
            slots = reservation.slots
            if reservation.is_granted:
                taken.append((reservation.start, lane))
    background = [start for start, lane in taken if lane is Lane.BACKGROUND]
    assert 25 <= len(background) <= 35
    gaps = [late - early for early, late in itertools.pairwise(background)]
    assert max(gaps) <= 3 * limiter.BACKGROUND_TURN * SECOND / 10


def test_too_many_requests_halve_the_rate_and_it_recovers_evenly():
    slots = limiter.slow_down(limiter.unused(NOW), now=NOW, rate=16.0)
    assert limiter.rate_at(slots, now=NOW, rate=16.0) == 8.0
    half_way = NOW + limiter.RECOVERY / 2
    assert limiter.rate_at(slots, now=half_way, rate=16.0) == 12.0
    assert limiter.rate_at(slots, now=NOW + limiter.RECOVERY, rate=16.0) == 16.0


def test_answers_of_one_second_slow_down_once_and_never_to_a_halt():
    slots = limiter.slow_down(limiter.unused(NOW), now=NOW, rate=16.0)
    again = limiter.slow_down(slots, now=NOW + SECOND / 2, rate=16.0)
    assert again == slots
    for minute in range(30):
        slots = limiter.slow_down(slots, now=NOW + minute * SECOND * 2, rate=16.0)
    now = NOW + 58 * SECOND
    assert limiter.rate_at(slots, now=now, rate=16.0) == limiter.SLOWEST_PER_SECOND
