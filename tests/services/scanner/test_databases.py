"""Staff, scanners and what they look up: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.factories import NOW
from wallet_service.cards.purchase import Line
from wallet_service.models.purchase import Purchase, Refund
from wallet_service.services.errors import Conflict, NotAllowed, TooMany
from wallet_service.services.scanner import card_search, confirmations, limits, logs
from wallet_service.services.scanner.confirmations import Confirmed
from wallet_service.services.staff import (
    devices,
    locations,
    one_time_codes,
    second_factor,
    sessions,
    team,
)
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.services.till.commands import PurchaseCommand


@pytest.fixture
def brand(any_database, vault):
    return factories.a_brand(any_database, vault)


@pytest.fixture
def sam(any_database, brand):
    return factories.a_person(any_database, brand)


@pytest.fixture
def shift(any_database, brand, sam):
    """Sam's visitor at a device in a shop, and the shop."""
    with any_database.writing(brand) as session:
        shop = locations.add_location(
            session, "Shop", None, actor=factories.ACTOR, now=NOW
        )
        device = devices.enrol(session, "One", shop, actor=factories.ACTOR, now=NOW)
    with any_database.writing_across_brands() as session:
        devices.set_pin(session, device.id, sam, "2580", NOW)
        new = sessions.begin(
            session,
            sam,
            is_full=True,
            agent="One",
            now=NOW,
            membership_id=devices.staff_membership(session, brand, sam),
            device_id=device.id,
        )
    with any_database.reading_across_brands() as session:
        return sessions.find(session, new.token, NOW), shop


def test_a_scanned_purchase_is_found_in_the_persons_log(
    any_database, brand, keyring, shift
):
    visitor, shop = shift
    with any_database.writing(brand) as session:
        card = factories.a_card(session, keyring)
    command = PurchaseCommand(
        occurred_at=NOW, lines=(Line(1, 100_000),), card_id=card, location_id=shop
    )
    by = Confirmed(visitor, NOW, NOW, is_live=True)
    with any_database.writing(brand) as session:
        confirmations.record_purchase(
            session, keyring, command, by, receipt="7", is_repeat_meant=False
        )
    with any_database.reading(brand) as session:
        (logged,) = logs.of_person(session, visitor.actor, NOW - timedelta(hours=1))
        assert (logged.gross, logged.left) == (100_000, 100_000)
        assert [one.id for one in logs.of_card(session, card)] == [logged.id]
        (found,) = card_search.search(session, keyring, "ann b")
        assert found.card_id == card


def test_one_receipt_at_two_counters_at_once_counts_once(
    any_database, brand, keyring, shift
):
    visitor, shop = shift
    with any_database.writing(brand) as session:
        cards = _four_cards(session, keyring)
    tom = factories.a_person(any_database, brand, "tom@acme.example")
    people = [visitor.user_id, tom] * 2

    def count(pair):
        card, user_id = pair
        command = PurchaseCommand(
            occurred_at=NOW, lines=(Line(1, 1_000),), card_id=card, location_id=shop
        )
        person = Visitor(**{**_fields(visitor), "user_id": user_id})
        by = Confirmed(person, NOW, NOW, is_live=True)
        try:
            any_database.run(
                brand,
                lambda session: confirmations.record_purchase(
                    session, keyring, command, by, receipt="7", is_repeat_meant=False
                ),
            )
        except Conflict as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(4) as pool:
        became = sorted(pool.map(count, zip(cards, people, strict=True)))
    assert became.count("done") == 1
    assert set(became) <= {"done", "receipt_used", "external_id_used"}
    with any_database.reading(brand) as session:
        assert len(session.scalars(select(Purchase)).all()) == 1


def _four_cards(session, keyring):
    program = factories.a_program(session)
    members = [factories.a_member(session, keyring, f"Member {n}") for n in range(4)]
    return [
        factories.a_card(session, keyring, program_id=program, member_id=one)
        for one in members
    ]


def test_t5_the_limit_of_refunds_holds_at_the_same_moment(
    any_database, brand, keyring, shift, monkeypatch
):
    monkeypatch.setattr(limits, "REFUNDS_AN_HOUR", 2)
    visitor, shop = shift
    by = Confirmed(visitor, NOW, NOW, is_live=True)
    with any_database.writing(brand) as session:
        cards = _four_cards(session, keyring)

    def buy(card):
        command = PurchaseCommand(
            occurred_at=NOW, lines=(Line(1, 1_000),), card_id=card, location_id=shop
        )
        return any_database.run(
            brand,
            lambda session: confirmations.record_purchase(
                session, keyring, command, by, receipt=None, is_repeat_meant=False
            ),
        ).id

    def give_back(purchase_id):
        def work(session):
            return confirmations.refund_purchase(
                session, keyring, purchase_id, (), by, second_person=None
            )

        try:
            any_database.run(brand, work)
        except TooMany as refused:
            return refused.code
        return "done"

    bought = [buy(card) for card in cards]
    with ThreadPoolExecutor(4) as pool:
        became = sorted(pool.map(give_back, bought))
    assert became == ["done", "done", "refunds_often", "refunds_often"]
    with any_database.reading(brand) as session:
        assert len(session.scalars(select(Refund)).all()) == 2


def test_a_pin_tried_at_once_from_everywhere_ends_after_five(any_database, sam, shift):
    visitor, _ = shift

    def wrong(_):
        try:
            with any_database.writing_across_brands() as session:
                return devices.check_pin(session, visitor.device_id, sam, "1111")
        except NotAllowed as refused:
            return refused.code

    with ThreadPoolExecutor(4) as pool:
        became = list(pool.map(wrong, range(8)))
    assert sorted(one for one in became if one != "pin_gone") == [1, 2, 3, 4, 5]


def test_a_code_used_twice_at_once_passes_once(any_database, vault, sam):
    with any_database.writing_across_brands() as session:
        seed = second_factor.propose_totp(session, vault, sam)
    code = _code(seed, NOW)
    with any_database.writing_across_brands() as session:
        second_factor.confirm_totp(session, vault, sam, code, NOW)
    later = NOW + timedelta(minutes=5)

    def use(_):
        try:
            with any_database.writing_across_brands() as session:
                second_factor.check_code(session, vault, sam, _code(seed, later), later)
        except NotAllowed:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, range(8))) == 1


def test_the_team_of_a_brand_is_listed(any_database, brand, sam, shift):
    with any_database.reading(brand) as session:
        (person,) = team.list_people(session)
        assert [one.role for one in person.roles] == ["staff"]
        (device,) = devices.list_devices(session)
        assert (device.location, device.people) == ("Shop", ("Sam Seller",))


def _code(seed, now):
    return one_time_codes.code_at(seed, int(now.timestamp()) // 30)


def _fields(visitor):
    return {name: getattr(visitor, name) for name in visitor.__slots__}
