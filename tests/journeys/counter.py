"""A shop counter in a browser: a scanner with its staff, cards before its camera."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import qrcode
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests import browser as browsers
from tests import factories
from tests.journeys.house import House
from wallet_service import clock
from wallet_service.services.actors import OPERATOR
from wallet_service.services.staff import locations

PIN = "2580"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
RULES: dict[str, dict[str, Any]] = {
    "discount": {"rate_bp": 700},
    "accumulating": {"tiers": factories.TIERS, "period": "quarter"},
    "cashback": {"rate_bp": 500, "share_cap_bp": 5000},
    "stamp": {"mode": "purchase", "slots": 3, "reward_name": "A drill"},
}
numbers = itertools.count(1)


@dataclass
class Counter:
    """The house with a shop in it; the film is what the camera sees."""

    house: House
    film: Path

    def person(self, name: str = "Sam Seller") -> str:
        """A salesperson; returns the e-mail."""
        email = f"sales-{next(numbers)}@acme.example"
        factories.a_person(
            self.house.parts.database,
            self.house.brand_id,
            email,
            name=name,
            now=clock.utc_now(),
        )
        return email

    def location(self, name: str = "North shop") -> str:
        """A place of the brand."""
        with self.house.parts.database.writing(self.house.brand_id) as session:
            return locations.add_location(
                session, name, None, actor=OPERATOR, now=clock.utc_now()
            )

    def card(
        self, kind: str = "cashback", name: str = "Ann Buyer", **member: Any
    ) -> Any:
        """A card of a program of its own."""
        api = self.house.api
        program = {
            "name": "Partner club",
            "kind": kind,
            "currency": "RUB",
            "time_zone": "Europe/Moscow",
            "rules": RULES[kind],
        }
        program_id = api.post("/programs", program)["id"]
        api.post(f"/programs/{program_id}/publish", {})
        number = next(numbers)
        who = {"name": name, "email": f"member-{number}@partner.example", **member}
        return api.post("/cards", {"program_id": program_id, "member": who})

    def hold(self, card: Any) -> None:
        """Hold the card's code before the camera."""
        self.film.write_bytes(film_of(card["code"]))

    def balance(self, card: Any) -> Any:
        """The card's standing as the ledger has it."""
        return self.house.api.get(f"/cards/{card['id']}")["standing"]

    def bought(self, card: Any) -> int:
        """How many purchases stand in the ledger for the card."""
        entries = self.house.api.get(f"/cards/{card['id']}/entries")["data"]
        return len({e["transaction_id"] for e in entries if e["kind"] == "earn"})


def film_of(code: str, frames: int = 4) -> bytes:
    """A film in which a hand holds a phone with this code: JPEGs one after another."""
    picture = qrcode.make(code, box_size=6).get_image().convert("RGB")
    reel = io.BytesIO()
    for number in range(frames):
        frame = Image.new("RGB", (640, 480), (96, 104, 112))
        place = ((640 - picture.width) // 2 + number, (480 - picture.height) // 2)
        frame.paste(picture, place)
        frame.save(reel, "JPEG", quality=90)
    return reel.getvalue()


def at_work(
    chromium: Browser,
    counter: Counter,
    email: str,
    *,
    language: str = "en",
    viewport: Any = None,
    **options: Any,
) -> tuple[Page, browsers.Noticed]:
    """A page on which this person has set up a scanner and begun a shift."""
    page, noticed = browsers.opened(
        chromium,
        f"{counter.house.url}/sign-in?next=/scan&language={language}",
        viewport=viewport or PHONE,
        locale=language,
        **options,
    )
    page.fill("#email", email)
    page.fill("#password", factories.PASSWORD)
    page.click("button.main")
    page.fill("#name", "Counter 1")
    page.click("button.main")
    page.fill("#pin", PIN)
    page.click("button.main")
    expect(page.locator("#q")).to_be_visible()
    return page, noticed


def found(page: Page, name: str = "Ann Buyer") -> None:
    """Wait until the camera has found the card."""
    expect(page.locator(".who-is h1")).to_have_text(name)


def type_in(page: Page, text: str) -> None:
    """What a hand scanner does: it types and presses Enter."""
    page.fill("#q", text)
    page.press("#q", "Enter")


def buy(page: Page, amount: str) -> None:
    """Type an amount, wait for the preview, confirm."""
    page.fill("#amount", amount)
    expect(page.locator("button.confirm")).to_be_enabled()
    page.click("button.confirm")


def expect_result(page: Page, kind: str, words: str = "") -> None:
    """The result that fills the screen."""
    expect(page.locator("body")).to_have_attribute("data-screen", f"result is-{kind}")
    if words:
        expect(page.locator(".result")).to_contain_text(words)
