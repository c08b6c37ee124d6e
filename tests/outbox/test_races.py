"""A change beside a claiming relay: never a changed card with nothing owed.

Every order of the two is played with two transactions, on both databases.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.outbox.conftest import TOPIC
from wallet_service.outbox import store
from wallet_service.outbox.relay import Delivered


def count_of_change(session) -> int:
    value = session.connection().scalar(text("SELECT revision FROM counter"))
    return int(value)


@pytest.fixture
def counter(outbox):
    """A row that stands for the card."""
    with outbox.database.writing_across_brands() as session:
        connection = session.connection()
        connection.execute(text("CREATE TABLE counter (revision INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    return outbox


def change(session, outbox):
    session.connection().execute(text("UPDATE counter SET revision = revision + 1"))
    store.enqueue(session, TOPIC, "one", outbox.now)


def test_a_change_that_commits_before_the_claim_is_seen_by_the_handler(counter):
    counter.owe("one")
    counter.advance(1)
    with counter.database.writing(counter.brand_id) as session:
        change(session, counter)
    assert [message.subject for message in counter.claim()] == ["one"]
    with counter.database.reading_across_brands() as session:
        assert count_of_change(session) == 1


def test_a_change_that_is_open_during_the_claim_stays_owed(counter):
    """The claim skips the row that a purchase holds, or waits for it."""
    counter.owe("one")
    counter.advance(1)
    claimed: list[store.Message] = []
    claiming = threading.Thread(target=lambda: claimed.extend(counter.claim()))
    with counter.database.writing(counter.brand_id) as session:
        change(session, counter)
        claiming.start()
        if not counter.database.is_sqlite:
            claiming.join(10)
            assert claimed == []
    claiming.join(10)
    claimed = claimed or counter.claim()
    assert [message.subject for message in claimed] == ["one"]


def test_a_change_during_an_open_claim_is_owed_anew(counter):
    counter.owe("one")
    counter.advance(1)

    def purchase():
        with counter.database.writing(counter.brand_id) as session:
            change(session, counter)

    buying = threading.Thread(target=purchase)
    with counter.database.writing_across_brands() as session:
        taken = store.claim(session, counter.now, lease_seconds=60, limit=10)
        buying.start()
        buying.join(0.2)
        assert buying.is_alive()
    buying.join(10)
    assert len(taken) == 1
    assert sorted(row.state for row in counter.rows()) == ["claimed", "queued"]


def test_putting_off_beside_a_new_change_leaves_one_queued_row(counter):
    """The purchase's row is not visible yet when the relay queues its own again."""
    counter.owe("one")
    counter.advance(1)
    (message,) = counter.claim()

    def put_off():
        with counter.database.writing_across_brands() as session:
            store.settle_later(session, message, counter.now, "busy")

    putting_off = threading.Thread(target=put_off)
    with counter.database.writing(counter.brand_id) as session:
        change(session, counter)
        putting_off.start()
        putting_off.join(0.2)
    putting_off.join(10)
    (row,) = counter.rows()
    assert (row.state, row.attempts, row.last_error) == ("queued", 1, "busy")


def test_many_purchases_beside_many_relays_leave_nothing_unserved(counter):
    """Whatever the order, the last revision is read by a handler that ran after it."""
    served: list[int] = []
    guard = threading.Lock()

    def answer(_):
        with counter.database.reading_across_brands() as session:
            revision = count_of_change(session)
        with guard:
            served.append(revision)
        return Delivered()

    def buy(_):
        with counter.database.writing(counter.brand_id) as session:
            change(session, counter)

    def relay(_):
        engine = counter.relay(answer)
        for _ in range(40):
            counter.advance(0.01)
            engine.pay_due()

    with ThreadPoolExecutor(6) as pool:
        relays = [pool.submit(relay, number) for number in range(2)]
        list(pool.map(buy, range(60)))
        for one in relays:
            one.result()
    counter.advance(120)
    counter.relay(answer).pay_everything()
    assert max(served) == 60
    assert {row.state for row in counter.rows()} == {"delivered"}


def test_two_relays_never_take_the_same_message(outbox):
    outbox.owe(*(f"subject-{number}" for number in range(60)))
    outbox.advance(1)
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: outbox.claim(limit=10), range(20)))
    taken = [message.id for batch in batches for message in batch]
    assert len(taken) == len(set(taken)) == 60
