"""A bad network at the counter: nothing confirmed is lost, nothing is counted twice."""

from __future__ import annotations

import os
import random

import pytest
from playwright.sync_api import expect

from tests.journeys.counter import at_work, buy, expect_result, found, type_in
from tests.journeys.scanner_fixtures import chromium, complaints, counter

__all__ = ["chromium", "counter"]

# page.route sees nothing of what a service worker fetches
ROUTED = {"service_workers": "block"}
CONFIRMATIONS = "**/scan/api/purchases"
# `make test-network` takes a hundred
RUNS = int(os.environ.get("NETWORK_RUNS", "3"))


def cut_before(route):
    route.abort()


def cut_after(route):
    """The service has done it; the answer is lost on the way."""
    route.fetch()
    route.abort()


def failing(route):
    route.fulfill(status=503, body="{}")


def pass_on(route):
    route.fallback()


def settled(page):
    """Everything has been answered."""
    expect(page.locator(".ways .count[data-counted]")).to_have_text("")


def amounts(counter, cards):
    """The gross of every purchase in the ledger."""
    found = []
    for card in cards:
        entries = counter.house.api.get(f"/cards/{card['id']}/entries")["data"]
        found += [e["amount"] * 20 for e in entries if e["kind"] == "earn"]
    return sorted(found)


@pytest.mark.parametrize("cut", [cut_before, cut_after, failing])
def test_an_answer_that_is_lost_is_found_out_by_itself(chromium, counter, cut):
    card = counter.card()
    page, noticed = at_work(chromium, counter, counter.person(), **ROUTED)
    page.route(CONFIRMATIONS, cut, times=1)
    type_in(page, card["code"])
    buy(page, "100")
    expect_result(page, "wait", "sent again by itself")
    page.click("button.next")
    settled(page)
    assert amounts(counter, [card]) == [10_000]
    assert complaints(noticed) == []


@pytest.mark.parametrize("cut", [cut_before, cut_after])
def test_the_queue_survives_closing_the_page(chromium, counter, cut):
    card = counter.card()
    page, _ = at_work(chromium, counter, counter.person(), **ROUTED)
    page.route(CONFIRMATIONS, cut)
    type_in(page, card["code"])
    buy(page, "100")
    expect_result(page, "wait")
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(f"{counter.house.url}/scan")
    expect(again.locator("#q")).to_be_visible()
    settled(again)
    assert amounts(counter, [card]) == [10_000]


def test_what_waits_is_sent_though_the_scanner_is_locked(chromium, counter):
    card = counter.card()
    page, _ = at_work(chromium, counter, counter.person(), **ROUTED)
    page.route(CONFIRMATIONS, cut_before)
    type_in(page, card["code"])
    buy(page, "100")
    expect_result(page, "wait")
    page.click("button.next")
    page.locator(".top button").last.click()
    expect(page.locator(".person")).to_be_visible()
    page.unroute(CONFIRMATIONS, cut_before)
    with page.expect_response(CONFIRMATIONS) as answer:
        page.reload()
    assert answer.value.status == 200
    expect(page.locator(".person")).to_be_visible()
    assert amounts(counter, [card]) == [10_000]


def test_without_a_network_a_card_earns_and_nothing_is_spent(chromium, counter):
    card = counter.card()
    counter.house.api.post("/purchases", {"card_id": card["id"], "amount": 1_000_000})
    page, _ = at_work(chromium, counter, counter.person(), **ROUTED)
    page.context.set_offline(True)
    type_in(page, card["code"])
    expect(page.locator(".notice.is-wait")).to_contain_text("cannot be spent")
    expect(page.locator(".points")).to_be_hidden()
    page.fill("#amount", "100")
    page.click("button.confirm")
    expect_result(page, "wait", "Kept")
    page.click("button.next")
    page.locator(".ways button").nth(2).click()
    expect(page.locator(".entries li")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator(".entries li")).to_have_count(0)
    assert amounts(counter, [card]) == [10_000, 1_000_000]


def test_a_network_that_goes_away_at_the_card_takes_the_points_away(chromium, counter):
    card = counter.card()
    counter.house.api.post("/purchases", {"card_id": card["id"], "amount": 1_000_000})
    page, _ = at_work(chromium, counter, counter.person(), **ROUTED)
    type_in(page, card["code"])
    page.fill("#amount", "100")
    page.fill("#points", "50")
    expect(page.locator("button.confirm")).to_contain_text("50.00")
    page.context.set_offline(True)
    page.fill("#points", "40")
    expect(page.locator("button.confirm")).to_contain_text("Keep 100.00")
    expect(page.locator(".points")).to_be_hidden()
    page.context.set_offline(False)
    page.fill("#amount", "200")
    expect(page.locator("button.confirm")).to_contain_text("160.00")
    page.context.set_offline(True)
    page.fill("#amount", "100")
    expect(page.locator("button.confirm")).to_contain_text("Keep 100.00")
    page.click("button.confirm")
    expect_result(page, "wait")
    page.context.set_offline(False)
    page.click("button.next")
    settled(page)
    assert amounts(counter, [card]) == [10_000, 1_000_000]


