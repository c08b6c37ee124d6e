"""A virtual Android phone: saves by a link, follows Google, deletes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.simulator import google_house
from tests.wallets.google import samples
from tests.wallets.google.samples import NOW, OBJECT_ID
from wallet_service.simulator.google_errors import SaveRefused


@pytest.fixture
def house():
    with google_house.opened(allows_loopback=True) as house:
        house.put_card()
        yield house


@pytest.fixture
def phone(house):
    return house.phone()


def micros(card):
    return card.resource["loyaltyPoints"]["balance"]["money"]["micros"]


def patch(house, number):
    balance = {"money": {"micros": str(number)}}
    house.patch(loyaltyPoints={"balance": balance})


def test_a_saved_card_shows_what_google_has(house, phone):
    (card,) = phone.save(house.link())
    assert (card.object_id, card.saved_at) == (OBJECT_ID, NOW)
    assert card.resource["classReference"]["programName"] == "Partners"
    assert phone.cards == (card,)
    assert house.google.card(OBJECT_ID)["hasUsers"] is True
    assert "Anna" not in repr(card)


def test_a_card_follows_every_change_and_no_other(house, phone):
    patch(house, 1)
    assert phone.cards == ()
    phone.save(house.link())
    house.now = NOW + timedelta(minutes=1)
    patch(house, 2)
    patch(house, 2)
    card = phone.find(OBJECT_ID)
    assert (micros(card), card.updates) == ("2", 1)
    assert card.updated_at == house.now
    house.patch_class(programName="Friends")
    assert phone.find(OBJECT_ID).resource["classReference"]["programName"] == "Friends"
    assert phone.wait_for(lambda one: one.find(OBJECT_ID).updates == 2)


def test_what_a_phone_missed_comes_when_it_is_back(house, phone):
    phone.save(house.link())
    phone.go_offline()
    patch(house, 3)
    assert micros(phone.find(OBJECT_ID)) == "199500000"
    phone.go_online()
    assert micros(phone.find(OBJECT_ID)) == "3"


def test_a_deleted_card_is_gone_and_google_knows(house, phone):
    phone.save(house.link())
    phone.delete(OBJECT_ID)
    phone.delete(OBJECT_ID)
    patch(house, 4)
    assert phone.cards == ()
    assert phone.notices == ()
    assert house.google.card(OBJECT_ID)["hasUsers"] is False


def test_saving_again_changes_nothing(house, phone):
    first = phone.save(house.link())
    house.now = NOW + timedelta(hours=1)
    assert phone.save(house.link()) == first


def test_a_card_may_be_on_many_phones_where_the_class_allows_it(house, phone):
    other = house.phone(name="galaxy", person="boris")
    phone.save(house.link())
    other.save(house.link())
    phone.delete(OBJECT_ID)
    assert house.google.card(OBJECT_ID)["hasUsers"] is True


def test_a_card_of_one_person_is_refused_on_another_s_phone(house, phone):
    house.patch_class(multipleDevicesAndHoldersAllowedStatus="ONE_USER_ALL_DEVICES")
    phone.save(house.link())
    house.phone(name="tablet").save(house.link())
    with pytest.raises(SaveRefused, match="another person"):
        house.phone(name="galaxy", person="boris").save(house.link())


def test_only_a_save_link_of_an_account_that_google_knows_saves(house, phone):
    with pytest.raises(SaveRefused, match="no save link"):
        phone.save("https://cards.example.com/c/abc/google")
    with pytest.raises(SaveRefused, match="account not found"):
        phone.save(house.link(account=samples.account()))
    house.google.accounts.revoke(house.account.email)
    with pytest.raises(SaveRefused):
        phone.save(house.link())
