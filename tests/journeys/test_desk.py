"""The desk in a browser: readable by everybody, and what its scripts do."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests import accessibility, factories
from tests import browser as browsers
from tests.journeys import house as houses
from tests.journeys.scanner_fixtures import complaints
from wallet_service import clock
from wallet_service.models.access import Membership
from wallet_service.services.staff import sessions

TABLET = {"width": 820, "height": 1180}
DESKTOP = {"width": 1280, "height": 900}
FILE = "name,email,company\nAnn Buyer,ann@paper.example,Paper\nBob,bob@x.example,\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    opened = houses.opened(tmp_path_factory.mktemp("house"), name="localhost")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def chromium():
    with browsers.launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def made(house):
    """A program with a draft, a company, a person with a card and a ledger."""
    now, keyring = clock.utc_now(), house.parts.keyring
    with house.parts.database.writing(house.brand_id) as session:
        company = factories.a_company(session, "Paper & Pens", tax_id="7701")
        factories.a_company(session, "Steel and more")
        program = factories.a_program(session, "accumulating", now=now)
        person = factories.a_member(
            session, keyring, "Ann", email="ann@pens.example", company_id=company
        )
        card = factories.a_card(
            session, keyring, program_id=program, member_id=person, now=now
        )
        draft = factories.a_program(session, "stamp", published=False, now=now)
    house.api.post("/purchases", {"card_id": card, "amount": 1_234_567})
    return {
        "company": f"/brand/companies/{company}",
        "person": f"/brand/people/{person}",
        "card": f"/brand/cards/{card}",
        "program": f"/brand/programs/{program}",
        "draft": f"/brand/programs/{draft}/publish",
    }


@pytest.fixture(scope="module")
def token(house):
    """The session of an owner who is in, second factor and all."""
    database, now = house.parts.database, clock.utc_now()
    user_id = factories.a_user(database, house.brand_id, "olga@acme.example", "owner")
    with database.writing_across_brands() as session:
        membership = select(Membership.id).where(Membership.user_id == user_id)
        new = sessions.begin(
            session,
            user_id,
            is_full=True,
            agent="Chromium",
            now=now,
            membership_id=session.scalar(membership),
        )
    return new.token


@pytest.fixture
def desk(chromium, house, token):
    """Opens pages of the desk, signed in."""

    def open_desk(**options):
        page, noticed = browsers.opened(chromium, f"{house.url}/sign-in", **options)
        page.context.add_cookies([{"name": "sid", "value": token, "url": house.url}])
        return page, noticed

    return open_desk


@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [("en", DESKTOP, "light"), ("ru", TABLET, "dark")],
    ids=["en-desktop-light", "ru-tablet-dark"],
)
def test_every_page_of_the_desk_is_readable_by_everybody(
    desk, house, made, language, viewport, scheme
):
    options = {"locale": language, "viewport": viewport, "color_scheme": scheme}
    page, noticed = desk(**options)
    listed = ("", "/programs", "/companies", "/people", "/api-keys", "/audit")
    forms = ("/companies/new", "/people/new", "/people/import", "/programs/new")
    form = made["program"] + "/edit"
    for path in (
        *(f"/brand{one}" for one in (*listed, *forms)),
        *(*made.values(), form),
    ):
        page.goto(house.url + path)
        expect(page.locator("h1")).to_be_visible()
        assert accessibility.grave_faults(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
    assert complaints(noticed) == []


def test_a_list_narrows_and_an_example_recomputes_as_one_types(desk, house, made):
    page, noticed = desk(locale="en", viewport=DESKTOP)
    page.goto(f"{house.url}/brand/companies")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("#q").press_sequentially("steel")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert page.url.endswith("q=steel")
    page.goto(house.url + made["program"] + "/edit")
    page.fill("#example_turnover", "3 000 000")
    expect(page.locator("#example")).to_contain_text("7\u00a0% of")
    page.fill("[name=tier_1_rate_bp]", "9,5")
    expect(page.locator("#example")).to_contain_text("9.5\u00a0% of")
    page.fill("[name=tier_1_rate_bp]", "")
    expect(page.locator("#example")).to_contain_text("Fill in what is missing")
    assert complaints(noticed) == []


def test_a_file_is_brought_in_while_the_page_tells_how_far_it_is(desk, house, made):
    page, noticed = desk(locale="en", viewport=DESKTOP)
    page.goto(f"{house.url}/brand/people/import")
    content = {"name": "people.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    page.set_input_files("#file", content)
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Bring in 2 people").click()
    expect(page.locator("progress")).to_be_visible()
    house.start_relay()
    expect(page.get_by_text("Everybody is in.")).to_be_visible()
    house.stop_relay()
    assert complaints(noticed) == []
