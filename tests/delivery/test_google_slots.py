"""The limit of requests, two lanes of it, and purchases that bulk work never delays."""

from __future__ import annotations

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.delivery import google_house
from wallet_service.cli import google
from wallet_service.outbox import store, topics
from wallet_service.outbox.store import MESSAGES
from wallet_service.services.wallet import google_issuers, google_slots
from wallet_service.wallets.google.limiter import Lane

SECOND = timedelta(seconds=1)


@pytest.fixture
def house(database, tmp_path):
    with google_house.opened(database, tmp_path) as found:
        found.install(rate_per_second=4)
        found.adapters.google._wait = found.clock.advance
        yield found


@pytest.fixture
def any_house(any_database, tmp_path):
    with google_house.opened(any_database, tmp_path) as found:
        found.install(rate_per_second=15)
        yield found


def the_issuer(house):
    with house.database.reading(house.brand_id) as session:
        return google_issuers.find(session)


def test_google_statement_19_slots_that_many_take_at_once_lie_apart(any_house):
    house, issuer = any_house, the_issuer(any_house)
    starts, guard = [], threading.Lock()

    def take(_):
        def work(session):
            return google_slots.reserve(session, issuer, Lane.URGENT, house.clock)

        given = house.database.run(house.brand_id, work)
        if given.is_granted:
            with guard:
                starts.append(given.start)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(100)))
    starts.sort()

    # five seconds are as far as an urgent call may look ahead
    assert len(starts) in {75, 76}
    for first, last in zip(starts, starts[15:], strict=False):
        assert last - first >= SECOND - timedelta(milliseconds=1)


def test_bulk_work_comes_a_few_at_a_time_and_the_till_goes_first(database, tmp_path):
    with google_house.opened(database, tmp_path) as house:
        house.install(rate_per_second=15)
        slept: list[float] = []
        google = house.adapters.google
        google._wait = slept.append
        card = house.add_card()
        object_id = house.save(card)
        house.pay()
        with house.database.writing(house.brand_id) as session:
            for number in range(100):
                store.enqueue(
                    session,
                    dataclasses.replace(topics.GOOGLE_OBJECT, settle=timedelta(0)),
                    f"pass_bulk_{number}",
                    house.clock(),
                    lane=topics.LOWEST_LANE,
                )
        house.relay.pay_due()
        waiting = house.owed("google-object")
        assert len(waiting) == 100 - 15 // 4
        assert min(one.due_at for one in waiting) > house.clock()

        house.buy(card, house.api_key())
        house.clock.advance(0.4)
        house.relay.pay_everything()
        house.clock.advance(0.8)
        house.relay.pay_everything()
        shown = house.shown(object_id)["loyaltyPoints"]["balance"]["money"]
        assert shown["micros"] == "500000000"


def test_a_card_that_waits_at_the_end_of_bulk_is_sent_when_its_member_buys(house):
    """Every card is owed again; a purchase does not wait for that card's turn."""
    cards = [house.add_card() for _ in range(5)]
    objects = [house.save(card, phone=card) for card in cards]
    house.pay()
    google.send_again(house.adapters, house.brand_id)
    house.clock.advance(0.8)
    house.relay.pay_due()
    last = max(house.owed("google-object"), key=lambda one: one.due_at)
    (place,) = [n for n, one in enumerate(objects) if one.endswith(last.subject)]
    assert last.due_at > house.clock() + SECOND
    house.buy(cards[place], house.api_key())
    house.pay(2)

    shown = house.shown(objects[place])["loyaltyPoints"]["balance"]["money"]
    assert shown["micros"] == "500000000"


def test_news_of_bulk_goes_as_bulk_too(house):
    card = house.add_card()
    house.save(card)
    house.pay()
    house.switch(card, "freeze")
    with house.database.writing(house.brand_id) as session:
        session.core.execute(update(MESSAGES).values(lane=topics.LOWEST_LANE))
    house.pay()

    (message,) = house.messages("google-message")
    assert message.lane == topics.LOWEST_LANE


def test_the_whole_way_works_on_both_databases(any_database, tmp_path):
    with google_house.opened(any_database, tmp_path) as house:
        house.install()
        card, key = house.add_card(), house.api_key()
        object_id = house.save(card)
        assert house.google.callbacks.wait_until_idle()
        house.buy(card, key)
        house.pay()
        house.switch(card, "freeze")
        house.pay()
        shown = house.shown(object_id)

        assert shown["loyaltyPoints"]["balance"]["money"]["micros"] == "500000000"
        assert [one["messageType"] for one in shown["messages"]] == ["TEXT_AND_NOTIFY"]
        assert house.object_row().has_users
        assert google.send_again(house.adapters, house.brand_id) == 1
        house.pay()
        assert house.owed("google-object") == []
