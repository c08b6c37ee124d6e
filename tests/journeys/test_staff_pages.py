"""Pages for users in a browser: without scripts, with passkeys, for all eyes."""

from __future__ import annotations

import base64
import itertools
import re

import pytest
from playwright.sync_api import expect

from tests import accessibility, factories
from tests import browser as browsers
from tests.journeys import house as houses
from tests.journeys.counter import DESKTOP, PHONE
from tests.journeys.scanner_fixtures import complaints
from tests.web.visits import code_at
from wallet_service import clock
from wallet_service.services.actors import OPERATOR
from wallet_service.services.staff import devices, locations

OLGA = "olga@acme.example"
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    opened = houses.opened(tmp_path_factory.mktemp("house"), name="localhost")
    now = clock.utc_now()
    database, brand_id = opened.parts.database, opened.brand_id
    factories.a_person(database, brand_id, OLGA, "owner", name="Olga Owner", now=now)
    factories.a_person(database, brand_id, "sam@acme.example", now=now)
    factories.a_user(database, brand_id, "invited@acme.example", role="analyst")
    with database.writing(brand_id) as session:
        place = locations.add_location(
            session, "North shop", "1 Harbour Road", actor=OPERATOR, now=now
        )
        for name in ("Counter 1", "Counter 2"):
            made = devices.enrol(session, name, place, actor=OPERATOR, now=now)
        devices.revoke(session, made.id, actor=OPERATOR, now=now)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def chromium():
    with browsers.launched() as browser:
        yield browser


def sign_in(chromium, house, email, **options):
    address = f"{house.url}/sign-in"
    page, noticed = browsers.opened(chromium, address, **options)
    page.fill("#email", email)
    page.fill("#password", factories.PASSWORD)
    page.locator("form[action='/sign-in'] button").click()
    return page, noticed


def seed_on(page):
    letters = page.locator(".seed").inner_text().replace(" ", "")
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def virtual_authenticator(page):
    """A phone's own passkeys: it knows its person's finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


@pytest.fixture
def fresh_owner(house):
    """An owner who has just accepted the invitation; returns the e-mail."""
    email = f"owner-{next(numbers)}@acme.example"
    database, brand_id = house.parts.database, house.brand_id
    factories.a_person(
        database, brand_id, email, "owner", name="Nora New", now=clock.utc_now()
    )
    return email


def test_a_passkey_is_made_and_then_signs_in_alone(chromium, house, fresh_owner):
    page, noticed = sign_in(chromium, house, fresh_owner, locale="en")
    devtools, device = virtual_authenticator(page)
    page.get_by_role("button", name="Or add a passkey instead").click()
    expect(page.locator("h1")).to_have_text("Overview")
    made = devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})
    assert len(made["credentials"]) == 1
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("h1")).to_have_text("Overview")
    page.goto(f"{house.url}/account")
    expect(page.get_by_text("last used")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Remove")).click()
    told = page.locator("main > .notice.is-bad")
    expect(told).to_contain_text("needs a second factor")
    expect(page.get_by_role("button", name=re.compile("^Remove"))).to_be_visible()
    assert complaints(noticed) == []


def test_a_passkey_of_nobody_here_and_one_unverified_are_refused(
    chromium, house, fresh_owner
):
    page, _ = sign_in(chromium, house, fresh_owner, locale="en")
    devtools, device = virtual_authenticator(page)
    page.get_by_role("button", name="Or add a passkey instead").click()
    expect(page.locator("h1")).to_have_text("Overview")
    page.get_by_role("button", name="Sign out").click()
    verified = {"authenticatorId": device, "isUserVerified": False}
    devtools.send("WebAuthn.setUserVerified", verified)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#passkey [role=alert]")).to_be_visible()
    devtools.send("WebAuthn.setUserVerified", {**verified, "isUserVerified": True})
    with house.parts.database.writing_across_brands() as session:
        session.connection().exec_driver_sql("DELETE FROM passkeys")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#passkey [role=alert]")).to_be_visible()
    assert page.url.endswith("/sign-in")


def test_a_passkeys_answer_is_worth_nothing_a_second_time(chromium, house, fresh_owner):
    page, _ = sign_in(chromium, house, fresh_owner, locale="en")
    virtual_authenticator(page)
    page.get_by_role("button", name="Or add a passkey instead").click()
    expect(page.locator("h1")).to_have_text("Overview")
    page.get_by_role("button", name="Sign out").click()
    with page.expect_request("**/sign-in/passkey/finish") as sent:
        page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("h1")).to_have_text("Overview")
    again = page.request.post(
        f"{house.url}/sign-in/passkey/finish",
        data=sent.value.post_data_json,
        headers={"Origin": house.url},
    )
    assert again.status == 403
    assert again.json()["code"] == "passkey_refused"


def test_everything_but_passkeys_works_without_a_script(chromium, house, fresh_owner):
    page, _ = sign_in(
        chromium, house, fresh_owner, locale="en", java_script_enabled=False
    )
    expect(page.locator("#add-passkey")).to_be_hidden()
    page.fill("#code", code_at(seed_on(page), clock.utc_now()))
    page.get_by_role("button", name="Confirm the app").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("h1")).to_have_text("Overview")
    page.get_by_role("link", name="Team").click()
    page.fill("#email", f"new-{fresh_owner}")
    page.get_by_role("button", name="Make an invitation").click()
    link = page.locator(".link").inner_text()
    page.get_by_role("button", name="Sign out").click()
    page.goto(link)
    page.fill("#name", "Nick New")
    page.fill("#password", factories.PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.goto(f"{house.url}/account")
    expect(page.locator("#name")).to_have_value("Nick New")


@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [
        ("en", PHONE, "dark"),
        ("ru", PHONE, "light"),
        ("ru", DESKTOP, "dark"),
        ("en", DESKTOP, "light"),
    ],
    ids=["en-phone-dark", "ru-phone-light", "ru-desktop-dark", "en-desktop-light"],
)
def test_every_page_is_readable_by_everybody(
    chromium, house, fresh_owner, language, viewport, scheme
):
    options = {"locale": language, "viewport": viewport, "color_scheme": scheme}
    page, noticed = browsers.opened(chromium, f"{house.url}/sign-in", **options)

    def check(place):
        assert accessibility.grave_faults(page) == [], place
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, place

    check("sign-in")
    page.fill("#email", fresh_owner)
    page.fill("#password", factories.PASSWORD)
    page.locator("form[action='/sign-in'] button").click()
    expect(page.locator(".seed")).to_be_visible()
    check("second factor")
    page.fill("#code", "000000")
    page.click("button.main")
    expect(page.locator(".fault")).to_be_visible()
    check("second factor, wrong")
    page.fill("#code", code_at(seed_on(page), clock.utc_now()))
    page.click("button.main")
    expect(page.locator(".codes")).to_be_visible()
    check("recovery codes")
    for path in (
        *("/brand", "/brand/team", "/brand/devices"),
        *("/account", "/sign-in/again"),
    ):
        page.goto(house.url + path)
        expect(page.locator("h1")).to_be_visible()
        check(path)
    assert complaints(noticed) == []
