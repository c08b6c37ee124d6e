"""Phones that register while cards change and APNs speaks of the past."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import factories
from tests.delivery import house as houses
from wallet_service import schema
from wallet_service.database import Database
from wallet_service.models.card import Card, CardPass
from wallet_service.services.wallet import (
    device_access,
    device_registrations,
    push_targets,
)

TOKENS = [houses.a_token(1), houses.a_token(2)]


def known_of(house, held):
    with house.database.read_engine.connect() as connection:
        return device_access.authenticate(
            connection,
            house.adapters.pass_tokens,
            pass_type_identifier=held.pass_type,
            serial_number=held.serial,
            authorization=f"ApplePass {held.token}",
        )


def register(house, brand, known, device, push_token=TOKENS[0]):
    return house.database.run(
        brand,
        lambda session: device_registrations.register(
            session,
            known,
            device_hash=device_access.hash_of_device(device),
            push_token=push_token,
            now=house.clock(),
        ),
    )


def test_a_phone_that_registers_beside_a_change_is_always_told(any_house):
    """Whichever comes first, the change is pushed or the newcomer is owed an update."""
    brand = any_house.add_brand()
    with any_house.database.writing(brand) as session:
        program = factories.a_program(session, now=any_house.clock())
    cards = [any_house.add_card(brand, program_id=program) for _ in range(12)]
    known = {
        card: known_of(any_house, any_house.pass_of(brand, card)) for card in cards
    }
    with ThreadPoolExecutor(6) as pool:
        for card in cards:
            pool.submit(any_house.change, brand, card)
            pool.submit(register, any_house, brand, known[card], f"device-{card}")
    any_house.pay()
    assert len(any_house.registrations()) == len(cards)
    assert {one.revision for one in any_house.rows(Card)} == {2}
    assert all(one.update_tag for one in any_house.rows(CardPass))


def test_t22_however_many_register_twenty_phones_are_kept(house, brand, card):
    known = known_of(house, house.pass_of(brand, card))
    for number in range(200):
        house.clock.advance(1)
        register(house, brand, known, f"device-{number}")
    assert len(house.registrations()) == len(house.devices()) == 20


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["register", "gone"]),
        st.sampled_from(TOKENS),
        st.integers(-5, 5),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def one_pass(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one-pass")
    database = Database(f"sqlite:///{folder}/wallet.db")
    schema.upgrade(database)
    with houses.opened(database, folder) as house:
        brand = house.add_brand()
        yield house, brand, known_of(house, house.pass_of(brand, house.add_card(brand)))
    database.dispose()


@settings(max_examples=30)
@given(steps=STEPS)
def test_statement_39_no_order_of_410_and_renewal_removes_wrongly(one_pass, steps):
    """F-7: a phone goes only when its present token died after its last renewal."""
    house, brand, known = one_pass
    register(house, brand, known, "phone")
    present, renewed_at = TOKENS[0], house.clock()
    for kind, push_token, seconds in steps:
        house.clock.advance(1)
        if kind == "register":
            register(house, brand, known, "phone", push_token)
            present, renewed_at = push_token, house.clock()
            continue
        died_at = house.clock() + timedelta(seconds=seconds)
        with house.database.writing(brand) as session:
            push_targets.drop_token(
                session, push_token, registered_before=died_at, now=died_at
            )
        is_dead = push_token == present and renewed_at < died_at
        assert bool(house.devices()) == (not is_dead)
        if is_dead:
            register(house, brand, known, "phone")
            present, renewed_at = TOKENS[0], house.clock()
