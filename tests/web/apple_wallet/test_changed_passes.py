"""Phones ask what changed: Apple's list of updatable passes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.delivery import house as houses
from tests.delivery.house import Phone, a_token
from wallet_service import schema
from wallet_service.database import Database
from wallet_service.models.card import CardPass


@pytest.fixture
def held(house, brand, card, phone):
    facts = house.pass_of(brand, card)
    phone.register(facts)
    return facts


def test_statement_28_an_unknown_device_has_nothing_and_needs_no_token(
    house, brand, card, phone
):
    answer = phone.ask(house.pass_of(brand, card))
    assert (answer.status_code, answer.content) == (204, b"")


def test_statement_28_no_tag_lists_all_and_the_fresh_tag_nothing(
    house, brand, card, phone, held
):
    house.change(brand, card)
    house.pay()
    listed = phone.ask(held)
    assert listed.status_code == 200
    assert listed.headers["Content-Type"] == "application/json"
    assert listed.json()["serialNumbers"] == [held.serial]
    tag = listed.json()["lastUpdated"]
    fresh = phone.ask(held, tag)
    assert (fresh.status_code, fresh.content) == (204, b"")


@pytest.mark.parametrize(
    "garbage", ["", "abc", "-1", "1.5", "2026-11-22T09:00:00+00:00", "9" * 40, "٣"]
)
def test_statement_28_a_garbage_tag_lists_all(phone, held, garbage):
    assert phone.ask(held, garbage).json()["serialNumbers"] == [held.serial]


def test_a_tag_above_ours_lists_all_so_that_a_restored_backup_heals(
    house, brand, card, phone, held
):
    house.change(brand, card)
    house.pay()
    tag = int(phone.ask(held).json()["lastUpdated"])
    assert phone.ask(held, str(tag + 1)).json()["serialNumbers"] == [held.serial]


def test_statement_29_passes_changed_in_the_same_instant_are_all_listed(
    house, brand, phone, held
):
    tag = phone.ask(held).json()["lastUpdated"]
    cards = [house.add_card(brand) for _ in range(3)]
    facts = [house.pass_of(brand, card) for card in cards]
    for one in facts:
        phone.register(one)
    for card in cards:
        house.change(brand, card)
    house.pay()
    listed = phone.ask(held, tag).json()
    assert sorted(listed["serialNumbers"]) == sorted(one.serial for one in facts)
    tags = {one.update_tag for one in house.rows(CardPass) if one.update_tag}
    assert len(tags) == 3
    assert int(listed["lastUpdated"]) == max(tags)


def test_statement_30_only_this_devices_passes_of_this_type_are_listed(
    house, brand, url, phone, held
):
    other = Phone(url, "device-two", a_token(2))
    others_pass = house.pass_of(brand, house.add_card(brand))
    other.register(others_pass)
    assert phone.ask(held).json()["serialNumbers"] == [held.serial]
    foreign = houses.PassFacts("pass.com.example.other", held.serial, held.token)
    assert phone.ask(foreign).status_code == 204


def test_statement_30_the_tag_travels_in_an_address_unencoded(
    house, brand, card, phone, held
):
    house.change(brand, card)
    house.pay()
    tag = phone.ask(held).json()["lastUpdated"]
    assert quote(tag, safe="") == tag


def test_the_list_needs_no_certificate(house, phone, held):
    """No signing key is touched: a broken one must not stop the phones' questions."""
    with house.database.writing_across_brands() as session:
        session.connection().exec_driver_sql(
            "UPDATE apple_certificates SET key_sealed = x'00'"
        )
    assert phone.ask(held).status_code == 200


def test_what_was_listed_is_remembered_with_its_tag(house, brand, card, phone, held):
    house.change(brand, card)
    house.pay()
    tag = int(phone.ask(held).json()["lastUpdated"])
    device = house.devices()[0]
    assert (device.listed_tag, device.listed_at) == (tag, house.clock())


def test_the_list_answers_while_another_writes(house, phone, held):
    phone.ask(held)
    with house.database.writing_across_brands():
        assert phone.ask(held).status_code == 200


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(0, 2)),
        st.tuples(st.just("deliver"), st.just(0)),
        st.tuples(st.just("poll"), st.integers(0, 1)),
        st.tuples(st.just("clock"), st.sampled_from([-3600, -1, 1, 60])),
    ),
    max_size=25,
)


def path_of(device, held):
    return f"/apple/v1/devices/{device}/registrations/{held.pass_type}"


class Reader:
    """A phone in the same process: the last tag it was given, and what it has seen."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.tag: str | None = None
        self.seen: dict[str, int] = {}


@pytest.fixture(scope="module")
def three_cards():
    """A house whose three passes are on two phones: all on one, two on the other."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/wallet.db")
        schema.upgrade(database)
        with houses.opened(database, Path(folder)) as house:
            client = houses.application(house).test_client()
            brand = house.add_brand()
            cards = [house.add_card(brand) for _ in range(3)]
            held = [house.pass_of(brand, card) for card in cards]
            for device, facts in (("one", held), ("two", held[:2])):
                for one in facts:
                    client.post(
                        f"{path_of(device, one)}/{one.serial}",
                        headers=one.authorization,
                        json={"pushToken": "ab" * 32},
                    )
            yield house, brand, cards, held, client
        database.dispose()


@settings(max_examples=20)
@given(steps=STEPS)
def test_statement_29_whoever_sends_the_last_tag_learns_every_change(
    three_cards, steps
):
    house, brand, cards, held, client = three_cards
    changes = dict.fromkeys((one.serial for one in held), 0)
    delivered = dict(changes)
    readers = [Reader("one"), Reader("two")]
    watched = {"one": held, "two": held[:2]}

    def poll(reader: Reader) -> None:
        query = {"passesUpdatedSince": reader.tag} if reader.tag else {}
        answer = client.get(path_of(reader.device, held[0]), query_string=query)
        if answer.status_code == 200:
            reader.tag = answer.json["lastUpdated"]
            for serial in answer.json["serialNumbers"]:
                reader.seen[serial] = changes[serial]

    def deliver() -> None:
        while house.owed():
            house.pay(60)
        delivered.update(changes)

    for reader in readers:
        poll(reader)
    for kind, which in [*steps, ("deliver", 0), ("poll", 0), ("poll", 1)]:
        match kind:
            case "change":
                house.change(brand, cards[which])
                changes[held[which].serial] += 1
            case "deliver":
                deliver()
            case "clock":
                house.clock.advance(which)
            case _:
                reader = readers[which]
                poll(reader)
                for one in watched[reader.device]:
                    assert reader.seen[one.serial] >= delivered[one.serial]
