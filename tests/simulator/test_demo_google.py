"""The demonstration's Android phones: cards saved by links, and what they show."""

from __future__ import annotations

import pytest
import requests

from tests.delivery import google_house
from wallet_service.simulator.demo_google import AndroidPhones, picture_path
from wallet_service.simulator.demo_world import DemoPhone
from wallet_service.simulator.google_errors import SaveRefused
from wallet_service.simulator.phone_errands import LinkUnusable


@pytest.fixture
def house(database, tmp_path):
    with google_house.opened(database, tmp_path) as found:
        found.install()
        yield found


@pytest.fixture
def phones(house):
    found = AndroidPhones(house.google, house.clock)
    found.switch_on(DemoPhone("en-0", "Anna Larsen", "Lighthouse"), "en")
    return found


def points(phones, object_id):
    drawing = phones.drawing("en-0", object_id)
    assert drawing is not None
    return drawing.rows[0][0].value


def test_a_card_comes_onto_the_phone_by_its_link_and_follows_purchases(house, phones):
    card = house.add_card("stamp")
    object_id = phones.save("en-0", f"{house.link(card)}/google")
    assert points(phones, object_id) == "0 / 10"
    before = phones.version("en-0")
    house.buy(card, house.api_key())
    house.pay()

    assert points(phones, object_id) == "1 / 10"
    assert phones.version("en-0") > before
    assert len(phones.find("en-0").notices) == 1


def test_a_card_that_was_taken_out_is_gone(house, phones):
    card = house.add_card()
    object_id = phones.save("en-0", f"{house.link(card)}/google")
    phones.remove("en-0", object_id)

    assert phones.drawing("en-0", object_id) is None
    assert phones.drawing("en-0", None) is None


def test_a_save_link_in_a_browser_tells_whose_phone_has_the_card(house, phones):
    card, other = house.add_card(), house.add_card()
    phones.save("en-0", f"{house.link(card)}/google")
    seen = requests.get(house.tap(card).headers["Location"], timeout=20)
    unseen = requests.get(house.tap(other).headers["Location"], timeout=20)

    assert "on Anna Larsen&#x27;s Android phone" in seen.text
    assert "No Android phone" in unseen.text


def test_after_a_restart_the_cards_are_sent_again_and_saved_again(house, phones):
    card = house.add_card()
    phones.save("en-0", f"{house.link(card)}/google")
    kept = house.google.store._kept
    for resources in kept.values():
        resources.clear()
    with pytest.raises(SaveRefused):
        phones.save("en-0", f"{house.link(card)}/google")


def test_a_link_that_leads_nowhere_is_told(house, phones):
    with pytest.raises(LinkUnusable, match="404"):
        phones.save("en-0", f"{house.url}/c/nothing/google")
    with pytest.raises(LinkUnusable, match="open"):
        phones.save("en-0", "http://127.0.0.1:9/c/nothing/google")


def test_pictures_are_asked_of_the_pages_own_host():
    assert picture_path("http://127.0.0.1:8000/pictures/a.png") == "/pictures/a.png"
