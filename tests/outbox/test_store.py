"""The outbox table: gathered, claimed once, settled, never forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from wallet_service.outbox import store


def settled(outbox, settle, message, *more):
    with outbox.database.writing_across_brands() as session:
        settle(session, message, *more)


def test_changes_of_one_subject_gather_in_one_row(outbox):
    due_at = outbox.now + timedelta(seconds=0.3)
    for _ in range(3):
        outbox.owe("one")
        outbox.advance(0.1)
    row = outbox.row()
    assert (row.changes, row.due_at) == (3, due_at)


def test_the_more_urgent_lane_wins(outbox):
    for lane in (9, 0, 9):
        outbox.owe("one", lane=lane)
    assert outbox.row().lane == 0


def test_nothing_is_claimed_before_it_is_due(outbox):
    outbox.owe("one")
    assert outbox.claim() == []
    outbox.advance(0.3)
    assert [message.subject for message in outbox.claim()] == ["one"]
    assert outbox.claim() == []


def test_the_limit_and_the_lanes_are_kept(outbox):
    outbox.owe("slow", "slower", lane=9)
    outbox.advance(1)
    outbox.owe("fast")
    outbox.advance(1)
    assert [message.subject for message in outbox.claim(limit=1)] == ["fast"]
    assert len(outbox.claim(limit=1)) == 1
    assert len(outbox.claim(limit=5)) == 1


def test_a_change_after_the_claim_is_owed_anew(outbox):
    outbox.owe("one")
    outbox.advance(1)
    outbox.claim()
    outbox.owe("one")
    assert sorted(row.state for row in outbox.rows()) == ["claimed", "queued"]


def test_a_lease_that_ran_out_is_claimed_again(outbox):
    outbox.owe("one")
    outbox.advance(1)
    (first,) = outbox.claim(lease_seconds=60)
    outbox.advance(59)
    assert outbox.claim() == []
    outbox.advance(1)
    (second,) = outbox.claim()
    assert (second.id, second.attempts) == (first.id, 2)
    with outbox.database.writing_across_brands() as session:
        store.settle_delivered(session, [first], outbox.now)
    assert outbox.row().state == "claimed"


def test_what_was_put_off_keeps_its_time_when_more_changes_come(outbox):
    outbox.owe("one")
    outbox.advance(1)
    (message,) = outbox.claim()
    later = outbox.now + timedelta(seconds=300)
    settled(outbox, store.settle_later, message, later, "busy")
    outbox.owe("one")
    row = outbox.row()
    assert (row.state, row.due_at, row.attempts) == ("queued", later, 1)


def test_what_bulk_put_off_does_not_bind_the_till(outbox):
    outbox.owe("one", lane=9)
    outbox.advance(1)
    (message,) = outbox.claim()
    later = outbox.now + timedelta(seconds=300)
    settled(outbox, store.postpone, message, later, "pacing")
    outbox.owe("one", lane=9)
    assert outbox.row().due_at == later
    outbox.owe("one")
    row = outbox.row()
    assert (row.lane, row.due_at) == (0, outbox.now + timedelta(seconds=0.3))
    outbox.advance(0.1)
    outbox.owe("one")
    assert outbox.row().due_at == row.due_at


def test_bulk_that_is_put_off_beside_the_till_does_not_put_it_off(outbox):
    outbox.owe("one", lane=9)
    outbox.advance(1)
    (message,) = outbox.claim()
    outbox.owe("one")
    due_at = outbox.now + timedelta(seconds=0.3)
    later = outbox.now + timedelta(seconds=300)
    settled(outbox, store.postpone, message, later, "pacing")
    row = outbox.row()
    assert (row.lane, row.due_at) == (0, due_at)


def test_a_claim_takes_only_the_lanes_that_are_asked_for(outbox):
    outbox.owe("bulk", lane=9)
    outbox.owe("till")
    outbox.advance(1)
    with outbox.database.writing_across_brands() as session:
        assert store.has_due(session, outbox.now, range(1, 10))
        assert not store.has_due(session, outbox.now, range(1, 9))
    claimed = outbox.claim(lanes=range(9))
    assert [message.subject for message in claimed] == ["till"]
    assert outbox.claim(lanes=range(9)) == []


@pytest.mark.parametrize("settle", [store.settle_later, store.postpone])
def test_a_newer_change_takes_the_debt_over(outbox, settle):
    outbox.owe("one")
    owed_at = outbox.row().owed_at
    outbox.advance(1)
    (message,) = outbox.claim()
    outbox.owe("one")
    later = outbox.now + timedelta(seconds=60)
    settled(outbox, settle, message, later, "busy")
    row = outbox.row()
    attempts = 1 if settle is store.settle_later else 0
    assert (row.state, row.due_at, row.attempts) == ("queued", later, attempts)
    assert (row.owed_at, row.last_error) == (owed_at, "busy")


def test_what_was_handed_over_does_not_count_as_delivered(outbox):
    """Else an account's minute would begin anew whenever it is put off."""
    outbox.owe("one")
    outbox.advance(1)
    (message,) = outbox.claim()
    outbox.owe("one")
    later = outbox.now + timedelta(seconds=60)
    settled(outbox, store.postpone, message, later, "pacing")
    with outbox.database.reading_across_brands() as session:
        assert store.last_delivered(session, message) is None


def test_the_last_delivery_of_a_subject_is_known(outbox):
    outbox.owe("one", "two")
    outbox.advance(1)
    messages = {message.subject: message for message in outbox.claim()}
    paid_at = outbox.now
    with outbox.database.writing_across_brands() as session:
        store.settle_delivered(session, [messages["one"]], paid_at)
    with outbox.database.reading_across_brands() as session:
        assert store.last_delivered(session, messages["one"]) == paid_at
        assert store.last_delivered(session, messages["two"]) is None


def test_old_deliveries_are_forgotten_and_dead_letters_kept(outbox):
    outbox.owe("paid", "dead")
    outbox.advance(1)
    messages = {message.subject: message for message in outbox.claim()}
    with outbox.database.writing_across_brands() as session:
        store.settle_delivered(session, [messages["paid"]], outbox.now)
        store.settle_dead(session, messages["dead"], outbox.now, "x" * 900)
        store.forget_delivered(session, outbox.now + timedelta(days=1), limit=10)
    row = outbox.row("dead")
    assert len(outbox.rows()) == 1
    assert (row.state, len(row.last_error)) == ("dead", 500)
