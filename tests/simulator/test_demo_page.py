"""The demonstration in a real browser: a purchase on the page changes the card."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import expect
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from tests import browser as browsers
from tests.journeys import house as houses
from wallet_service import clock
from wallet_service.simulator import demo_app
from wallet_service.simulator.demo_people import DemoPeople, OwnersCode

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    opened = houses.opened(folder)
    opened.start_relay()
    parts = demo_app.DemoParts(
        opened.api,
        opened.stand_in,
        opened.root_pem,
        folder / "demo",
        clock.utc_now,
        people=DemoPeople(
            "sales@shop.example",
            "owner@shop.example",
            "bada-kuzi-mole",
            lambda _now: OwnersCode("123456", 7),
        ),
    )
    demonstration = demo_app.Demonstration(parts)
    demo = demo_app.create_demo_app(demonstration)
    opened.mount(lambda app: DispatcherMiddleware(app, {"/demo": demo}))
    demonstration.prepare()
    yield opened
    demonstration.close()
    opened.close()


@pytest.fixture(scope="module")
def chromium():
    with browsers.launched() as browser:
        yield browser


def opened(chromium, house, kind, language="en", viewport=None, **options):
    address = f"{house.url}/demo/?kind={kind}&language={language}"
    options = {"viewport": viewport or DESKTOP, "locale": language, **options}
    return browsers.opened(chromium, address, **options)


def field(page, key):
    return page.locator(f"#phone .side-front [data-key={key}] dd")


def buy(page, amount=None):
    """Type an amount, look at the preview, record the purchase."""
    if amount is not None:
        page.fill("#amount", amount)
    page.click("#panel button.main")
    page.click("#panel form[action$='/purchases'] button.main")
    expect(page.locator(".message.is-good")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_loads_nothing_from_another_host_and_breaks_no_policy(
    chromium, house, viewport, language, scheme
):
    page, noticed = opened(
        chromium, house, "cashback", language, viewport, color_scheme=scheme
    )
    expect(page.locator("#phone .pass")).to_be_visible()
    page.click("#panel button.main")
    expect(page.locator("input[name=revision]")).to_be_attached()
    assert noticed.nothing, noticed
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_a_purchase_on_the_page_changes_the_card_on_the_phone(chromium, house):
    page, noticed = opened(chromium, house, "accumulating")
    expect(field(page, "tier")).to_have_text("Silver")
    buy(page)
    expect(field(page, "tier")).to_have_text("Gold")
    expect(field(page, "turnover")).to_have_text(re.compile("3,005,000"))
    expect(page.locator(".notice")).to_contain_text("Your tier is “Gold”")
    expect(page.locator("#trail .is-done")).to_have_count(4)
    expect(page.locator("#ledger tbody tr").first).to_contain_text("142,500.00")
    assert noticed.nothing, noticed


def test_points_are_spent_up_to_the_maximum_that_the_page_names(chromium, house):
    page, _ = opened(chromium, house, "cashback")
    page.fill("#amount", "1000")
    page.fill("#points", "301")
    page.click("#panel button.main")
    expect(page.locator(".message.is-error")).to_contain_text("300.00")
    page.fill("#points", "300")
    page.click("#panel button.main")
    expect(page.locator(".first .figures")).to_contain_text("700.00")
    page.click("#panel form[action$='/purchases'] button.main")
    expect(page.locator(".notice")).to_contain_text("700.00")


def test_a_purchase_is_refunded_in_part_and_then_whole(chromium, house):
    page, _ = opened(chromium, house, "stamp")
    expect(field(page, "stamps")).to_have_text("7 / 10")
    buy(page, "20000")
    expect(field(page, "stamps")).to_have_text("8 / 10")
    page.click("a.second")
    expect(page.locator("#amount")).to_be_visible()
    newest = page.locator(".purchase").first
    newest.locator("summary").click()
    newest.locator(".part input[name=amount]").fill("5000")
    newest.locator(".part button").click()
    expect(page.locator(".purchase .state").first).to_contain_text("5,000.00")
    newest.locator("summary").click()
    newest.get_by_text("Refund all: 15,000.00").click()
    expect(field(page, "stamps")).to_have_text("7 / 10")
    expect(page.locator(".purchase .state").first).to_have_text("refunded")


def test_a_new_person_gets_a_phone_with_four_cards(chromium, house):
    page, noticed = opened(chromium, house, "discount", "ru")
    page.click("#person summary")
    page.fill("#name", "Ольга Север")
    page.click("#person button")
    expect(page.locator(".message.is-good")).to_contain_text("Ольга Север")
    expect(page.locator(".owners [aria-current]")).to_have_text("Ольга Север")
    expect(page.locator(".stack a")).to_have_count(3)
    assert noticed.nothing, noticed


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_many_people_with_long_names_leave_the_phone_in_its_place(
    chromium, house, viewport
):
    page, _ = opened(chromium, house, "discount", "en", viewport)
    place_of_phone = "document.querySelector('.device').getBoundingClientRect().top"
    place_of_phone += " - document.querySelector('#phone').getBoundingClientRect().top"
    before = page.evaluate(place_of_phone)
    name = f"Maria Constantine-Featherstone {viewport['width']}"
    for place in range(2):
        page.click(".people .jump")
        page.fill("#name", f"{name} {place}")
        page.click("#person button")
        current = page.locator(".owners [aria-current]")
        expect(current).to_have_text(f"{name} {place}")
    expect(current).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.reload()
    current.scroll_into_view_if_needed()
    assert page.evaluate(place_of_phone) == before


def test_a_card_is_removed_from_the_phone_and_added_again(chromium, house):
    page, _ = opened(chromium, house, "discount", "ru")
    page.locator(".turn").click()
    page.get_by_role("button", name="Удалить карту").click()
    expect(page.locator("#phone .pass")).to_have_count(0)
    page.get_by_role("button", name="Добавить в Apple Wallet").click()
    expect(page.locator("#phone .pass")).to_be_visible()


def test_with_the_card_its_notices_go_and_nothing_is_on_its_way(chromium, house):
    page, noticed = opened(chromium, house, "stamp", "ru")
    buy(page)
    expect(page.locator("#trail .is-done")).to_have_count(4)
    expect(page.locator("#trail .when").first).to_have_text(re.compile(r"^\d\d:"))
    page.locator(".turn").click()
    page.get_by_role("button", name="Удалить карту").click()
    expect(page.locator("#trail")).to_contain_text("Карты на этом телефоне нет")
    expect(page.locator(".notice", has_text="Штамп")).to_have_count(0)
    page.get_by_role("button", name="Добавить в Apple Wallet").click()
    expect(page.locator("#phone .pass")).to_be_visible()
    expect(page.locator("#trail li")).to_have_count(0)
    assert noticed.nothing, noticed


def test_the_preview_says_why_each_figure_is_what_it_is(chromium, house):
    page, _ = opened(chromium, house, "discount")
    page.click("#panel button.main")
    steps = page.locator(".why tbody tr")
    expect(steps.filter(has_text="Card discount")).to_contain_text(
        "the rate of the category"
    )
    for reason in steps.locator(".reason").all():
        expect(reason).not_to_be_empty()
        expect(reason).to_be_visible()


def test_a_whole_round_goes_by_keyboard_alone(chromium, house):
    page, noticed = opened(chromium, house, "cashback", reduced_motion="reduce")
    press = page.keyboard.press
    page.focus("#amount")
    press("Enter")
    expect(page.get_by_role("button", name="Record the purchase")).to_be_focused()
    press("Enter")
    expect(page.locator(".message.is-good")).to_be_focused()
    page.get_by_role("link", name="Refund it").focus()
    press("Enter")
    expect(page.locator(".purchase[open] button").first).to_be_focused()
    press("Enter")
    expect(page.locator(".message.is-good")).to_have_text(re.compile("refund"))
    expect(page.locator(".message.is-good")).to_be_focused()
    expect(page.locator(".message.is-good")).to_be_in_viewport()
    page.fill("#points", "99999")
    press("Enter")
    expect(page.locator(".message.is-error")).to_be_focused()
    expect(page.locator(".message.is-error")).to_be_in_viewport()
    page.locator(".people .jump").focus()
    press("Enter")
    expect(page.locator("#name")).to_be_focused()
    assert noticed.nothing, noticed


def test_the_steps_fit_a_small_screen(chromium, house):
    page, _ = opened(chromium, house, "cashback", "ru", PHONE)
    page.fill("#points", "1000")
    page.click("#panel button.main")
    expect(page.locator(".why table")).to_be_visible()
    wide = "[...document.querySelectorAll('#panel *')].filter((one) => "
    wide += "one.getBoundingClientRect().right > innerWidth).length"
    assert page.evaluate(wide) == 0


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Installer points"), ("ru", "Баллы монтажника")]
)
def test_the_page_leads_to_the_pages_of_people(house, language, title):
    address = f"{house.url}/demo/?kind=cashback&language={language}"
    page = requests.get(address, timeout=20).text
    for told in ("sales@shop.example", "owner@shop.example", "bada-kuzi-mole"):
        assert told in page
    others = page.partition('<section id="others">')[2].partition("</section>")[0]
    links = [one.replace("&amp;", "&") for one in re.findall('href="([^"]+)"', others)]
    pages = [requests.get(house.url + link, timeout=20) for link in links]
    assert [one.status_code for one in pages] == [200] * 5
    assert title in pages[0].text
    assert "123 456" in pages[-1].text
    assert pages[-1].headers["Refresh"] == "7"


def test_a_page_that_is_not_there_leads_back(house):
    for language, words in (("ru", "Здесь ничего нет"), ("en", "There is nothing")):
        headers = {"Accept-Language": language}
        page = requests.get(f"{house.url}/demo/nope", headers=headers, timeout=20)
        assert page.status_code == 404
        assert words in page.text
        assert 'href="/demo/"' in page.text


def test_the_card_turns_and_shows_its_back_by_keyboard(chromium, house):
    page, _ = opened(chromium, house, "cashback")
    expect(page.locator(".pass-back")).not_to_be_visible()
    page.locator("#turn").focus()
    page.keyboard.press("Space")
    expect(page.locator(".pass-back")).to_be_visible()


def test_everything_works_without_a_script(chromium, house):
    page, _ = opened(chromium, house, "discount", java_script_enabled=False)
    buy(page)
    page.goto(page.locator("a.second").evaluate("link => link.href"))
    expect(page.locator(".purchase")).to_have_count(3)


def test_the_pages_hold_no_key_and_no_secret_of_a_phone(house):
    page = requests.get(f"{house.url}/demo/", timeout=20)
    assert page.status_code == 200
    assert "wsk_" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert not re.search(r"\sstyle=|\son\w+=", page.text)


def test_another_site_cannot_make_purchases_here(house):
    answer = requests.post(
        f"{house.url}/demo/purchases",
        data={"amount": "1"},
        headers={"Origin": "https://evil.example"},
        timeout=20,
    )
    assert answer.status_code == 403


def test_a_picture_that_is_not_in_the_pass_is_not_served(house):
    for name in ("pass.json", "signature", "nothing.png"):
        address = f"{house.url}/demo/phones/en-0/none/mark/{name}"
        assert requests.get(address, timeout=20).status_code == 404


def test_the_cards_own_page_breaks_no_policy_either(chromium, house):
    page, _ = opened(chromium, house, "stamp")
    link = page.locator("#phone > p a").get_attribute("href")
    page, noticed = browsers.opened(chromium, link, viewport=PHONE)
    expect(page.locator(".code svg")).to_be_visible()
    ground = page.locator("article.pass").evaluate(
        "card => getComputedStyle(card).backgroundColor"
    )
    assert ground not in {"rgb(22, 24, 29)", "rgba(0, 0, 0, 0)"}
    assert noticed.nothing, noticed
