"""Companies at the desk: listed, searched, entered, changed, their links."""

from __future__ import annotations

import re

import pytest

from tests import factories

HERE = "/brand/companies"


def names(page):
    return re.findall(rf'<a href="{HERE}/comp_\w+">([^<]+)</a>', page.text)


def identifier(response):
    return response.headers["Location"].rpartition("/")[2]


def test_a_company_is_entered_once_even_by_two_clicks(owner):
    fields = {"name": "Paper & Co", "tax_id": "77 01-234567", "once": "a" * 22}
    first, second = (owner.post(HERE, **fields) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    page = owner.get(HERE)
    assert names(page) == ["Paper &amp; Co"]
    assert "7701234567" in page.text


def test_faults_stand_at_their_fields_and_keep_what_was_typed(owner):
    page = owner.post(
        HERE, name=" ", tax_id="7701", parent_id="Nobody", manager_phone="1"
    )
    assert page.status_code == 422
    assert re.search(r'id="name-says" role="alert">Fill this in', page.text)
    assert re.search(r'id="manager_name-says" role="alert">Fill this in', page.text)
    assert 'value="7701"' in page.text
    page = owner.post(HERE, name="A", parent_id="Nobody")
    assert re.search(r'id="parent_id-says" role="alert">There is no company', page.text)


def test_faults_are_told_in_russian_too(owner, made):
    made(factories.a_company, "Бумага", tax_id="7701")
    owner.language = "ru"
    page = owner.post(HERE, name="Другая", tax_id="7701")
    assert page.status_code == 409
    assert "Этот номер уже есть у другой компании." in page.text


def test_a_holding_a_manager_and_everything_else_is_changed(owner, made):
    made(factories.a_company, "Holding", tax_id="9900")
    company = made(factories.a_company, "Paper")
    page = owner.done(
        f"{HERE}/{company}/edit",
        name="Paper and pens",
        external_id="C-7",
        parent_id="9900",
        manager_name="Mary",
        manager_phone="+442071838750",
    )
    for told in ("Paper and pens", "C-7", ">Holding</a>", "Mary<br>+442071838750"):
        assert told in page.text
    form = owner.get(f"{HERE}/{company}/edit").text
    for known in ("Paper and pens", "C-7", "9900", "Mary", "+442071838750"):
        assert f'value="{known}"' in form
    page = owner.done(f"{HERE}/{company}/edit", name="Paper")
    assert "Mary" not in page.text
    assert "Holding" not in page.text


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("pAp", ["Paper"]),
        ("77-01", ["Paper"]),
        ("C-7", ["Елка"]),
        ("ёлк", ["Елка"]),
        ("100%", []),
        ("nobody", []),
    ],
)
def test_companies_are_found_by_a_part_of_the_name_or_a_number(owner, made, q, found):
    made(factories.a_company, "Paper", tax_id="7701")
    made(factories.a_company, "Елка", external_id="C-7")
    page = owner.get(HERE, query_string={"q": q})
    assert names(page) == found
    assert found or "Nothing is found" in page.text


def test_one_letter_is_too_little_and_the_page_says_so(owner):
    page = owner.get(HERE, query_string={"q": "p"})
    assert page.status_code == 422
    assert "Type two letters at least." in page.text


def test_a_long_list_goes_on_page_by_page(owner, made):
    for number in range(53):
        made(factories.a_company, f"Company {number:02}")
    first = owner.get(HERE)
    (following,) = re.findall(r'href="([^"]+)" rel="next"', first.text)
    second = owner.get(following.replace("&amp;", "&"))
    assert names(first) + names(second) == [f"Company {n:02}" for n in range(53)]
    assert 'rel="next"' not in second.text


def test_an_empty_list_teaches_the_first_step(owner, analyst):
    assert 'href="/brand/companies/new"' in owner.get(HERE).text
    page = analyst.get(HERE)
    assert "No company yet" in page.text
    assert "/brand/companies/new" not in page.text


def test_a_link_invites_and_has_its_posters(owner, made, client):
    company = made(factories.a_company, "Paper")
    assert "Publish a program" in owner.get(f"{HERE}/{company}").text
    program = made(factories.a_program)
    page = owner.done(f"{HERE}/{company}/links", program_id=program)
    (address,) = re.findall(r"http://localhost:8000(/join/[\w-]+)", page.text)
    assert "Paper" in client.get(address).text
    (link,) = re.findall(r"/brand/links/(join_\w+)/poster\.pdf", page.text)
    assert owner.client.get(f"/brand/links/{link}/poster.pdf").data.startswith(b"%PDF")
    off = owner.done(f"/brand/links/{link}", active="")
    assert "switched off" in off.text
    assert "switched off" not in owner.done(f"/brand/links/{link}", active="yes").text


def test_t9_another_brands_companies_are_unknown(stranger, made):
    company = made(factories.a_company, "Secret", tax_id="7701")
    program = made(factories.a_program)
    assert names(stranger.get(HERE, query_string={"q": "Secret"})) == []
    for path in (f"{HERE}/{company}", f"{HERE}/{company}/edit"):
        foreign = stranger.get(path)
        unknown = stranger.get(path.replace(company, "comp_x"))
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.text == unknown.text
    assert (
        stranger.post(f"{HERE}/{company}/links", program_id=program).status_code == 404
    )
    # a holding is named by its number: another brand's is none
    page = stranger.post(HERE, name="Mine", parent_id="7701")
    assert page.status_code == 422