def test_a_spending_that_never_arrived_is_not_done_later(chromium, counter):
    card = counter.card()
    counter.house.api.post("/purchases", {"card_id": card["id"], "amount": 1_000_000})
    page, _ = at_work(chromium, counter, counter.person(), **ROUTED)
    type_in(page, card["code"])
    page.fill("#amount", "100")
    page.fill("#points", "50")
    expect(page.locator("button.confirm")).to_contain_text("50.00")
    page.route(CONFIRMATIONS, cut_before)
    page.click("button.confirm")
    expect_result(page, "wait")
    page.click("button.next")
    page.locator(".top button").last.click()
    page.locator(".person").click()
    page.fill("#pin", "2580")
    page.click("button.main")
    page.locator(".ways button").nth(2).click()
    expect(page.locator(".entries .is-wait")).to_have_count(1)
    page.unroute(CONFIRMATIONS, cut_before)
    page.evaluate("() => { dispatchEvent(new Event('online')); }")
    expect(page.locator(".entries .is-bad")).to_contain_text("was not done")
    page.get_by_role("button", name="I have settled this").click()
    expect(page.locator(".entries li")).to_have_count(0)
    assert counter.balance(card)["cashback"]["available"] == 50_000


def test_a_refusal_that_comes_late_waits_for_a_person(chromium, counter):
    card = counter.card()
    page, _ = at_work(chromium, counter, counter.person(), **ROUTED)
    page.context.set_offline(True)
    type_in(page, card["code"])
    page.fill("#amount", "100")
    page.click("button.confirm")
    expect_result(page, "wait")
    page.click("button.next")
    reason = {"reason": "lost"}
    counter.house.api.post(f"/cards/{card['id']}/freeze", reason)
    page.context.set_offline(False)
    expect(page.locator(".ways .count")).to_have_attribute("data-refused", "yes")
    page.locator(".ways button").nth(2).click()
    expect(page.locator(".entries .is-bad")).to_contain_text("not in use")
    assert amounts(counter, [card]) == []


def hold(_route):
    """It never leaves: the page is closed first."""


ON_THE_WAY = (pass_on, cut_before, cut_after, failing)
WHILE_CLOSING = (hold, pass_on)


def closed_on_the_way(page, amount, accident):
    """Close the page as soon as the confirmation leaves it; open it again."""

    def is_this(request):
        sent = request.post_data or ""
        return "/api/purchases" in request.url and f'"amount":{amount}00' in sent

    page.route(CONFIRMATIONS, accident)
    with page.expect_request(is_this):
        buy(page, str(amount))
    context, address = page.context, page.url
    page.close()
    page = context.new_page()
    page.goto(address)
    return page


def with_an_accident(page, amount, chance):
    """Confirm a purchase of whole units on a network that fails by chance."""
    page.unroute(CONFIRMATIONS)
    if chance.random() < 0.3:
        return closed_on_the_way(page, amount, chance.choice(WHILE_CLOSING))
    times = chance.randint(1, 2)
    page.route(CONFIRMATIONS, chance.choice(ON_THE_WAY), times=times)
    buy(page, str(amount))
    page.locator("button.next").click()
    return page


@pytest.mark.parametrize("seed", range(RUNS))
def test_0_lost_0_twice(chromium, counter, seed):
    """Purchases in a row, each with its own accident, all of them counted once."""
    chance = random.Random(seed)
    cards = [counter.card(name=f"Buyer {number}") for number in range(1, 7)]
    page, _ = at_work(chromium, counter, counter.person(), **ROUTED)
    confirmed = []
    for number, card in enumerate(cards, start=1):
        type_in(page, card["code"])
        found(page, f"Buyer {number}")
        amount = number * 1_000 + chance.randint(0, 9) * 100
        confirmed.append(amount * 100)
        page = with_an_accident(page, amount, chance)
        expect(page.locator("#q")).to_be_visible()
    page.unroute(CONFIRMATIONS)
    settled(page)
    assert amounts(counter, cards) == confirmed
    page.context.close()


def test_a_scanner_locked_without_a_network_asks_who_is_there(chromium, counter):
    page, _ = at_work(chromium, counter, counter.person(), **ROUTED)
    page.context.set_offline(True)
    page.locator(".top button").last.click()
    expect(page.locator(".person")).to_be_visible()
    page.locator(".person").click()
    page.fill("#pin", "2580")
    page.click("button.main")
    expect(page.locator(".notice.is-bad")).to_contain_text("No network")
    page.context.set_offline(False)
    page.click("button.main")
    expect(page.locator("#q")).to_be_visible()


def test_the_page_opens_without_a_network(chromium, counter):
    page, _ = at_work(chromium, counter, counter.person())
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"{counter.house.url}/scan")
    expect(page.locator("#q")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".notice.is-wait")).to_contain_text("No network")
    expect(page.locator(".finder")).to_be_visible()
