"""People at the desk: found, entered, corrected, moved, given cards."""

from __future__ import annotations

import re

import pytest

from tests import factories

HERE = "/brand/people"


def names(page):
    return re.findall(rf'<a href="{HERE}/memb_\w+">([^<]+)</a>', page.text)


def test_a_person_is_entered_and_gets_a_card(owner, made):
    made(factories.a_company, "Paper")
    program = made(factories.a_program, name="Partners")
    page = owner.done(
        HERE,
        name="Ann Buyer",
        email="Ann@Paper.example",
        phone="+442071838750",
        company_id="paper",
        role="owner",
        locale="ru",
    )
    for told in ("Ann Buyer", "ann@paper.example", "+442071838750", ">Paper</a>"):
        assert told in page.text
    (person,) = re.findall(rf"{HERE}/(memb_\w+)/edit", page.text)
    card = owner.done(f"{HERE}/{person}/cards", program_id=program)
    assert "<h1>Partners</h1>" in card.text
    assert "in use" in owner.get(f"{HERE}/{person}").text


def test_who_is_there_already_is_named_and_not_entered_twice(owner, made):
    known = made(factories.a_member, "Ann", email="ann@paper.example")
    page = owner.post(HERE, name="Anna", email="ANN@paper.example", locale="en")
    assert page.status_code == 409
    assert f'href="{HERE}/{known}"' in page.text
    assert names(owner.get(HERE)) == ["Ann"]


@pytest.mark.parametrize(
    ("field", "value"), [("email", "nobody"), ("phone", "12"), ("company_id", "None")]
)
def test_faults_stand_at_their_fields(owner, field, value):
    page = owner.post(HERE, name="Ann", locale="en", **{field: value})
    assert page.status_code == 422
    assert f'id="{field}-says" role="alert"' in page.text
    owner.language = "ru"
    page = owner.post(HERE, name="Ann", locale="en", **{field: value})
    (told,) = re.findall(rf'id="{field}-says" role="alert">([^<]+)<', page.text)
    assert re.search("[а-я]", told)


def test_a_person_moves_and_takes_card_and_history_along(owner, made, api):
    first, second = (made(factories.a_company, name) for name in ("First", "Second"))
    program = made(factories.a_program, "discount")
    person = made(factories.a_member, "Ann", company_id=first)
    card = made(factories.a_card, program_id=program, member_id=person)
    api.created("/purchases", {"card_id": card, "amount": 100_000})
    page = owner.done(
        f"{HERE}/{person}/edit", name="Ann", company_id="Second", locale="en"
    )
    assert f'href="/brand/companies/{second}"' in page.text
    assert names(owner.get(f"/brand/companies/{second}")) == ["Ann"]
    assert names(owner.get(f"/brand/companies/{first}")) == []
    assert owner.get(f"/brand/cards/{card}").status_code == 200


def test_what_was_not_typed_anew_stays_and_moves_no_card(owner, made, api):
    first, _ = (made(factories.a_company, "Twins") for _ in range(2))
    person = made(factories.a_member, "Ann", company_id=first, role="owner")
    card = made(factories.a_card, member_id=person)
    before = api.get(f"/cards/{card}").get_json()["revision"]
    here = f"{HERE}/{person}/edit"
    same = {"name": "Ann", "company_id": "Twins", "locale": "en"}
    owner.done(here, **same, role="accountant")
    assert api.get(f"/members/{person}").get_json()["company_id"] == first
    assert api.get(f"/cards/{card}").get_json()["revision"] == before
    owner.done(here, **same | {"name": "Anna"}, role="accountant")
    assert api.get(f"/cards/{card}").get_json()["revision"] > before
    # two companies are called so: which one was meant is asked
    moved = owner.post(here, **same | {"company_id": "twins"})
    assert moved.status_code == 422


def test_people_are_found_by_whatever_is_known(owner, made, database, brand_id):
    company = made(factories.a_company, "Paper")
    ann = made(
        factories.a_member,
        "Ann",
        email="ann@paper.example",
        phone="+442071838750",
        company_id=company,
    )
    made(factories.a_member, "Bob")
    card = made(factories.a_card, member_id=ann)
    page = owner.get(f"/brand/cards/{card}").text
    (number,) = re.findall(r"<dd>(\d{4} \d{4} \d{4})</dd>", page)
    phones = ("8750", "+44 20 7183 8750")
    for q in ("ann", "PAPER", *phones, "ann@paper.example", number):
        assert names(owner.get(HERE, query_string={"q": q})) == ["Ann"], q
    for q in ("ann@other.example", "0000", "+44 20 7183 8751"):
        assert names(owner.get(HERE, query_string={"q": q})) == [], q


def test_an_analyst_reads_everything_but_contacts(analyst, made):
    person = made(
        factories.a_member, "Ann", email="ann@paper.example", phone="+442071838750"
    )
    for path in (HERE, f"{HERE}/{person}"):
        page = analyst.get(path)
        assert "Ann" in page.text
        assert "ann@paper.example" not in page.text
        assert "+442071838750" not in page.text
        assert "E-mail" not in page.text
        assert "export" not in page.text
    assert analyst.get(f"{HERE}/{person}/edit").status_code == 403
    card = made(factories.a_card, member_id=person)
    page = analyst.get(f"/brand/cards/{card}")
    assert page.status_code == 200
    # whoever has the link of a card could use it
    assert "/c/" not in page.text


def test_t9_another_brands_people_are_unknown(stranger, made):
    person = made(factories.a_member, "Ann", email="ann@paper.example")
    program = made(factories.a_program)
    for q in ("Ann", "ann@paper.example"):
        assert names(stranger.get(HERE, query_string={"q": q})) == []
    for path in (f"{HERE}/{person}", f"{HERE}/{person}/edit"):
        foreign = stranger.get(path)
        assert foreign.status_code == 404
        assert foreign.text == stranger.get(path.replace(person, "memb_x")).text
    own = stranger.done(HERE, name="Ann", email="ann@paper.example", locale="en")
    (mine,) = re.findall(rf"{HERE}/(memb_\w+)/edit", own.text)
    assert stranger.post(f"{HERE}/{mine}/cards", program_id=program).status_code == 404
