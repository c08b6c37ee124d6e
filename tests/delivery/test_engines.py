"""Threads in the process pay the outbox until they are stopped."""

from __future__ import annotations

import threading

from wallet_service.delivery import engines
from wallet_service.outbox import store, topics
from wallet_service.outbox.relay import Delivered, Relay


def test_embedded_threads_push_what_falls_due(house, brand, card, phone, stand_in):
    phone.register(house.pass_of(brand, card))
    house.change(brand, card)
    house.clock.advance(1)
    engine = engines.start_embedded(house.adapters, 2)
    assert stand_in.wait_for_pushes(1)
    engine.stop()
    house.change(brand, card)
    house.clock.advance(1)
    assert len(house.owed()) == 1


def test_a_worker_pays_once_what_is_due_and_ends(house, brand, card, phone, stand_in):
    phone.register(house.pass_of(brand, card))
    house.change(brand, card)
    house.clock.advance(1)
    assert engines.pay_once(house.adapters) == 2
    assert len(stand_in.accepted) == 1
    assert engines.pay_once(house.adapters) == 0


def test_bulk_work_that_takes_long_leaves_a_thread_to_the_till(house, brand):
    """Every other thread is inside the bulk handler when the till's message comes."""
    is_busy, is_over, is_paid = (threading.Event() for _ in range(3))

    def bulk(messages):
        is_busy.set()
        is_over.wait(20)
        return {one.id: Delivered() for one in messages}

    def till(messages):
        is_paid.set()
        return {one.id: Delivered() for one in messages}

    def owe(topic, subject):
        with house.database.writing(brand) as session:
            store.enqueue(session, topic, subject, house.clock())
        house.clock.advance(2)

    handlers = {topics.PROGRAM_CHANGED.name: bulk, topics.CARD_CHANGED.name: till}
    engine = engines.Engine(Relay(house.database, handlers, house.clock), 1)
    owe(topics.PROGRAM_CHANGED, "prog_1")
    engine.start()
    assert is_busy.wait(20)
    owe(topics.CARD_CHANGED, "card_1")
    assert is_paid.wait(20)
    is_over.set()
    engine.stop()
