"""The scanner in a browser: scan, preview, confirm, undo, refund, spend, reward."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests import accessibility
from tests.journeys.counter import (
    DESKTOP,
    PHONE,
    PIN,
    at_work,
    buy,
    expect_result,
    found,
    type_in,
)
from tests.journeys.scanner_fixtures import chromium, complaints, counter

__all__ = ["chromium", "counter"]

# of the first load; `test_vendored.py` counts the camera's decoder too
MOST_BYTES = 900_000


@pytest.fixture(autouse=True)
def empty_hands(counter):
    """Nothing is before the camera unless a test holds it there."""
    counter.film.write_bytes(b"")


def test_three_taps_from_scan_to_done(chromium, counter):
    """The camera looks by itself: an amount, two taps, and the next customer."""
    card = counter.card()
    counter.hold(card)
    page, noticed = at_work(chromium, counter, counter.person())
    found(page)
    page.locator("#amount").press_sequentially("12 345,67")
    expect(page.locator(".outcome")).to_contain_text("617.28")
    page.locator(".why summary").click()
    expect(page.locator(".why li").first).not_to_be_empty()
    counter.film.write_bytes(b"")
    page.click("button.confirm")
    expect_result(page, "good", "Done")
    expect(page.locator(".result")).to_contain_text("12,345.67\u00a0₽ to pay")
    page.click("button.next")
    expect(page.locator(".last")).to_contain_text("12,345.67")
    assert counter.balance(card)["cashback"]["available"] == 61_728
    assert complaints(noticed) == []


@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [
        ("en", PHONE, "light"),
        ("ru", PHONE, "dark"),
        ("ru", DESKTOP, "light"),
        ("en", DESKTOP, "dark"),
    ],
    ids=["en-phone-light", "ru-phone-dark", "ru-desktop-light", "en-desktop-dark"],
)
def test_every_screen_is_readable_by_everybody(
    chromium, counter, language, viewport, scheme
):
    company = counter.house.api.post("/companies", {"name": "Polar Star"})["id"]
    card = counter.card(company_id=company, role="manager")
    page, noticed = at_work(
        chromium,
        counter,
        counter.person(),
        language=language,
        viewport=viewport,
        color_scheme=scheme,
        reduced_motion="reduce",
    )

    def check(place):
        assert accessibility.grave_faults(page) == [], place
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, place

    check("scan")
    type_in(page, card["code"])
    found(page)
    page.fill("#amount", "1000")
    expect(page.locator("button.confirm")).to_be_enabled()
    check("card")
    page.click("button.confirm")
    expect_result(page, "good")
    check("done")
    page.click("button.next")
    page.locator(".ways button").nth(1).click()
    expect(page.locator(".choice")).to_have_count(1)
    check("log")
    page.locator(".choice").click()
    page.locator("details summary").click()
    check("purchase")
    page.locator(".bar button").click()
    page.locator(".ways button").nth(2).click()
    check("waiting")
    page.locator(".top button").last.click()
    expect(page.locator(".person")).to_be_visible()
    check("unlock")
    page.locator(".person").click()
    check("pin")
    assert complaints(noticed) == []


def transferred(page):
    """Bytes of the page's files that came over the network."""
    return page.evaluate(
        """() => performance.getEntriesByType("resource")
          .filter((one) => one.name.includes("/assets/"))
          .reduce((sum, one) => sum + one.transferSize, 0)"""
    )


def test_the_second_load_asks_the_network_for_no_file(chromium, counter):
    # a page whose requests are looked at has no cache, so this one's are not
    page = chromium.new_context(viewport=PHONE, locale="en").new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{counter.house.url}/scan")
    expect(page.locator("h1")).to_be_visible()
    assert 0 < transferred(page) < MOST_BYTES
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    assert transferred(page) == 0
    assert [url for url in asked if not url.startswith(counter.house.url)] == []
    page.context.close()


def test_a_slip_is_undone_from_the_result(chromium, counter):
    card = counter.card()
    page, _ = at_work(chromium, counter, counter.person())
    type_in(page, card["code"])
    buy(page, "500")
    expect_result(page, "good")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect_result(page, "ask", "Undo the purchase of 500.00")
    page.get_by_role("button", name="Undo it").click()
    expect_result(page, "good", "Undone")
    assert counter.balance(card)["cashback"]["available"] == 0


