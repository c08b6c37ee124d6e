"""The button for Google Wallet: on the right phones, for brands that have an issuer."""

from __future__ import annotations

import pytest
import requests

from tests.delivery import google_house
from tests.delivery.google_house import ANDROID
from wallet_service.wallets.google import badges

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari/537.36"


@pytest.fixture
def house(database, tmp_path):
    with google_house.opened(database, tmp_path) as found:
        yield found


def page(house, card, agent):
    answer = requests.get(house.link(card), headers={"User-Agent": agent}, timeout=20)
    assert answer.status_code == 200
    return answer.text


def test_an_android_phone_gets_googles_button_and_an_iphone_apples(house):
    house.install()
    card = house.add_card()
    android, iphone = page(house, card, ANDROID), page(house, card, IPHONE)

    assert '<a class="button" rel="nofollow"' in android
    assert "Add to Google Wallet" in android
    assert '<div class="code">' not in android
    assert '<a class="button" href' in iphone
    assert "Another phone?" in iphone


def test_a_desktop_gets_the_code_first_and_googles_button_too(house):
    house.install()
    shown = page(house, house.add_card(), DESKTOP)

    assert "Take the card to your phone" in shown
    assert shown.index('<div class="code">') < shown.index("Add to Google Wallet")


@pytest.mark.parametrize("agent", [ANDROID, IPHONE, DESKTOP])
def test_without_an_issuer_nothing_speaks_of_google(house, agent):
    assert "oogle" not in page(house, house.add_card(), agent)


def test_googles_own_badge_takes_the_buttons_place(house):
    house.install()
    card = house.add_card()
    folder = house.adapters.settings.data_dir / badges.FOLDER
    folder.mkdir()
    (folder / badges.file_name("en")).write_bytes(b"<svg/>")
    shown = page(house, card, ANDROID)

    assert 'alt="Add to Google Wallet"' in shown
    assert 'class="button"' not in shown


def test_the_api_tells_the_link_and_how_far_the_card_has_come(house):
    house.install()
    card, key = house.add_card(), house.api_key()
    bought = house.buy(card, key)["card"]

    assert bought["links"]["google"] == f"{house.link(card)}/google"
    assert bought["wallets"][1] == {
        "platform": "google",
        "state": "none",
        "devices": None,
        "current_revision": bought["revision"],
        "fetched_revision": None,
    }
    house.save(card)
    assert house.google.callbacks.wait_until_idle()
    bought = house.buy(card, key)["card"]
    told = bought["wallets"][1]
    assert (told["state"], told["fetched_revision"]) == ("saved", 2)
    house.pay()
    again = house.buy(card, key)["card"]["wallets"][1]
    assert again["fetched_revision"] == bought["revision"]


def test_the_link_of_a_closed_card_is_as_unknown_as_any(house):
    house.install()
    card = house.add_card()
    address = f"{house.link(card)}/google"
    house.switch(card, "close")
    answer = requests.get(address, allow_redirects=False, timeout=20)

    assert answer.status_code == 404
    assert house.calls("loyaltyobject.insert") == 0
