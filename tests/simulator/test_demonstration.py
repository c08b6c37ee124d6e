"""The demonstration is set up once and is the same one after a restart."""

from __future__ import annotations

import pytest

from tests.journeys import house as houses
from wallet_service import clock
from wallet_service.simulator.demo_api import Api, ApiRefused
from wallet_service.simulator.demo_app import Demonstration, DemoParts

SECONDS = 30


@pytest.fixture
def house(tmp_path):
    opened = houses.opened(tmp_path)
    opened.start_relay()
    yield opened
    opened.close()


def demonstration(house, api=None):
    folder = house.folder / "demo"
    return Demonstration(
        DemoParts(
            api or house.api, house.stand_in, house.root_pem, folder, clock.utc_now
        )
    )


def test_after_a_restart_the_same_phones_hold_the_same_cards_and_catch_up(house):
    first = demonstration(house)
    first.prepare()
    card = first.world.scenes["en"].phones["en-0"].cards["stamp"]
    phone = first.phone("en-0")
    assert phone.wait_for(lambda one: len(one.journal.of("registered")) == 4, SECONDS)
    first.close()
    house.api.post("/purchases", {"card_id": card.id, "amount": 2_000_000})
    second = demonstration(house)
    second.prepare()
    again = second.phone("en-0")
    assert second.world == first.world
    assert [one.key for one in again.passes] == [one.key for one in phone.passes]
    assert again.wait_for(lambda one: len(one.notices) == 1, SECONDS)
    second.close()


def test_a_card_that_was_taken_out_stays_out_after_a_restart(house):
    first = demonstration(house)
    first.prepare()
    phone = first.world.scenes["ru"].phones["ru-1"]
    first.remove_from_wallet(phone, "cashback")
    assert first.phone("ru-1").wait_until_idle(SECONDS)
    first.close()
    second = demonstration(house)
    second.prepare()
    assert len(second.phone("ru-1").passes) == 3
    second.close()


def test_a_set_up_that_was_cut_short_is_finished_by_the_next(house):
    cut = demonstration(house, _Failing(house.api.base_url, house.api.key))
    with pytest.raises(ApiRefused):
        cut.prepare()
    assert not cut.is_ready
    whole = demonstration(house)
    whole.prepare()
    programs = house.api.get("/programs?limit=50")["data"]
    assert len(programs) == 8
    whole.close()


class _Failing(Api):
    """An API that fails where the purchases begin."""

    def post(self, path, body, *, idempotency_key=None):
        if path == "/purchases":
            raise ApiRefused({"status": 503, "code": "unreachable"})
        return super().post(path, body, idempotency_key=idempotency_key)
