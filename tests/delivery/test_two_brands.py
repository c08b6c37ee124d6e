"""Two brands share a server and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.delivery.house import PassFacts, Phone, a_token
from wallet_service.simulator.apns_faults import Answer

OTHER = "pass.com.example.other"


@pytest.fixture
def pair(house, brand, card):
    """(brand, card, pass) of two brands."""
    other = house.add_brand("Other", OTHER)
    other_card = house.add_card(other)
    return (
        (brand, card, house.pass_of(brand, card)),
        (other, other_card, house.pass_of(other, other_card)),
    )


def test_statement_43_nobody_registers_or_reads_anothers_pass(house, pair, phone):
    (_, _, ours), (_, _, theirs) = pair
    crossed = [
        PassFacts(ours.pass_type, theirs.serial, theirs.token),
        PassFacts(theirs.pass_type, ours.serial, ours.token),
        PassFacts(ours.pass_type, ours.serial, theirs.token),
    ]
    for facts in crossed:
        assert phone.register(facts).status_code == 401
        assert phone.fetch(facts).status_code == 401
        assert phone.unregister(facts).status_code == 401
    assert house.registrations() == []


def test_statement_43_a_phone_lists_each_brands_passes_apart(house, pair, phone):
    (_, _, ours), (_, _, theirs) = pair
    for facts in (ours, theirs):
        phone.register(facts)
    for facts in (ours, theirs):
        assert phone.ask(facts).json()["serialNumbers"] == [facts.serial]


def test_statement_43_a_push_goes_out_under_the_brands_own_certificate(
    house, pair, phone, stand_in
):
    for brand, card, facts in pair:
        phone.register(facts)
        house.change(brand, card)
    house.pay()
    assert sorted(push.topic for push in stand_in.accepted) == sorted(
        facts.pass_type for _, _, facts in pair
    )


def test_statement_43_a_stopped_channel_stops_its_own_brand_only(
    house, pair, url, stand_in
):
    for number, (brand, card, facts) in enumerate(pair, start=1):
        Phone(url, f"device-{number}", a_token(number)).register(facts)
        house.change(brand, card)
    stand_in.faults.always_for_token(a_token(1), Answer(403, "BadCertificate"))
    house.pay()
    assert [push.topic for push in stand_in.accepted] == [OTHER]


def test_statement_43_a_dead_token_of_one_brand_stays_with_the_other(
    house, pair, phone, stand_in
):
    for _, _, facts in pair:
        phone.register(facts)
    brand, card, _ = pair[0]
    house.change(brand, card)
    stand_in.faults.next_for_token(a_token(1), Answer(400, "BadDeviceToken"))
    house.pay()
    assert [device.brand_id for device in house.devices()] == [pair[1][0]]


def test_statement_43_passes_built_side_by_side_do_not_mix(house, pair, phone):
    expected = [facts for _, _, facts in pair] * 10

    def serial_of(facts):
        with zipfile.ZipFile(io.BytesIO(phone.fetch(facts).content)) as archive:
            document = json.loads(archive.read("pass.json"))
        return document["serialNumber"], document["authenticationToken"]

    with ThreadPoolExecutor(8) as pool:
        built = list(pool.map(serial_of, expected))
    assert built == [(facts.serial, facts.token) for facts in expected]
