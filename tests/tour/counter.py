"""The scanner at work: every screen, every result, and a network that goes away."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.journeys.counter import PIN, buy, expect_result, type_in
from tests.tour.album import LOOKS, Album, Look, opened
from tests.tour.house import Set

CONFIRMATIONS = "**/scan/api/purchases"
NO_CAMERA = """navigator.mediaDevices.getUserMedia =
  () => Promise.reject(new DOMException("", "NotAllowedError"));"""


def photograph(chromium: Browser, album: Album, scene: Set) -> None:
    """Go through it on every screen."""
    for look in LOOKS:
        Shift(chromium, album, scene, look).photograph()


class Shift:
    """A salesperson's shift on one screen."""

    def __init__(self, chromium: Browser, album: Album, scene: Set, look: Look) -> None:
        self.chromium = chromium
        self.album = album
        self.scene = scene
        self.look = look
        self.page: Any = None

    def photograph(self) -> None:
        """From the first sign-in to the end of the shift."""
        email = self.scene.counter.person(self.look.say("Sam Seller", "Семён Орлов"))
        address = f"{self.scene.house.url}/sign-in?next=/scan"
        with opened(self.chromium, self.look, address) as self.page:
            self._set_up(email)
            self._find()
            self._buy()
            self._ask()
            self._spend()
            self._give_back()
            self._hand_out()
            self._ask_the_member()
            self._lose_the_network()
            self._lock()
        self._own_card(email)

    def take(self, state: str) -> None:
        """One thing on the screen at a time: what fits is the picture."""
        self.page.evaluate("() => document.activeElement.blur()")
        self.album.take(self.page, self.look, f"scan-{state}", whole=False)

    def _sign_in(self, page: Page, email: str) -> None:
        page.fill("#email", email)
        page.fill("#password", factories.PASSWORD)
        page.click("button.main")

    def _set_up(self, email: str) -> None:
        page = self.page
        self._sign_in(page, email)
        page.fill("#name", self.look.say("Counter 1", "Касса 1"))
        self.take("set-up")
        page.click("button.main")
        page.fill("#pin", PIN)
        self.take("pin-new")
        page.click("button.main")
        expect(page.locator("video")).to_be_visible()
        page.wait_for_function("() => document.querySelector('video').videoWidth")
        self.take("camera")
        page.locator(".ways button").nth(1).click()
        expect(page.locator("h1")).to_be_visible()
        self.take("log-empty")
        page.locator(".ways button").nth(2).click()
        expect(page.locator(".lead")).to_be_visible()
        self.take("waiting-empty")
        page.locator(".top .place").click()
        expect(page.locator(".choice").first).to_be_visible()
        self.take("places")
        page.locator(".bar button").click()

    def _find(self) -> None:
        page = self.page
        type_in(page, "nobody at all")
        expect(page.locator(".notice.is-bad")).to_be_visible()
        self.take("not-found")
        for name in ("Zoe Zimmer", "Zoe Zander"):
            self.scene.card("cashback", name)
        type_in(page, "zoe z")
        expect(page.locator(".choice").first).to_be_visible()
        self.take("several")
        page.locator(".bar button").click()
        card = self.scene.card("accumulating")
        self.scene.buy(card, 2_400_000)
        self._open(card)
        self.take("card")
        self.scene.api.post(f"/cards/{card['id']}/freeze", {"reason": "lost"})
        self._home()
        self._open(card)
        self.take("card-frozen")
        self._home()

    def _open(self, card: Any) -> None:
        type_in(self.page, card["code"])
        expect(self.page.locator(".who-is")).to_be_visible()

    def _home(self) -> None:
        self.page.locator(".bar button").click()

    def _next(self) -> None:
        self.page.click("button.next")

    def _buy(self) -> None:
        page, card = self.page, self.scene.card("cashback")
        self._open(card)
        page.fill("#amount", "12 345,67")
        expect(page.locator("button.confirm")).to_be_enabled()
        self.take("preview")
        page.locator(".why summary").click()
        page.locator(".why").scroll_into_view_if_needed()
        self.take("reasons")
        page.click("button.confirm")
        expect_result(page, "good")
        self.take("done")
        page.locator(".actions button").first.click()
        expect_result(page, "ask")
        self.take("undo")
        page.locator(".actions button").first.click()
        expect_result(page, "good")
        self.take("undone")
        self._next()
        self.take("after")

    def _ask(self) -> None:
        page, card = self.page, self.scene.card("cashback")
        for _ in range(2):
            self._open(card)
            buy(page, "100")
            expect(page.locator(".result")).to_be_visible()
            if "good" in (page.locator("body").get_attribute("data-screen") or ""):
                self._next()
        expect_result(page, "ask")
        self.take("asked-again")
        self._next()

    def _spend(self) -> None:
        page, card = self.page, self.scene.card("cashback")
        self.scene.buy(card, 10_000)
        self._open(card)
        page.fill("#amount", "600")
        expect(page.locator(".points")).to_be_visible()
        page.fill("#points", "301")
        expect(page.locator(".notice.is-bad")).to_be_visible()
        self.take("points-over")
        page.locator(".points button").click()
        expect(page.locator("button.confirm")).to_be_enabled()
        self.take("points")
        spending = {
            "card_id": card["id"],
            "amount": 80_000,
            "points_to_spend": 40_000,
        }
        self.scene.api.post("/purchases", spending)
        page.click("button.confirm")
        expect_result(page, "ask")
        self.take("changed")
        self._next()

    def _give_back(self) -> None:
        page, card = self.page, self.scene.card("cashback")
        self._open(card)
        buy(page, "60000")
        expect_result(page, "good")
        self._next()
        page.locator(".ways button").nth(1).click()
        expect(page.locator(".choice").first).to_be_visible()
        self.take("log")
        page.locator(".choice").first.click()
        page.locator("details summary").last.click()
        self.take("purchase")
        page.locator("button.danger").first.click()
        expect_result(page, "ask")
        self.take("second-person")
        page.locator(".actions button").first.click()
        expect(page.locator("h1")).to_be_visible()
        self.take("second-person-nobody")
        page.locator("button.wide").last.click()
        page.locator(".ways button").nth(1).click()
        page.locator(".choice").first.click()
        page.locator("details summary").last.click()
        page.fill("#line-1", "400")
        page.locator("button.danger.wide").last.click()
        expect_result(page, "good")
        self.take("refunded")
        self._next()

    def _hand_out(self) -> None:
        page, card = self.page, self.scene.card("stamp")
        self.scene.buy(card, 1_000, 1_000, 1_000, 1_000, 1_000)
        self._open(card)
        self.take("gift")
        page.locator(".reward").click()
        expect_result(page, "good")
        self.take("gift-given")
        self._next()
        page.locator(".by-code button").click()
        page.fill("#code", "ABCD2345")
        self.take("gift-code")
        page.click("button.main")
        expect_result(page, "bad")
        self.take("refused")
        self._next()

    def _ask_the_member(self) -> None:
        """A brand may want the member's word before points are spent."""
        page, card = self.page, self.scene.card("cashback")
        self.scene.buy(card, 10_000)
        self.scene.patch("/brand", {"spending_code": "always"})
        self._open(card)
        page.fill("#amount", "600")
        page.locator(".points button").click()
        expect(page.locator("button.confirm")).to_be_enabled()
        page.click("button.confirm")
        expect(page.locator("form button.main")).to_be_visible()
        self.take("code-send")
        page.click("form button.main")
        expect(page.locator("#code")).to_be_visible()
        self.take("code-typed")
        page.fill("#code", "0000")
        page.click("form button.main")
        expect(page.locator(".notice.is-bad")).to_be_visible()
        self.take("code-wrong")
        self.scene.patch("/brand", {"spending_code": "off"})
        page.locator("button.wide").last.click()
        page.locator("button.wide").last.click()
        expect(page.locator(".who-is")).to_be_visible()
        self._home()

    def _lose_the_network(self) -> None:
        page, card = self.page, self.scene.card("cashback")
        self.scene.buy(card, 10_000)
        page.route(CONFIRMATIONS, lambda route: route.abort())
        self._open(card)
        page.fill("#amount", "100")
        page.locator(".points button").click()
        expect(page.locator("button.confirm")).to_be_enabled()
        page.click("button.confirm")
        expect_result(page, "wait")
        self.take("kept")
        self._next()
        page.context.set_offline(True)
        type_in(page, card["code"])
        expect(page.locator(".notice.is-wait")).to_be_visible()
        page.fill("#amount", "1500")
        self.take("offline-card")
        page.click("button.confirm")
        expect_result(page, "wait")
        self._next()
        page.locator(".ways button").nth(2).click()
        expect(page.locator(".entries li")).to_have_count(2)
        self.take("waiting")
        page.context.set_offline(False)
        page.locator(".top button").last.click()
        page.locator(".person").click()
        page.fill("#pin", PIN)
        page.click("button.main")
        page.locator(".ways button").nth(2).click()
        page.unroute(CONFIRMATIONS)
        page.evaluate("() => { dispatchEvent(new Event('online')); }")
        expect(page.locator(".entries .is-bad")).to_have_count(1)
        self.take("waiting-refused")
        page.locator(".entries button").click()
        expect(page.locator(".entries li")).to_have_count(0)

    def _lock(self) -> None:
        page = self.page
        page.locator(".top button").last.click()
        expect(page.locator(".person")).to_be_visible()
        self.take("people")
        page.locator(".person").click()
        page.fill("#pin", "1111")
        page.click("button.main")
        expect(page.locator(".notice.is-bad")).to_be_visible()
        self.take("pin-wrong")
        page.fill("#pin", PIN)
        page.context.add_init_script(NO_CAMERA)
        page.click("button.main")
        expect(page.locator("#q")).to_be_visible()
        page.reload()
        expect(page.locator(".finder.is-off")).to_be_visible()
        self.take("no-camera")
        page.context.set_offline(True)
        type_in(page, "anna")
        expect(page.locator(".notice.is-bad")).to_be_visible()
        self.take("offline-search")

    def _own_card(self, email: str) -> None:
        """Nobody records purchases on a card of their own."""
        card = self.scene.card("cashback", "Sam Seller", email=email)
        address = f"{self.scene.house.url}/sign-in?next=/scan"
        with opened(self.chromium, self.look, address) as self.page:
            self._sign_in(self.page, email)
            self.page.fill("#name", "Counter 2")
            self.page.click("button.main")
            self.page.fill("#pin", PIN)
            self.page.click("button.main")
            expect(self.page.locator("#q")).to_be_visible()
            self._open(card)
            self.take("card-own")