def test_a_purchase_is_refunded_in_part_and_then_whole(chromium, counter):
    card = counter.card()
    page, _ = at_work(chromium, counter, counter.person())
    type_in(page, card["code"])
    buy(page, "1000")
    expect_result(page, "good")
    page.click("button.next")
    page.locator(".ways button").nth(1).click()
    page.locator(".choice").click()
    page.locator("details summary").click()
    page.fill("#line-1", "2000")
    page.get_by_role("button", name="Refund", exact=True).click()
    expect(page.locator(".notice.is-bad")).to_contain_text("More than is left")
    page.fill("#line-1", "400")
    page.get_by_role("button", name="Refund", exact=True).click()
    expect_result(page, "good", "400.00\u00a0₽ to give back")
    page.click("button.next")
    type_in(page, card["code"])
    page.get_by_role("button", name="Earlier purchases").click()
    page.locator(".choice").click()
    page.get_by_role("button", name="Refund all: 600.00").click()
    expect_result(page, "good", "600.00\u00a0₽ to give back")
    assert counter.balance(card)["cashback"]["available"] == 0


def test_points_are_spent_up_to_the_maximum_that_is_named(chromium, counter):
    card = counter.card()
    counter.house.api.post("/purchases", {"card_id": card["id"], "amount": 1_000_000})
    page, _ = at_work(chromium, counter, counter.person())
    type_in(page, card["code"])
    page.fill("#amount", "600")
    expect(page.locator("#points-says")).to_contain_text("300.00")
    page.fill("#points", "301")
    expect(page.locator(".notice.is-bad")).to_contain_text("At most 300.00")
    expect(page.locator("button.confirm")).to_be_disabled()
    page.get_by_role("button", name="Use all").click()
    expect(page.locator("button.confirm")).to_have_text(re.compile("300.00"))
    page.click("button.confirm")
    expect_result(page, "good", "300.00\u00a0₽ to pay")
    assert counter.balance(card)["cashback"]["available"] == 20_000 + 1_500


def test_a_card_that_changed_meanwhile_is_shown_anew_before_it_is_confirmed(
    chromium, counter
):
    card = counter.card()
    api = counter.house.api
    api.post("/purchases", {"card_id": card["id"], "amount": 1_000_000})
    page, _ = at_work(chromium, counter, counter.person())
    type_in(page, card["code"])
    page.fill("#amount", "1000")
    page.get_by_role("button", name="Use all").click()
    expect(page.locator("button.confirm")).to_have_text(re.compile("500.00"))
    spending = {"card_id": card["id"], "amount": 80_000, "points_to_spend": 40_000}
    api.post("/purchases", spending)
    page.click("button.confirm")
    expect_result(page, "ask", "has changed")
    expect(page.locator(".result .outcome")).to_contain_text("−120.00")
    page.get_by_role("button", name="Count it again").or_(
        page.get_by_role("button", name="Confirm again")
    ).click()
    expect_result(page, "good", "880.00\u00a0₽ to pay")


def test_stamps_fill_the_card_and_the_reward_is_handed_out(chromium, counter):
    card = counter.card("stamp")
    for _ in range(3):
        counter.house.api.post("/purchases", {"card_id": card["id"], "amount": 1_000})
    page, _ = at_work(chromium, counter, counter.person())
    type_in(page, card["code"])
    expect(page.locator(".rewards h2")).to_have_text("1 reward ready")
    page.get_by_role("button", name="Hand out “A drill”").click()
    expect_result(page, "good", "A drill")
    page.click("button.next")
    type_in(page, card["code"])
    found(page)
    expect(page.locator(".rewards")).to_have_count(0)
    buy(page, "100")
    expect_result(page, "good", "1 of 3 stamps")


def test_a_reward_is_handed_out_by_its_code(chromium, counter):
    card = counter.card("stamp")
    api = counter.house.api
    for _ in range(3):
        api.post("/purchases", {"card_id": card["id"], "amount": 1_000})
    code = api.post(f"/cards/{card['id']}/redemptions", {})["code"]
    page, _ = at_work(chromium, counter, counter.person())
    page.get_by_role("button", name="Hand out a reward by code").click()
    page.fill("#code", code)
    page.get_by_role("button", name="Hand out a reward by code").click()
    expect_result(page, "good", "A drill")


