"""Cards are found by code, number, phone, name and company, and not by guessing."""

from __future__ import annotations

import pytest

from tests import factories
from wallet_service.services import brands


@pytest.fixture
def cards(database, brand_id, keyring):
    """Three people of two companies; returns the card of each by name."""
    found = {}
    with database.writing(brand_id) as session:
        brands.change_settings(
            session, {"phone_region": "RU"}, actor=factories.ACTOR, now=factories.NOW
        )
        program = factories.a_program(session, "discount")
        polar = factories.a_company(session, "ООО «Полярная звезда»")
        north = factories.a_company(session, "North Trade")
        people = [
            ("Пётр Алёхин", polar, "+7 912 345-67-89"),
            ("Maria O'Neil", north, "+7 912 345-11-22"),
            ("100% Legit", None, None),
        ]
        for name, company, phone in people:
            member = factories.a_member(
                session, keyring, name, company_id=company, phone=phone
            )
            found[name] = factories.a_card(
                session, keyring, program_id=program, member_id=member
            )
    return found


def find(scanner, text):
    return scanner.visit.client.get("/scan/api/find", query_string={"q": text})


def names(scanner, text):
    return {one["member"] for one in find(scanner, text).get_json()["found"]}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("петр", "Пётр Алёхин"),
        ("АЛЁХ", "Пётр Алёхин"),
        ("полярная", "Пётр Алёхин"),
        ("north trade", "Maria O'Neil"),
        ("O'Neil", "Maria O'Neil"),
        ("6789", "Пётр Алёхин"),
        ("8 (912) 345-11-22", "Maria O'Neil"),
        ("+79123451122", "Maria O'Neil"),
        ("100%", "100% Legit"),
    ],
)
def test_a_card_is_found_as_people_ask_for_it(scanner, cards, typed, name):
    assert names(scanner, typed) == {name}


def test_a_code_gives_the_card_at_once_and_a_number_too(scanner, cards, api):
    card_id = cards["Maria O'Neil"]
    card = api.get(f"/cards/{card_id}").get_json()
    for text in (card["code"], f" {card['code']}.123456 "):
        found = find(scanner, text).get_json()["card"]
        assert (found["id"], found["member"]) == (card_id, "Maria O'Neil")
        assert found["company"] == "North Trade"
    number = card["number"]
    spaced = f"{number[:4]} {number[4:8]} {number[8:]}"
    for text in (number, spaced):
        assert names(scanner, text) == {"Maria O'Neil"}


def test_nobodys_contacts_are_told(scanner, cards):
    answer = (
        find(scanner, "петр").text + scanner.get(f"cards/{cards['Пётр Алёхин']}").text
    )
    assert "912" not in answer
    assert "@" not in answer


@pytest.mark.parametrize("text", ["%", "_", "__", "%%", "zz", "\\%", "4217"])
def test_signs_of_the_search_are_plain_text(scanner, cards, text):
    assert find(scanner, text).status_code in {404, 422}


def test_t8_twenty_misses_an_hour_then_nothing_is_looked_up(scanner, cards, clock, sam):
    for number in range(20):
        assert find(scanner, f"nobody {number}").status_code == 404
        if number % 5 == 4:
            clock.advance(minutes=1, seconds=1)
    for text in ("петр", "nobody", "a-code-of-a-card-22-chars"):
        limited = find(scanner, text)
        assert limited.status_code == 429
        assert int(limited.headers["Retry-After"]) > 60
    clock.advance(hours=1)
    scanner.unlock(sam)
    assert find(scanner, "петр").status_code == 200


def test_t8_thirty_searches_a_minute(scanner, cards):
    for _ in range(30):
        assert find(scanner, "петр").status_code == 200
    assert find(scanner, "петр").status_code == 429


def test_t9_a_foreign_code_is_as_unknown_as_none(scanner, database, vault, keyring):
    other = factories.a_brand(database, vault, name="Other")
    with database.writing(other) as session:
        factories.a_card(session, keyring)
    with database.reading_across_brands() as session:
        code = session.connection().exec_driver_sql("SELECT scan_code FROM card_passes")
        foreign = find(scanner, code.scalar())
    assert foreign.status_code == 404
    assert foreign.data == find(scanner, "x" * 22).data
