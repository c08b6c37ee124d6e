"""A changed card gives its passes a tag and its phones a push, once for each token."""

from __future__ import annotations

from datetime import timedelta

from tests.delivery.house import Phone, a_token
from wallet_service.models.apple import ApplePassType
from wallet_service.models.card import CardPass
from wallet_service.models.outbox import OutboxMessage


def tags(house):
    return sorted(one.update_tag for one in house.rows(CardPass))


def test_statement_38_a_burst_of_changes_is_one_push(
    house, brand, card, phone, stand_in
):
    phone.register(house.pass_of(brand, card))
    for _ in range(5):
        house.change(brand, card)
        house.clock.advance(0.05)
    house.pay()
    assert len(stand_in.accepted) == 1


def test_statement_38_phones_and_cards_that_share_a_token_share_the_push(
    house, brand, card, url, stand_in
):
    other = house.add_card(brand)
    for device in ("device-one", "device-two"):
        for one in (card, other):
            Phone(url, device, a_token(1)).register(house.pass_of(brand, one))
    for one in (card, other):
        house.change(brand, one)
    house.pay()
    assert [push.token for push in stand_in.accepted] == [a_token(1)]
    assert all(device.push_accepted_at for device in house.devices())


def test_statement_38_nothing_is_sent_before_the_commit(
    house, brand, card, phone, stand_in
):
    phone.register(house.pass_of(brand, card))
    try:
        with house.database.writing(brand) as session:
            session.connection().exec_driver_sql("UPDATE cards SET revision = 9")
            raise RuntimeError
    except RuntimeError:
        pass
    house.pay()
    assert stand_in.accepted == []


def test_statement_38_an_unchanged_card_is_not_pushed(
    house, brand, card, phone, stand_in
):
    phone.register(house.pass_of(brand, card))
    house.change(brand, card)
    house.pay()
    house.pay(3600)
    assert len(stand_in.accepted) == 1


def test_a_card_without_phones_costs_no_push_and_no_tag(house, brand, card, stand_in):
    house.change(brand, card)
    house.pay()
    assert stand_in.accepted == []
    assert tags(house) == [0]
    assert house.owed() == []


def test_each_pass_gets_a_tag_of_its_own_and_tags_only_grow(house, brand, card, phone):
    other = house.add_card(brand)
    for one in (card, other):
        phone.register(house.pass_of(brand, one))
    newest = 0
    for _ in range(3):
        for one in (card, other):
            house.change(brand, one)
        house.pay()
        first, second = tags(house)
        assert newest < first < second
        newest = second
    assert house.rows(ApplePassType)[0].last_update_tag == newest


def test_tags_grow_also_when_the_clock_goes_back(house, brand, card, phone):
    phone.register(house.pass_of(brand, card))
    house.change(brand, card)
    house.pay()
    before = tags(house)
    house.clock.now -= timedelta(hours=2)
    house.change(brand, card)
    house.pay()
    assert tags(house) == [before[0] + 1]


def test_statement_36_a_retired_pass_is_pushed_a_last_time(
    house, brand, card, phone, stand_in
):
    phone.register(house.pass_of(brand, card))
    house.reissue(brand, card)
    house.pay()
    assert len(stand_in.accepted) == 1
    retired = [one for one in house.rows(CardPass) if one.retired_at]
    assert retired[0].update_tag > 0


def test_messages_of_many_cards_are_paid_in_one_transaction(
    house, brand, card, phone, stand_in
):
    cards = [card, *(house.add_card(brand) for _ in range(4))]
    for one in cards:
        phone.register(house.pass_of(brand, one))
        house.change(brand, one)
    house.pay()
    delivered = [
        one for one in house.rows(OutboxMessage) if one.topic == "card-changed"
    ]
    assert {one.state for one in delivered} == {"delivered"}
    assert len({one.lease for one in delivered}) == 1
    assert len(stand_in.accepted) == 1
