"""In a browser: the member's word before points are spent, the place before work."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests import browser as browsers
from tests import factories
from tests.web.served import come_as, served
from wallet_service.models.access import Membership, MembershipLocation
from wallet_service.services import brands
from wallet_service.services.mail import letters
from wallet_service.services.staff import locations

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "ru"}


@pytest.fixture
def page(app, scanner):
    """Sam's scanner on a phone, in Russian."""
    with served(app) as address, browsers.launched() as chromium:
        page, _ = browsers.opened(chromium, f"{address}/scan", **PHONE)
        come_as(page, scanner.visit, address)
        yield page


@pytest.fixture
def rich(database, brand_id, keyring, scanner):
    with database.writing(brand_id) as session:
        settings = {"spending_code": "always"}
        brands.change_settings(
            session, settings, actor=factories.ACTOR, now=factories.NOW
        )
        email = "anna@partner.example"
        member = factories.a_member(session, keyring, "Анна Ларина", email=email)
        card = factories.a_card(session, keyring, member_id=member)
    assert scanner.buy(card, 1_000_000).status_code == 200
    return card


@pytest.fixture
def code(database, brand_id, keyring):
    def read():
        with database.reading(brand_id) as session:
            newest = letters.newest(session, keyring, 1)[0]
        return re.findall(r"\n    (\d{4})\n", newest.body)[0]

    return read


@pytest.mark.usefixtures("rich")
def test_t2_the_member_agrees_at_the_counter(page, code, clock):
    page.clock.set_fixed_time(clock())
    page.reload()
    page.fill("#q", "Анна")
    page.press("#q", "Enter")
    page.fill("#amount", "600")
    page.get_by_role("button", name="Списать все").click()
    page.locator("button.confirm:enabled").click()
    expect(page.locator(".lead")).to_contain_text("Анна Ларина")
    page.get_by_role("button", name="Отправить код").click()
    expect(page.locator(".lead")).to_contain_text("на почту")
    page.fill("#code", "0000" if code() != "0000" else "1111")
    page.get_by_role("button", name="Подтвердить").click()
    expect(page.locator(".notice.is-bad")).to_contain_text("Осталось 2 попытки")
    page.fill("#code", code())
    page.get_by_role("button", name="Подтвердить").click()
    # the code is still good after another question
    page.get_by_role("button", name="Учесть ещё раз").click()
    expect(page.locator("body")).to_have_attribute("data-screen", "result is-good")
    expect(page.locator(".result .big")).to_contain_text("300,00")


def test_who_is_bound_elsewhere_chooses_a_place_first(
    page, scanner, database, brand_id
):
    with database.writing(brand_id) as session:
        depot = locations.add_location(
            session, "Склад", None, actor=factories.ACTOR, now=factories.NOW
        )
        own = session.scalars(select(Membership.id)).one()
        session.add(
            MembershipLocation(membership_id=own, location_id=depot, brand_id=brand_id)
        )
    page.reload()
    expect(page.get_by_role("heading")).to_have_text("Где вы сейчас работаете?")
    expect(page.locator(".choice")).to_have_text(["Склад"])
    page.locator(".choice").click()
    expect(page.locator(".place")).to_have_text("Склад")
