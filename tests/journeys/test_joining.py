"""People join in a real browser: by the form, within a brand's page, by the API.

In both languages, on a phone and on a desktop; with keys alone, and without scripts.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from tests import accessibility, browser
from tests.journeys import house as houses
from wallet_service.services.joining import limits, proofs
from wallet_service.services.mail import letters
from wallet_service.web.joining import words
from wallet_service.web.member import words as card_words

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "user_agent": IPHONE,
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
SCREENS: dict[str, dict[str, Any]] = {"phone": PHONE, "desktop": DESKTOP}
LOCALES = {"en": "en-GB", "ru": "ru-RU"}
LARGEST_TRANSFER = 150_000
# a page that was refused is an answer that the browser complains about
EXPECTED = re.compile("status of (422|429)")

numbers = count(1)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    opened = houses.opened(tmp_path_factory.mktemp("house"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def chromium():
    with browser.launched() as running:
        yield running


@pytest.fixture(scope="module")
def program_id(house):
    body = {
        "name": "Installer points",
        "kind": "cashback",
        "currency": "RUB",
        "time_zone": "Europe/Moscow",
        "rules": {"rate_bp": 500},
    }
    made = house.api.post("/programs", body)["id"]
    house.api.post(f"/programs/{made}/publish", {})
    return made


@pytest.fixture(autouse=True)
def no_limits(monkeypatch, request):
    """All tests come from one address; those of the limits set their own."""
    if "limits" not in request.node.name:
        monkeypatch.setattr(limits, "FREE", ((limits.DAY, 1000),))
    monkeypatch.setattr(limits, "MOST", ((limits.DAY, 1000),))


@pytest.fixture
def link(house, program_id):
    return house.api.post("/join-links", {"program_id": program_id})


def an_email():
    return f"anna-{next(numbers)}@partner.example"


def code_for(house, email):
    """The code of the newest letter; ask once the page waits for it."""
    with house.parts.database.reading(house.brand_id) as session:
        newest = letters.newest(session, house.parts.keyring, 100)
    subject = next(one.subject for one in newest if one.to == email)
    return re.sub(r"\D", "", subject)[:6]


def fill(page, email):
    page.locator("#name").fill("Anna Larsen")
    page.locator("#email").fill(email)
    page.locator("#consent_processing").check()


def opened(chromium, address, screen="phone", locale="en", **more):
    options = {**SCREENS[screen], "locale": LOCALES[locale], **more}
    return browser.opened(chromium, address, **options)


def judge(page, noticed):
    """The page is fit for everybody and asked nobody else for anything."""
    assert accessibility.grave_faults(page) == []
    assert noticed.foreign == []
    unexpected = [one for one in noticed.complaints if not EXPECTED.search(one)]
    assert unexpected == []


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("locale", LOCALES)
def test_somebody_joins_by_the_form(house, chromium, link, screen, locale):
    says, email = words.of(locale), an_email()
    page, noticed = opened(chromium, link["url"], screen, locale)
    judge(page, noticed)
    page.get_by_role("button", name=says["join"]).click()
    expect(page.get_by_role("alert")).to_contain_text(says["missing_name"])
    judge(page, noticed)
    page.get_by_role("link", name=says["missing_name"]).click()
    expect(page.locator("#name")).to_be_focused()
    fill(page, email)
    page.get_by_role("button", name=says["join"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(says["code_title"])
    judge(page, noticed)
    # six digits send themselves
    page.locator("#code").press_sequentially(code_for(house, email))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        card_words.of(locale)["ready"]
    )
    judge(page, noticed)
    button = card_words.of(locale)["add" if screen == "phone" else "on_iphone"]
    expect(page.get_by_text(button)).to_be_visible()
    page.context.close()


def test_an_iphone_gets_its_pass_by_the_button(house, chromium, link):
    email = an_email()
    page, _ = opened(chromium, link["url"])
    fill(page, email)
    page.get_by_role("button", name="Get the card").click()
    page.locator("#code").press_sequentially(code_for(house, email))
    button = page.get_by_role("link", name="Add to Apple Wallet")
    answer = page.request.get(house.url + (button.get_attribute("href") or ""))
    assert answer.headers["content-type"] == "application/vnd.apple.pkpass"
    phone = house.phone()
    installed = phone.add_pass(answer.url)
    assert installed.serial_number
    page.context.close()


def test_somebody_joins_with_keys_alone(house, chromium, link):
    email = an_email()
    page, noticed = opened(chromium, link["url"], "desktop")
    press = page.keyboard.press

    def go_to(place):
        for _ in range(30):
            press("Tab")
            if page.evaluate("place => document.activeElement.matches(place)", place):
                return
        raise AssertionError(f"no way to {place} by keys")

    go_to("#name")
    page.keyboard.type("Anna Larsen")
    go_to("#email")
    page.keyboard.type(email)
    go_to("#consent_processing")
    press("Space")
    go_to("button.main")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your e-mail")
    go_to("#code")
    page.keyboard.type(code_for(house, email))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your card is ready")
    go_to("a[href$=leave]")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leave")
    go_to("[name=sure]")
    press("Space")
    go_to("button.danger")
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The card is closed")
    judge(page, noticed)
    page.context.close()


def test_somebody_joins_without_scripts(house, chromium, link):
    email = an_email()
    page, noticed = opened(chromium, link["url"], java_script_enabled=False)
    fill(page, email)
    page.get_by_role("button", name="Get the card").click()
    page.locator("#code").fill("000 000")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#code").fill(code_for(house, email))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your card is ready")
    assert noticed.foreign == []
    page.context.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_card_is_found_again_and_put_on_another_phone(house, chromium, link, locale):
    email, says = an_email(), words.of(locale)
    page, noticed = opened(chromium, link["url"], "phone", locale)
    for title in ("done_title", "known_title"):
        page.goto(link["url"])
        fill(page, email)
        page.get_by_role("button", name=says["join"]).click()
        expect(page.locator("#code")).to_be_visible()
        page.locator("#code").press_sequentially(code_for(house, email))
        expect(page.get_by_role("heading", level=1)).to_have_text(says[title])
    judge(page, noticed)
    page.locator("[name=lost]").check()
    page.locator("button.main").click()
    expect(page.get_by_text(card_words.of(locale)["add"])).to_be_visible()
    judge(page, noticed)
    page.context.close()


def test_T24_past_the_limits_of_a_network_the_browser_proves_itself(
    house, chromium, link, monkeypatch
):
    monkeypatch.setattr(limits, "FREE", ((limits.DAY, 0),))
    monkeypatch.setattr(proofs, "BITS", 10)
    email = an_email()
    page, noticed = opened(chromium, link["url"])
    fill(page, email)
    page.get_by_role("button", name="Get the card").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your e-mail")
    judge(page, noticed)
    page.context.close()


def test_the_page_stays_alive_while_it_proves_itself(chromium, link, monkeypatch):
    monkeypatch.setattr(limits, "FREE", ((limits.DAY, 0),))
    monkeypatch.setattr(proofs, "BITS", 31)
    page, _ = opened(chromium, link["url"])
    fill(page, an_email())
    page.get_by_role("button", name="Get the card").click()
    expect(page.locator(".waits")).to_be_visible()
    page.locator("#name").press_sequentially("x")
    expect(page.locator("#name")).not_to_have_value("Anna Larsen")
    page.context.close()


def test_T16_nothing_that_is_written_runs(house, chromium, program_id, link):
    evil = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>\"'>"
    form = {
        "headline": {"en": evil[:120]},
        "introduction": {"en": evil},
        "consents": [{"purpose": "processing", "required": True, "text": {"en": evil}}],
    }
    company = house.api.post("/companies", {"name": evil})["id"]
    body = {**houses_program(), "name": evil[:255]}
    program = house.api.post("/programs", body)["id"]
    house.api.post(f"/programs/{program}/publish", {})
    patched(house, f"/programs/{program}/join-form", form)
    body = {"program_id": program, "company_id": company}
    invitation = house.api.post("/join-links", body)["url"]
    email = an_email()
    page, noticed = opened(chromium, invitation)
    page.locator("#name").fill(evil)
    page.get_by_role("button", name="Get the card").click()
    expect(page.locator("#name")).to_have_value(evil)
    page.locator("#email").fill(email)
    page.locator("#consent_processing").check()
    page.get_by_role("button", name="Get the card").click()
    page.locator("#code").press_sequentially(code_for(house, email))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your card is ready")
    assert page.evaluate("window.ran") is None
    assert noticed.foreign == []
    assert not any("script" in one.lower() for one in noticed.complaints)
    page.context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_are_light(house, chromium, link, screen):
    card = house.api.post(
        "/cards", {"program_id": link["program_id"], "member": {"name": "Anna"}}
    )
    for address in (link["url"], card["links"]["card"]):
        weight: dict[str, tuple[str, int]] = {}
        page, _ = opened(chromium, "about:blank", screen)
        page.unroute("**/*")

        def note(response, weight=weight):
            sizes = response.request.sizes()
            size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
            weight[response.url] = (response.headers.get("content-type", ""), size)

        page.on("response", note)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        own = sum(
            size for kind, size in weight.values() if not kind.startswith("image/")
        )
        assert 0 < own < LARGEST_TRANSFER
        assert all(url.startswith(house.url) for url in weight)
        page.context.close()


def houses_program():
    return {
        "name": "Partner",
        "kind": "discount",
        "currency": "RUB",
        "time_zone": "Europe/Moscow",
        "rules": {"rate_bp": 700},
    }


def patched(house, path, body):
    """PATCH of the API, which the demonstration's client does not know."""
    headers = {"Authorization": f"Bearer {house.api.key}"}
    answer = requests.patch(
        f"{house.url}/api/v1{path}", json=body, headers=headers, timeout=20
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


@contextmanager
def a_site(script: str) -> Iterator[str]:
    """A page of the brand at an origin of its own, with this script in it."""
    html = (
        '<!doctype html><html lang="ru"><meta charset="utf-8"><title>Brand</title>'
        "<body><h1>Our shop</h1><script>window.told = [];"
        "for (const name of ['shown', 'joined', 'error', 'height'])"
        " addEventListener('wallet-service:' + name,"
        " (event) => told.push([name, event.detail]));</script>"
        f'<script src="{script}"></script></body></html>'
    ).encode()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def told(page, name):
    events = page.evaluate("window.told")
    return [detail for one, detail in events if one == name]


@pytest.mark.parametrize("screen", SCREENS)
def test_somebody_joins_within_a_page_of_the_brand(house, chromium, link, screen):
    email, says = an_email(), words.of("ru")
    with a_site(link["embed_url"]) as site:
        patched(house, "/brand", {"embed_origins": [site]})
        page = chromium.new_context(**SCREENS[screen]).new_page()
        page.goto(site)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_contain_text("Ваша карта")
        page.wait_for_function("() => window.told.some(([name]) => name === 'height')")
        height = page.locator("iframe").bounding_box()["height"]
        inner = frame.locator("html").evaluate("one => one.scrollHeight")
        assert abs(height - inner) <= 2
        frame.get_by_role("button", name=says["join"]).click()
        expect(frame.get_by_role("alert")).to_be_visible()
        fill(frame, email)
        frame.get_by_role("button", name=says["join"]).click()
        expect(frame.get_by_role("heading", level=1)).to_have_text(says["code_title"])
        frame.locator("#code").press_sequentially(code_for(house, email))
        expect(frame.get_by_role("heading", level=1)).to_have_text(says["done_title"])
        page.wait_for_function("() => window.told.some(([name]) => name === 'joined')")
        assert told(page, "joined") == [{}]
        assert told(page, "error") == [{}]
        assert email not in str(page.evaluate("window.told"))
        with page.context.expect_page() as opened_card:
            frame.get_by_role("link", name=says["done_open"]).click()
        expect(opened_card.value.locator("h1")).to_have_text(
            card_words.of("ru")["ready"]
        )
        page.context.close()


def test_a_page_that_the_brand_did_not_name_cannot_hold_the_form(house, chromium, link):
    patched(house, "/brand", {"embed_origins": ["https://shop.example"]})
    with a_site(link["embed_url"]) as site:
        page = chromium.new_context().new_page()
        refused = []
        page.on("console", lambda message: refused.append(message.text))
        page.goto(site)
        page.wait_for_load_state("networkidle")
        expect(page.locator("iframe")).to_be_attached()
        assert any("frame-ancestors" in one for one in refused)
        assert page.frame_locator("iframe").locator("#name").count() == 0
        page.context.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_the_brands_own_form_joins_by_the_api(
    house, chromium, link, program_id, locale
):
    headers = {"Authorization": f"Bearer {house.api.key}"}
    form = requests.get(
        f"{house.url}/api/v1/programs/{program_id}/join-form",
        headers=headers,
        timeout=20,
    ).json()
    consents = [
        {
            "purpose": one["purpose"],
            "version": one["version"],
            "text": one["text"][locale],
            "given": one["required"],
            "channel": "own_form",
        }
        for one in form["consents"]
    ]
    member = {"name": "Bob", "email": an_email(), "locale": locale}
    body = {"program_id": program_id, "member": {**member, "consents": consents}}
    card = house.api.post("/cards", body)
    page, noticed = opened(chromium, card["links"]["card"], "phone", locale)
    expect(page.get_by_text(card_words.of(locale)["add"])).to_be_visible()
    text = consents[0]["text"].replace("{brand}", houses.BRAND)
    expect(page.get_by_text(text).first).to_be_visible()
    judge(page, noticed)
    page.context.close()
