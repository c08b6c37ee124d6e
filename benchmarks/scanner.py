"""From a decoded code to the preview on the scanner's page, beside the bare API calls.

The page runs in Chromium against a real service. A code arrives as from the camera or
a hand scanner, the amount is typed the moment its field is there, and the clock stops
when the preview with its figures stands in the page. The yardstick sends the same two
calls, with the same cookies, over one open connection and ignores the answers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Page

from benchmarks import load, rounds, service
from benchmarks.purchases import _card, _program
from benchmarks.service import Service
from tests import browser

SCANS = 20
PASSWORD = "seven wild horses"
PIN = "2580"
AMOUNT = "17500"
WAIT_AND_TYPE = """
const there = (place) => new Promise((resolve) => {
  const look = () => {
    const found = document.querySelector(place);
    if (!found || !found.getBoundingClientRect().height) return false;
    resolve(found);
    return true;
  };
  if (look()) return;
  const observer = new MutationObserver(() => look() && observer.disconnect());
  observer.observe(document.body, { childList: true, subtree: true });
});
const scan = async (code, amount) => {
  const field = await there("#q");
  const begun = performance.now();
  field.value = code;
  field.form.requestSubmit();
  const typed = await there("#amount");
  const found = performance.now();
  typed.value = amount;
  typed.dispatchEvent(new Event("input", { bubbles: true }));
  await there(".outcome");
  const done = performance.now();
  document.querySelector(".bar button").click();
  return [found - begun, done - found];
};
"""


@dataclass(frozen=True, slots=True)
class Counter:
    """A scanner at work: its page, a card's code, what its calls carry."""

    running: Service
    page: Page
    code: str
    card_id: str
    headers: dict[str, str]

    def shown(self, part: slice) -> float:
        """Scans a second, of which `part` of the two waits is counted."""
        script = (
            "async ([code, amount, times]) => {"
            + WAIT_AND_TYPE
            + "const all = []; for (let one = 0; one < times; one += 1)"
            " all.push(await scan(code, amount)); return all; }"
        )
        waits = self.page.evaluate(script, [self.code, AMOUNT, SCANS])
        return SCANS * 1000 / sum(sum(both[part]) for both in waits)

    def bare(self, part: slice) -> float:
        """The same calls alone, as often."""
        calls = [self._find(), self._preview()][part]
        done = load.send(self.running.port, calls * SCANS, connections=1, status=200)
        return SCANS / done.seconds

    def _find(self) -> bytes:
        return load.get(f"/scan/api/find?q={self.code}", **self.headers)

    def _preview(self) -> bytes:
        body = {
            "card_id": self.card_id,
            "lines": [{"amount": int(AMOUNT) * 100}],
            "points_to_spend": 0,
            "receipt": None,
            "made_at": datetime.now(UTC).isoformat(),
        }
        return load.post("/scan/api/preview", json.dumps(body).encode(), **self.headers)


def main() -> None:
    """Measure and tell."""
    with service.running() as running, browser.launched() as chromium:
        page = chromium.new_context(
            viewport={"width": 390, "height": 844}, locale="en"
        ).new_page()
        counter = _at_work(running, page)
        told = [
            rounds.compare(
                name,
                lambda part=part: counter.shown(part),
                "the same by bare calls of the API",
                lambda part=part: counter.bare(part),
                unit="a second",
                least=1 / 1.5,
            )
            for name, part in (
                ("code to preview, both calls", slice(0, 2)),
                ("code to card", slice(0, 1)),
                ("amount to preview", slice(1, 2)),
            )
        ]
    rounds.tell(told)


def _at_work(running: Service, page: Page) -> Counter:
    """A salesperson comes in by invitation, sets the scanner up, begins a shift."""
    card_id = _card(running, _program(running), 1)
    code = str(running.call("GET", f"/cards/{card_id}")["code"])
    invited = service.run(
        running.environment,
        *("user", "create", "--brand", running.brand_id, "--role", "staff"),
        *("--email", "sam@shop.example", "--name", "Sam"),
    )
    page.goto(f"http://127.0.0.1:{running.port}/invitation/{invited['invitation']}")
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.goto(f"http://127.0.0.1:{running.port}/scan")
    page.fill("#name", "Counter 1")
    page.click("button.main")
    page.fill("#pin", PIN)
    page.click("button.main")
    page.wait_for_selector("#q")
    return Counter(running, page, code, card_id, _headers(page))


def _headers(page: Page) -> dict[str, str]:
    state = page.evaluate("fetch('/scan/api/state').then((answer) => answer.json())")
    cookies = page.context.cookies()
    return {
        "Cookie": "; ".join(f"{one['name']}={one['value']}" for one in cookies),
        "X_CSRF_Token": state["visitor"]["csrf"],
        "Sec_Fetch_Site": "same-origin",
    }


if __name__ == "__main__":
    main()
