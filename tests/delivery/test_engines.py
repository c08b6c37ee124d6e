"""Threads in the process pay the outbox until they are stopped."""

from __future__ import annotations

from wallet_service.delivery import engines


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
