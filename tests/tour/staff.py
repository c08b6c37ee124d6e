"""Sign-in, one's account, the team, scanners and locations of a brand."""

from __future__ import annotations

import base64

from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.tour.album import LOOKS, Album, Look, opened
from tests.tour.house import Set, numbers
from tests.web.visits import code_at
from wallet_service import clock
from wallet_service.services.actors import OPERATOR
from wallet_service.services.staff import devices, locations


def photograph(chromium: Browser, album: Album, scene: Set) -> None:
    """Go through it on every screen, with a scanner in use and one that is blocked."""
    _scanners(scene)
    for look in LOOKS:
        _way_in(chromium, album, look, scene)


def _scanners(scene: Set) -> None:
    parts, now = scene.house.parts, clock.utc_now()
    with parts.database.writing(scene.house.brand_id) as session:
        place = locations.list_locations(session)[0].id
        for name in ("Counter 1", "Counter 2"):
            made = devices.enrol(session, name, place, actor=OPERATOR, now=now)
        devices.revoke(session, made.id, actor=OPERATOR, now=now)


def _way_in(chromium: Browser, album: Album, look: Look, scene: Set) -> None:
    database, brand_id = scene.house.parts.database, scene.house.brand_id
    email = f"olga-{next(numbers)}@acme.example"
    name = look.say("Olga North", "Ольга Север")
    now = clock.utc_now()
    factories.a_person(database, brand_id, email, "owner", name=name, now=now)
    with opened(chromium, look, f"{scene.house.url}/sign-in") as page:
        album.take(page, look, "sign-in")
        _sign_in(page, email, "not the password")
        expect(page.get_by_role("alert").first).to_be_visible()
        album.take(page, look, "sign-in-wrong")
        _sign_in(page, email)
        expect(page.locator(".seed")).to_be_visible()
        album.take(page, look, "second-factor")
        seed = page.locator(".seed").inner_text().replace(" ", "")
        secret = base64.b32decode(seed + "=" * (-len(seed) % 8))
        page.fill("#code", "000000")
        page.click("button.main")
        expect(page.locator(".fault")).to_be_visible()
        album.take(page, look, "second-factor-wrong")
        page.fill("#code", code_at(secret, clock.utc_now()))
        page.click("button.main")
        expect(page.locator(".codes")).to_be_visible()
        album.take(page, look, "recovery-codes")
        _desk(page, album, look, scene)
        page.context.clear_cookies(name="sid")
        page.goto(f"{scene.house.url}/sign-in")
        _sign_in(page, email)
        expect(page.locator("#code")).to_be_visible()
        album.take(page, look, "sign-in-code")


def _sign_in(page: Page, email: str, password: str = factories.PASSWORD) -> None:
    page.fill("#email", email)
    page.fill("#password", password)
    page.locator("form[action='/sign-in'] button").click()


def _desk(page: Page, album: Album, look: Look, scene: Set) -> None:
    url = scene.house.url
    page.goto(f"{url}/brand/team")
    album.take(page, look, "team")
    page.fill("#email", f"boris.long-name-{next(numbers)}@northern-supply.example")
    page.fill("#name", look.say("Boris Brook", "Борис Ручьёв"))
    page.click("button.main")
    expect(page.locator(".link")).to_be_visible()
    album.take(page, look, "team-invited")
    invitation = page.locator(".link").inner_text()
    page.locator("details summary").first.click()
    page.locator("details").first.scroll_into_view_if_needed()
    album.take(page, look, "team-more", whole=False)
    page.goto(f"{url}/brand/devices")
    album.take(page, look, "devices")
    page.fill("#name", "Harbour Road")
    page.locator("form.invite button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("alert").scroll_into_view_if_needed()
    album.take(page, look, "devices-fault", whole=False)
    page.goto(f"{url}/account")
    album.take(page, look, "account")
    page.goto(f"{url}/sign-in/again")
    album.take(page, look, "sign-in-again")
    page.goto(invitation)
    album.take(page, look, "invitation")
    page.fill("#password", "password1234")
    page.click("button.main")
    expect(page.get_by_role("alert").first).to_be_visible()
    album.take(page, look, "invitation-fault")