def test_a_purchase_by_category_and_receipt(chromium, counter):
    card = counter.card("discount")
    page, _ = at_work(chromium, counter, counter.person())
    type_in(page, card["code"])
    page.locator(".extras summary").click()
    for category, amount in (("paint", "700"), ("tools", "300")):
        page.get_by_role("button", name="Add a line").click()
        page.locator(".line input").nth(-2).fill(category)
        page.locator(".line input").nth(-1).fill(amount)
    page.fill("#receipt", "A-17")
    expect(page.locator("#amount")).to_have_value("1000")
    expect(page.locator(".outcome")).to_contain_text("−70.00")
    page.click("button.confirm")
    expect_result(page, "good", "930.00")


def test_the_same_card_again_is_asked_about(chromium, counter):
    card = counter.card()
    page, _ = at_work(chromium, counter, counter.person())
    for _ in range(2):
        type_in(page, card["code"])
        buy(page, "100")
        expect(page.locator("body")).to_have_attribute(
            "data-screen", re.compile("result")
        )
        if page.locator("body").get_attribute("data-screen") == "result is-good":
            page.click("button.next")
    expect_result(page, "ask", "Count it again?")
    page.get_by_role("button", name="Count it again").click()
    expect_result(page, "good")
    assert counter.bought(card) == 2


def test_a_hand_scanner_types_wherever_the_focus_is(chromium, counter):
    cards = [counter.card(name="Ann Buyer"), counter.card(name="Bob Builder")]
    page, _ = at_work(chromium, counter, counter.person())
    page.locator("h1").evaluate("() => document.activeElement.blur()")
    page.keyboard.type(cards[0]["code"])
    page.keyboard.press("Enter")
    found(page)
    buy(page, "100")
    expect_result(page, "good")
    page.keyboard.type(cards[1]["code"])
    page.keyboard.press("Enter")
    found(page, "Bob Builder")


def test_cards_are_found_by_name_and_chosen(chromium, counter):
    for name in ("Zoe Zimmer", "Zoe Zander"):
        counter.card(name=name)
    page, _ = at_work(chromium, counter, counter.person())
    type_in(page, "zoe")
    expect(page.locator("h1")).to_have_text("2 cards found")
    page.get_by_role("button", name=re.compile("Zander")).click()
    found(page, "Zoe Zander")
    page.locator(".bar button").click()
    type_in(page, "nobody at all")
    expect(page.locator(".notice.is-bad")).to_contain_text("No card found")


def test_a_large_refund_is_agreed_to_by_a_second_person(chromium, counter):
    card = counter.card()
    sam, tom = counter.person("Sam Seller"), counter.person("Tom Till")
    page, _ = at_work(chromium, counter, tom)
    page.goto(f"{counter.house.url}/sign-in?next=/scan")
    page.context.clear_cookies(name="sid")
    page.goto(f"{counter.house.url}/sign-in?next=/scan")
    page.fill("#email", sam)
    page.fill("#password", "correct horse battery")
    page.click("button.main")
    page.fill("#pin", PIN)
    page.click("button.main")
    type_in(page, card["code"])
    buy(page, "60000")
    expect_result(page, "good")
    page.click("button.next")
    page.locator(".ways button").nth(1).click()
    page.locator(".choice").click()
    page.get_by_role("button", name="Refund all").click()
    expect_result(page, "ask", "second person")
    page.get_by_role("button", name="A second person agrees").click()
    page.get_by_role("button", name="Tom Till").click()
    page.fill("#pin", PIN)
    page.get_by_role("button", name="Agree").click()
    expect_result(page, "good", "60,000.00\u00a0₽ to give back")


def test_a_wrong_pin_says_how_many_tries_are_left(chromium, counter):
    page, _ = at_work(chromium, counter, counter.person(), language="ru")
    page.locator(".top button").last.click()
    page.locator(".person").click()
    for words in ("4 попытки", "3 попытки", "2 попытки", "1 попытка"):
        page.fill("#pin", "1111")
        page.click("button.main")
        expect(page.locator(".notice.is-bad")).to_contain_text(words)
    page.fill("#pin", "1111")
    page.click("button.main")
    expect(page.locator(".lead")).to_contain_text("новый ПИН-код")


def test_a_name_is_text_on_every_screen(chromium, counter):
    name = "<img src=x onerror=alert(1)>"
    card = counter.card(name=name)
    page, noticed = at_work(chromium, counter, counter.person())
    type_in(page, card["code"])
    found(page, name)
    buy(page, "100")
    expect_result(page, "good")
    page.click("button.next")
    page.locator(".ways button").nth(1).click()
    expect(page.locator(".choice")).to_contain_text(name)
    assert complaints(noticed) == []
