"""The desk's first page and what stands around every page."""

from __future__ import annotations

import re

import pytest

from tests import factories
from tests.web.visits import Visit
from wallet_service.services.insight import readiness


def states(page):
    """The state of each step, in order."""
    steps = page.text.partition('<ol class="steps">')[2].partition("</ol>")[0]
    return re.findall(r'<li class="is-(\w+)">', steps)


def sections(page):
    nav = page.text.partition("<nav")[2].partition("</nav>")[0]
    return re.findall(r'href="(/brand[^"]*)"', nav)


def test_a_new_brand_reads_what_comes_next(owner, brand_id):
    page = owner.get("/brand")
    assert page.status_code == 200
    assert states(page) == ["open"] * 5
    assert f"wallet-service apple csr --brand {brand_id}" in page.text
    assert "Nobody has a card yet." in page.text


def test_what_is_done_is_told_as_done(owner, database, brand_id, adapters):
    with database.writing(brand_id) as session:
        factories.a_program(session, published=False)
    assert "is a draft" in owner.get("/brand").text
    with database.writing(brand_id) as session:
        factories.a_card(session, adapters.keyring)
    page = owner.get("/brand")
    assert states(page) == ["open", "open", "done", "done", "done"]
    assert "1 card is in use." in page.text


def test_a_broken_design_is_something_to_look_after(database, brand_id, adapters):
    with database.writing(brand_id) as session:
        factories.a_program(session)
    designs = type(adapters.designs)(adapters.settings.data_dir)
    with database.reading(brand_id) as session:
        found = readiness.look(session, designs, factories.NOW)
    assert [one.code for one in found.steps if one.name == "design"] == ["broken"]


def test_the_page_speaks_russian(owner):
    owner.language = "ru"
    page = owner.get("/brand")
    assert "Что ещё не готово" in page.text
    assert ">0</a></strong> <span>программ<" in page.text


def test_each_role_sees_the_sections_that_it_may_open(owner, analyst):
    for visit in (owner, analyst):
        opened = sections(visit.get("/brand"))
        assert opened
        for path in opened:
            assert visit.get(path).status_code == 200
    assert "/brand/team" in sections(owner.get("/brand"))
    assert "/brand/team" not in sections(analyst.get("/brand"))


def test_every_page_has_one_heading_and_says_where_one_is(owner):
    for path in sections(owner.get("/brand")):
        page = owner.get(path).text
        assert page.count("<h1") == 1, path
        assert re.findall(r'href="([^"]+)" aria-current="page"', page) == [path]


def test_the_brand_is_changed_where_one_works_for_several(
    owner, database, other_brand, brand_id
):
    assert "Change the brand" not in owner.get("/brand").text
    factories.a_user(database, other_brand, "olga@acme.example", "manager")
    page = owner.get("/brand").text
    (chosen,) = re.findall(r'name="membership_id" value="([^"]+)"', page)
    owner.follow(owner.post("/sign-in/role", membership_id=chosen, next="/brand"))
    page = owner.get("/brand").text
    assert '<p class="brand">Other</p>' in page
    assert "Acme" in page


def test_counts_are_those_of_the_own_brand(stranger, database, brand_id, adapters):
    with database.writing(brand_id) as session:
        factories.a_card(session, adapters.keyring)
    page = stranger.get("/brand").text
    assert re.findall(r">(\d+)</a></strong>", page) == ["0"] * 4


@pytest.mark.parametrize("role", ["staff", "partner"])
def test_the_desk_is_closed_to_others(app, database, brand_id, role):
    company = None
    if role == "partner":
        with database.writing(brand_id) as session:
            company = factories.a_company(session)
    factories.a_person(database, brand_id, "sam@acme.example", role, company_id=company)
    visit = Visit(app)
    visit.enter("sam@acme.example")
    assert visit.get("/brand").status_code == 403


def test_a_part_that_is_asked_for_too_late_leads_to_sign_in(owner, clock):
    clock.advance(minutes=31)
    headers = {"HX-Request": "true"}
    late = owner.client.get("/brand/people?q=ann", headers=headers)
    assert late.headers["HX-Redirect"] == "/sign-in?next=%2Fbrand%2Fpeople%3Fq%3Dann"
    assert late.data == b""
