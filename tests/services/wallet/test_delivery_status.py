"""What is known of a card in wallets, and no more than that."""

from __future__ import annotations

from wallet_service.services.wallet import delivery_status


def status(house, brand, card, current=1):
    with house.database.reading(brand) as session:
        (wallet,) = delivery_status.wallets(session, card, current)
        return wallet, delivery_status.devices(session, card)


def test_a_card_that_no_phone_knows_has_the_state_none(house, brand, card):
    wallet, devices = status(house, brand, card)
    assert (wallet.platform, wallet.state, wallet.devices) == ("apple", "none", 0)
    assert (wallet.current_revision, wallet.fetched_revision) == (1, None)
    assert devices == []


def test_a_registered_phone_is_followed_through_a_change(house, brand, card, phone):
    held = house.pass_of(brand, card)
    phone.register(held)
    wallet, (device,) = status(house, brand, card)
    assert (wallet.state, wallet.devices) == ("registered", 1)
    assert (device.push_accepted_at, device.listed_at) == (None, None)
    house.change(brand, card)
    house.pay()
    pushed_at = house.clock()
    _, (device,) = status(house, brand, card)
    assert (device.push_accepted_at, device.is_listed_up_to_date) == (pushed_at, False)
    phone.ask(held)
    _, (device,) = status(house, brand, card)
    assert device.is_listed_up_to_date
    phone.fetch(held)
    wallet, _ = status(house, brand, card, 2)
    assert (wallet.current_revision, wallet.fetched_revision) == (2, 2)


def test_a_pass_that_was_removed_again_stays_fetched(house, brand, card, phone):
    held = house.pass_of(brand, card)
    phone.register(held)
    phone.fetch(held)
    phone.unregister(held)
    wallet, _ = status(house, brand, card)
    assert (wallet.state, wallet.devices) == ("fetched", 0)


def test_a_reissued_card_begins_anew(house, brand, card, phone):
    phone.register(house.pass_of(brand, card))
    house.reissue(brand, card)
    wallet, devices = status(house, brand, card)
    assert (wallet.state, devices) == ("none", [])
