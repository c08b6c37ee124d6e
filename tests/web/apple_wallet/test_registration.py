"""Phones register for a pass, renew, and leave: Apple's first two calls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
import requests

from tests.delivery import house as houses
from tests.delivery.house import Phone, a_token


def test_statement_24_a_new_registration_is_201_and_a_repeat_200(
    house, brand, card, phone
):
    held = house.pass_of(brand, card)
    first, repeat = phone.register(held), phone.register(held)
    assert (first.status_code, repeat.status_code) == (201, 200)
    assert first.content == b""


def test_statement_24_fifty_twins_make_one_row_and_no_server_error(any_house, tmp_path):
    brand = any_house.add_brand()
    held = any_house.pass_of(brand, any_house.add_card(brand))
    with houses.serving(any_house) as url, ThreadPoolExecutor(16) as pool:
        phone = Phone(url, "device-one", a_token(1))
        answers = list(pool.map(lambda _: phone.register(held), range(50)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] * 49 + [201]
    assert len(any_house.registrations()) == len(any_house.devices()) == 1


def test_statement_25_a_renewed_push_token_replaces_the_old_one(
    house, brand, card, phone
):
    held = house.pass_of(brand, card)
    phone.register(held)
    first_change = house.devices()[0].token_changed_at
    house.clock.advance(5)
    phone.register(held)
    assert house.devices()[0].token_changed_at == first_change
    phone.push_token = a_token(2)
    assert phone.register(held).status_code == 200
    device = house.devices()[0]
    assert device.push_token == a_token(2)
    assert device.token_changed_at == house.clock()


def test_statement_25_two_devices_may_have_the_same_push_token(house, brand, card, url):
    held = house.pass_of(brand, card)
    for device in ("device-one", "device-two"):
        assert Phone(url, device, a_token(7)).register(held).status_code == 201
    assert len(house.devices()) == 2


def test_statement_26_unregistering_is_200_however_often(house, brand, card, phone):
    held = house.pass_of(brand, card)
    phone.register(held)
    assert [phone.unregister(held).status_code for _ in range(2)] == [200, 200]
    assert house.registrations() == []
    assert house.devices() == []


def test_a_phone_with_another_pass_is_kept_when_one_is_removed(
    house, brand, card, phone
):
    first = house.pass_of(brand, card)
    second = house.pass_of(brand, house.add_card(brand))
    phone.register(first)
    phone.register(second)
    phone.unregister(first)
    assert len(house.devices()) == len(house.registrations()) == 1


def wrong_headers(right: str, other: str) -> dict[str, dict[str, str]]:
    return {
        "missing": {},
        "another scheme": {"Authorization": f"Bearer {right}"},
        "no space": {"Authorization": f"ApplePass{right}"},
        "empty": {"Authorization": "ApplePass "},
        "wrong": {"Authorization": "ApplePass " + "x" * 43},
        "another pass's": {"Authorization": f"ApplePass {other}"},
    }


def test_statement_27_t22_every_bad_token_is_refused_alike(house, brand, card, phone):
    held = house.pass_of(brand, card)
    other = house.pass_of(brand, house.add_card(brand))
    unknown = houses.PassFacts(held.pass_type, "no-such-serial", held.token)
    foreign = houses.PassFacts("pass.com.example.other", held.serial, held.token)
    cases = [
        (held, headers) for headers in wrong_headers(held.token, other.token).values()
    ]
    cases += [(unknown, unknown.authorization), (foreign, foreign.authorization)]
    for facts, headers in cases:
        calls = [
            phone.register(facts, headers=headers),
            phone.unregister(facts, headers=headers),
            requests.get(
                f"{phone.url}/passes/{facts.pass_type}/{facts.serial}",
                headers=headers,
                timeout=10,
            ),
        ]
        assert [call.status_code for call in calls] == [401] * 3
        assert {call.content for call in calls} == {b""}
        assert len({frozenset(call.headers) for call in calls}) == 1
    assert house.registrations() == []


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"{", b'{"pushToken": 7}', b'{"pushToken": "x y"}']
)
def test_a_registration_without_a_usable_push_token_is_400(
    house, brand, card, phone, body
):
    held = house.pass_of(brand, card)
    answer = phone.register(held, data=body, json=None)
    assert answer.status_code == 400
    assert house.registrations() == []


def test_a_registration_larger_than_any_phone_sends_is_400(house, brand, card, phone):
    phone.push_token = "ab" * 40_000
    assert phone.register(house.pass_of(brand, card)).status_code == 400


@pytest.mark.parametrize("serial", ["a b", "a+b", "50%", "карта", "a%2Fb"])
def test_statement_34_odd_serials_in_paths_are_simply_unknown(
    house, brand, card, phone, serial
):
    held = house.pass_of(brand, card)
    odd = houses.PassFacts(held.pass_type, quote(serial), held.token)
    assert phone.fetch(odd).status_code == 401


def test_statement_34_issued_serials_need_no_encoding(house, brand, card):
    serial = house.pass_of(brand, card).serial
    assert quote(serial, safe="") == serial


def test_t22_a_pass_has_at_most_twenty_phones_and_the_silent_one_goes(
    house, brand, card, url
):
    held = house.pass_of(brand, card)
    phones = [Phone(url, f"device-{n}", a_token(n)) for n in range(1, 24)]
    for phone in phones[:20]:
        phone.register(held)
        house.clock.advance(1)
    phones[0].ask(held)
    for phone in phones[20:]:
        phone.register(held)
        house.clock.advance(1)
    kept = {device.push_token for device in house.devices()}
    assert len(house.registrations()) == 20
    assert kept == {phone.push_token for phone in (phones[0], *phones[4:])}


def test_device_identifiers_are_kept_as_hashes_only(house, brand, card, phone):
    phone.register(house.pass_of(brand, card))
    device = house.devices()[0]
    assert phone.device not in repr(vars(device))
    assert len(device.device_hash) == 64


def test_a_card_changed_since_its_issue_owes_a_new_phone_an_update(
    house, brand, card, phone
):
    held = house.pass_of(brand, card)
    house.change(brand, card)
    house.pay()
    assert house.owed() == []
    phone.register(held)
    assert [one.subject for one in house.owed()] == [card]


def test_an_unchanged_card_owes_a_new_phone_nothing(house, brand, card, phone):
    phone.register(house.pass_of(brand, card))
    assert house.owed() == []


def test_a_repeated_registration_owes_nothing_unless_the_token_is_new(
    house, brand, card, phone
):
    held = house.pass_of(brand, card)
    phone.register(held)
    house.change(brand, card)
    house.pay()
    phone.register(held)
    assert house.owed() == []
    phone.push_token = a_token(9)
    phone.register(held)
    assert len(house.owed()) == 1
