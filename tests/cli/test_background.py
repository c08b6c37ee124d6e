"""Time-driven work runs by itself, every minute, whatever goes wrong in between."""

from __future__ import annotations

import dataclasses
import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests.services.till.till import Till, local
from wallet_service import logs
from wallet_service.cli.background import Background, DueWork
from wallet_service.models.ledger import Lot
from wallet_service.services.till import due_work

EARNED = local(3, 10)
RULES = {"rate_bp": 500, "hold_days": 14}


class Rounds(threading.Event):
    """Ends after some pauses; at each of them the clock moves by what is waited."""

    def __init__(self, clock, rounds):
        super().__init__()
        self._clock = clock
        self._left = rounds
        self.waited = []

    def wait(self, timeout=None):
        self.waited.append(timeout)
        self._clock.advance(seconds=timeout)
        self._left -= 1
        if not self._left:
            self.set()
        return self.is_set()


class Announcing:
    """A clock that tells when it was first asked."""

    def __init__(self, now):
        self._now = now
        self.asked = threading.Event()

    def __call__(self):
        self.asked.set()
        return self._now


@pytest.fixture
def till(database, vault):
    return Till(database, vault)


def released(till, card_id):
    found = till.entries(card_id, EARNED)
    return [entry.kind for entry in found].count("release")


def test_points_are_released_at_the_minute_in_which_they_fall_due(till, clock):
    card_id = till.card_of("cashback", RULES)
    till.buy(card_id, "1,000.00", EARNED)
    with till.database.reading(till.brand_id) as session:
        due_at = session.scalar(select(Lot.available_at))
    clock.now = due_at - timedelta(seconds=90)
    DueWork(till.database, clock, Rounds(clock, 2)).run()
    assert released(till, card_id) == 0
    rounds = Rounds(clock, 3)
    DueWork(till.database, clock, rounds).run()
    assert released(till, card_id) == 1
    assert rounds.waited == [60, 60, 60]


@pytest.mark.parametrize(
    ("trouble", "event"),
    [
        (OperationalError("SELECT", {}, Exception()), "due_work_waits_for_database"),
        (RuntimeError("the card of ann@example.com"), "due_work_failed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_trouble_is_logged_and_the_work_goes_on(till, clock, capsys, trouble, event):
    logs.configure("INFO")
    card_id = till.card_of("cashback", RULES)
    till.buy(card_id, "1,000.00", EARNED)
    clock.now = EARNED + timedelta(days=15)
    failures = [trouble]

    def failing_once():
        if failures:
            raise failures.pop()
        return clock.now

    DueWork(till.database, failing_once, Rounds(clock, 2)).run()
    assert released(till, card_id) == 1
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["event"] == event
    assert first["error"] == type(trouble).__qualname__
    assert (second["event"], second["accounts"]) == ("due_work_done", 1)


def test_it_stops_between_two_pages_of_accounts(till, monkeypatch):
    monkeypatch.setattr(due_work, "PAGE", 1)
    sold = [till.card_of("cashback", RULES) for _ in range(3)]
    for card_id in sold:
        till.buy(card_id, "1,000.00", EARNED)
    stopping = threading.Event()

    def told_to_stop():
        stopping.set()
        return EARNED + timedelta(days=15)

    DueWork(till.database, told_to_stop, stopping).run()
    assert [released(till, card_id) for card_id in sold] == [1, 0, 0]


def test_one_that_was_told_to_stop_does_nothing(till, clock):
    rounds = Rounds(clock, 1)
    rounds.set()
    DueWork(till.database, clock, rounds).run()
    assert rounds.waited == []


def test_a_process_does_it_in_a_thread_beside_the_relay(adapters):
    announcing = Announcing(adapters.clock())
    background = Background(dataclasses.replace(adapters, clock=announcing))
    background.start()
    names = {thread.name for thread in threading.enumerate()}
    assert {"relay-1", "relay-2", "due-work"} <= names
    assert announcing.asked.wait(10)
    background.stop()
    left = {thread.name for thread in threading.enumerate()}
    assert not {"relay-1", "relay-2", "due-work"} & left


def test_one_that_never_started_can_be_stopped(adapters):
    Background(adapters).stop()
