"""The relay pays everything it can, however its handlers fail."""

from __future__ import annotations

import itertools
import threading
from datetime import timedelta

from wallet_service.outbox import topics
from wallet_service.outbox.relay import (
    BACK_OFF_SECONDS,
    Dead,
    Delivered,
    Later,
    Postponed,
    Relay,
)


def test_a_paid_message_is_not_paid_again(sqlite_outbox):
    sqlite_outbox.owe("one")
    sqlite_outbox.advance(1)
    relay = sqlite_outbox.relay()
    assert relay.pay_everything() == 1
    assert relay.pay_everything() == 0
    assert sqlite_outbox.row().state == "delivered"


def test_after_eight_tries_a_message_is_a_dead_letter(sqlite_outbox):
    sqlite_outbox.owe("one")
    relay = sqlite_outbox.relay(lambda _: Later("the other side is down"))
    for seconds in (1, *BACK_OFF_SECONDS, 86_400):
        sqlite_outbox.advance(seconds * 1.3)
        relay.pay_everything()
    assert sqlite_outbox.handled == ["one"] * 8
    row = sqlite_outbox.row()
    assert (row.state, row.last_error) == ("dead", "the other side is down")


def test_the_other_sides_time_is_kept_when_it_is_longer(sqlite_outbox):
    sqlite_outbox.owe("one")
    sqlite_outbox.advance(1)
    sqlite_outbox.relay(lambda _: Later("busy", 900)).pay_everything()
    wait = sqlite_outbox.row().due_at - sqlite_outbox.now
    assert wait == timedelta(seconds=900)


def test_a_postponed_message_counts_no_attempt_and_says_why(sqlite_outbox):
    sqlite_outbox.owe("one")
    relay = sqlite_outbox.relay(
        lambda _: Postponed(sqlite_outbox.now + timedelta(seconds=60), "paced")
    )
    for _ in range(20):
        sqlite_outbox.advance(61)
        relay.pay_everything()
    row = sqlite_outbox.row()
    assert (row.state, row.attempts, row.last_error) == ("queued", 0, "paced")


def test_a_dead_letter_keeps_its_reason(sqlite_outbox):
    sqlite_outbox.owe("one")
    sqlite_outbox.advance(1)
    sqlite_outbox.relay(lambda _: Dead("no such thing")).pay_everything()
    row = sqlite_outbox.row()
    assert (row.state, row.last_error) == ("dead", "no such thing")


def test_a_poison_message_takes_no_neighbour_with_it(sqlite_outbox):
    sqlite_outbox.owe("good", "poison", "also good")
    sqlite_outbox.advance(1)

    def answer(subject):
        if subject == "poison":
            message = "cannot be read"
            raise ValueError(message)
        return Delivered()

    relay = sqlite_outbox.relay(answer)
    relay.pay_everything()
    states = {row.subject: row.state for row in sqlite_outbox.rows()}
    assert states == {"good": "delivered", "poison": "queued", "also good": "delivered"}
    for seconds in (*BACK_OFF_SECONDS, 86_400):
        sqlite_outbox.advance(seconds * 1.3)
        relay.pay_everything()
    row = sqlite_outbox.row("poison")
    assert (row.state, row.last_error) == ("dead", "the handler failed: ValueError")


def test_a_message_whose_worker_always_dies_ends_as_a_dead_letter(sqlite_outbox):
    sqlite_outbox.owe("one")
    sqlite_outbox.advance(1)
    for _ in range(8):
        assert sqlite_outbox.claim()
        sqlite_outbox.advance(61)
    sqlite_outbox.relay().pay_everything()
    assert sqlite_outbox.handled == []
    assert sqlite_outbox.row().state == "dead"


def test_bulk_is_never_paid_together_with_what_somebody_waits_for(sqlite_outbox):
    batches = []

    def handler(messages):
        batches.append([one.subject for one in messages])
        return {one.id: Delivered() for one in messages}

    sqlite_outbox.owe("bulk", "more bulk", lane=9)
    sqlite_outbox.owe("till")
    sqlite_outbox.advance(1)
    relay = Relay(sqlite_outbox.database, {"test": handler}, sqlite_outbox.clock)
    assert relay.pay_due((topics.TILL_LANES,)) == 1
    sqlite_outbox.owe("till")
    sqlite_outbox.advance(1)
    assert relay.pay_due() == 3
    assert batches == [["till"], ["till"], ["bulk", "more bulk"]]


def test_a_topic_without_a_handler_is_a_dead_letter(sqlite_outbox):
    sqlite_outbox.owe("one")
    sqlite_outbox.advance(1)
    Relay(sqlite_outbox.database, {}, sqlite_outbox.clock).pay_everything()
    assert "nobody handles" in sqlite_outbox.row().last_error


def test_a_handler_without_an_answer_is_asked_again(sqlite_outbox):
    sqlite_outbox.owe("one")
    sqlite_outbox.advance(1)
    Relay(
        sqlite_outbox.database, {"test": lambda _: {}}, sqlite_outbox.clock
    ).pay_everything()
    assert sqlite_outbox.row().state == "queued"


def test_a_crash_between_sending_and_settling_sends_once_more(sqlite_outbox):
    """F-15: the lease runs out and the message is paid again, never lost."""
    sqlite_outbox.owe("one")
    sqlite_outbox.advance(1)
    sqlite_outbox.claim()
    relay = sqlite_outbox.relay()
    assert relay.pay_everything() == 0
    sqlite_outbox.advance(61)
    assert relay.pay_everything() == 1
    assert sqlite_outbox.row().state == "delivered"


def test_the_relay_works_until_it_is_stopped(sqlite_outbox):
    paid = threading.Event()

    def answer(_):
        paid.set()
        return Delivered()

    relay = sqlite_outbox.relay(answer)
    thread = threading.Thread(target=relay.run)
    thread.start()
    sqlite_outbox.owe("one")
    sqlite_outbox.advance(1)
    assert paid.wait(10)
    relay.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_a_relay_outlives_a_failure_of_its_own(sqlite_outbox):
    paid = threading.Event()
    readings = itertools.count(1)

    def answer(_):
        paid.set()
        return Delivered()

    def clock():
        if next(readings) == 2:
            raise OSError
        return sqlite_outbox.now

    relay = sqlite_outbox.relay(answer, clock=clock)
    sqlite_outbox.owe("one")
    sqlite_outbox.advance(1)
    thread = threading.Thread(target=relay.run)
    thread.start()
    assert paid.wait(10)
    relay.stop()
    thread.join(10)
    assert not thread.is_alive()
