"""Many cards follow one change: of a program's looks or rules, a company, a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.delivery.test_account_changed import Office, pushed, registered
from wallet_service.services.membership import companies, members
from wallet_service.services.programs import programs, publishing


@pytest.fixture
def office(house) -> Office:
    return Office(house)


@pytest.fixture
def card(office, url) -> str:
    """A card on a phone that has seen everything up to now."""
    card = office.a_card()
    registered(office, url, card, 1)
    office.house.pay(5)
    return card


def change_program(office: Office, **fields) -> None:
    with office.house.database.writing(office.brand) as session:
        programs.change_program(
            session,
            office.program,
            programs.ProgramChange(**fields),
            templates=office.house.adapters.settings.templates_dir,
            actor=factories.ACTOR,
            now=office.house.clock(),
        )


def publish(office: Office, effective_at=None) -> None:
    with office.house.database.writing(office.brand) as session:
        publishing.publish_program(
            session,
            office.program,
            effective_at=effective_at,
            actor=factories.ACTOR,
            now=office.house.clock(),
        )


def test_another_design_reaches_the_phones(office, card, stand_in):
    before = office.changed_at(card)
    change_program(office, design="festive")
    office.house.pay(2)
    office.house.pay(2)
    assert pushed(stand_in) == ["1"]
    assert office.changed_at(card) > before


def test_a_draft_of_rules_reaches_nobody(office, card, stand_in):
    tiers = [{"name": "Only", "from_turnover": 100, "rate_bp": 300}]
    change_program(office, rules={"tiers": tiers})
    office.house.pay(2)
    office.house.pay(2)
    assert pushed(stand_in) == []


def test_a_version_reaches_the_phones_when_it_comes_into_force(office, card, stand_in):
    tiers = [{"name": "Only", "from_turnover": 100, "rate_bp": 300}]
    change_program(office, rules={"tiers": tiers}, design="festive")
    office.house.pay(2)
    office.house.pay(2)
    publish(office, office.house.clock() + timedelta(hours=1))
    office.house.pay(2)
    office.house.pay(2)
    assert pushed(stand_in) == ["1"]
    office.house.pay(3600)
    office.house.pay(2)
    assert pushed(stand_in) == ["1", "1"]


def test_another_name_of_the_company_reaches_its_people(office, card, url, stand_in):
    stranger = office.a_card(office.company_of_another())
    registered(office, url, stranger, 2)
    with office.house.database.writing(office.brand) as session:
        companies.change_company(
            session,
            office.company,
            companies.CompanyFields(name="Renamed"),
            changed=frozenset({"name"}),
            actor=factories.ACTOR,
            now=office.house.clock(),
        )
    office.house.pay(2)
    office.house.pay(2)
    assert pushed(stand_in) == ["1"]


@pytest.mark.parametrize(("field", "is_shown"), [("company_id", True), ("role", False)])
def test_a_person_who_moves_sees_it_on_the_card(
    office, card, stand_in, field, is_shown
):
    before = office.changed_at(card)
    value = office.company_of_another() if field == "company_id" else "director"
    with office.house.database.writing(office.brand) as session:
        members.change_member(
            session,
            office.house.adapters.keyring,
            office.member_of(session, card),
            members.MemberFields(**{field: value}),  # type: ignore[arg-type]
            changed=frozenset({field}),
            actor=factories.ACTOR,
            now=office.house.clock(),
        )
    office.house.pay(2)
    assert pushed(stand_in) == (["1"] if is_shown else [])
    assert (office.changed_at(card) > before) is is_shown
