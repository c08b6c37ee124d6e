"""Live figures at the desk: each with its rows, of chosen days, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests import factories, phones
from tests.services.till.till import Till
from wallet_service.services.actors import Actor
from wallet_service.services.staff import locations

PAGE = "/brand/figures"
NOW = factories.NOW


@pytest.fixture
def till(database, vault, brand_id):
    """The brand's counter."""
    return Till(database, vault, brand_id=brand_id)


@pytest.fixture
def sold(till, database, made):
    """A card with three purchases of March, one in February, a refund, a phone."""
    made(locations.add_location, "North shop", None, actor=factories.ACTOR, now=NOW)
    seller = factories.a_person(database, till.brand_id, name="Sam Seller")
    at_desk = {"actor": Actor("user", seller)}
    program = till.program("cashback", name="Points")
    card = till.card(program, at=NOW - timedelta(days=40))
    till.buy(card, "400.00", NOW - timedelta(days=35))
    first = till.buy(card, "1000.00", NOW - timedelta(days=5), **at_desk)
    till.buy(card, "500.00", NOW - timedelta(days=3), points="10", location_id="A7")
    till.buy(till.card(program, at=NOW), "300.00", NOW - timedelta(hours=1))
    till.refund(first, NOW, (1, "200.00"))
    with database.writing(till.brand_id) as session:
        phones.keep(session, card, NOW)
    return card


def tiles(page):
    """The figures by where they lead and what they are called."""
    part = page.text.partition('<ul class="counts figures">')[2].partition("</ul>")[0]
    found = re.findall(
        r'href="[^"]*/rows/(\w+)\?[^"]*"><strong>([^<]*)</strong> <span>([^<]*)<', part
    )
    return {name: value.replace("\xa0", " ") for _, value, name in found}


def test_a_new_brand_reads_what_comes_first(owner):
    assert "There is nothing to count yet" in owner.get(PAGE).text


def test_the_figures_of_the_last_thirty_days(owner, sold):
    page = owner.get(PAGE)
    assert page.status_code == 200
    told = tiles(page)
    assert told["turnover with card"] == "1,600.00 ₽"
    assert told["purchases"] == "3"
    assert told["average receipt"] == "600.00 ₽"
    assert told["refunded"] == "200.00 ₽"
    assert told["cards bought"] == "2"
    assert told["of them came again"] == "50 %"
    assert told["card issued"] == "1"
    assert told["put on phones"] == "1"
    assert told["points in"] == "89.50 ₽"
    assert told["points out"] == "20.00 ₽"
    assert told["liability now: points that members hold"] == "89.50 ₽"
    assert "Turnover with card is up 300" in page.text.replace("\xa0", " ")
    assert "50 % of the 2 cards in use are on a phone" in page.text.replace("\xa0", " ")
    assert ">Sam Seller</a>" in page.text
    assert ">A7</a>" in page.text


def test_every_figure_leads_to_its_rows(owner, sold):
    page = owner.get(PAGE).text
    links = {one.replace("&amp;", "&") for one in re.findall(r'"(/brand[^"]*)"', page)}
    behind = sorted(one for one in links if "/rows/" in one)
    assert len(behind) > 12
    for path in behind:
        shown = owner.get(path)
        assert shown.status_code == 200, path
        assert "<h1>" in shown.text
    sales = owner.get(f"{PAGE}/rows/sales?staff=user:x&period=30").text
    assert "There are no rows" in sales


def test_rows_are_those_of_the_figure(owner, sold):
    rows = owner.get(f"{PAGE}/rows/sales?period=30").text
    assert rows.count("<tr><td") == 3
    assert "Sam Seller" in rows
    assert owner.get(f"{PAGE}/rows/sales?location=A7").text.count("<tr><td") == 1
    assert owner.get(f"{PAGE}/rows/refunds").text.count("<tr><td") == 1
    assert owner.get(f"{PAGE}/rows/points?kind=spend").text.count("<tr><td") == 1
    assert owner.get(f"{PAGE}/rows/cards_issued").text.count("<tr><td") == 1
    assert owner.get(f"{PAGE}/rows/cards_issued?ever=1").text.count("<tr><td") == 2


def test_days_are_chosen_and_faults_named(owner, sold):
    page = owner.get(f"{PAGE}?first=2026-02-03&last=2026-02-03")
    assert tiles(page)["turnover with card"] == "400.00 ₽"
    for query, words in (
        ("first=2026-03-02&last=2026-03-01", "The last day comes before the first."),
        ("first=1999-01-01&last=2026-03-01", "Choose three years at most."),
        ("first=soon", "Choose a day."),
    ):
        wrong = owner.get(f"{PAGE}?{query}")
        assert (wrong.status_code, words in wrong.text) == (422, True), query
    assert owner.get(f"{PAGE}/rows/sales?first=x").status_code == 422
    assert owner.get(f"{PAGE}/rows/sales?after=x").status_code == 400
    assert owner.get(f"{PAGE}/rows/nothing").status_code == 404
    for period in ("7", "90", "365", "month", "quarter", "year", "?"):
        assert owner.get(f"{PAGE}?period={period}&table=1").status_code == 200


def test_tiers_tell_who_is_in_them(owner, till):
    program = till.program("accumulating", name="Tiers")
    company = till.company("Berg")
    till.buy(till.card(program, till.member(company)), "3000000", NOW)
    till.buy(till.card(program), "10", NOW)
    page = owner.get(f"{PAGE}/tiers").text
    assert re.findall(r'data-label="Companies">(\d)', page) == ["0", "1", "0", "1"]
    (gold,) = re.findall(rf'"({PAGE}/tiers/{program}/1)"', page)
    assert "Berg" in owner.get(gold).text
    assert owner.get(f"{PAGE}/tiers/{program}/9").status_code == 404
    assert owner.get(f"{PAGE}/tiers/prog_x/0").status_code == 404


def test_a_budget_stands_beside_the_cost(owner, till):
    policy = {"budget": {"amount": 100_000, "period": "quarter", "mode": "partial"}}
    program = till.program("cashback", policy=policy)
    till.buy(till.card(program), "1000", NOW)
    page = owner.get(PAGE).text.replace("\xa0", " ")
    assert "50.00 ₽ of 1,000.00 ₽ until" in page
    assert "The cards cost 5 % of the turnover" in page


def test_an_analyst_reads_figures_and_exports_nothing(analyst, sold):
    assert "Turnover with card" in analyst.get(PAGE).text
    assert "/export/" not in analyst.get(f"{PAGE}/rows/sales").text
    assert analyst.get("/brand/export/sales.csv").status_code == 403


def test_owners_take_the_rows_away_as_csv(owner, sold):
    file = owner.get("/brand/export/sales.csv?period=30").text
    assert len(file.strip().splitlines()) == 4
    assert ",1000,0,0,50" in file


def test_t9_another_brand_counts_nothing_of_it(stranger, sold):
    assert "There is nothing to count yet" in stranger.get(PAGE).text
    for table in ("sales", "points", "cards_issued", "open_points", "buyers"):
        assert "There are no rows" in stranger.get(f"{PAGE}/rows/{table}").text
    assert stranger.get(f"{PAGE}/tiers").status_code == 404


def test_the_page_speaks_russian(owner, sold):
    owner.language = "ru"
    page = owner.get(PAGE)
    assert tiles(page)["оборот по картам"] == "1 600,00 ₽"
    assert "В телефонах 50 % из 2 действующих карт" in page.text.replace("\xa0", " ")
