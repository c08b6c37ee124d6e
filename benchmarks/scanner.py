"""From a decoded code to the preview on the scanner's page, beside the bare API calls.

The page runs in Chromium against a real service. A code arrives as from the camera or
a hand scanner, the amount is typed the moment its field is there, and the clock stops
when the preview with its figures stands in the page. The yardstick is the same two
calls by the same browser, with nothing done with their answers: what a browser costs
is in both, so that the ratio is what the page adds. What the calls take over an open
connection without a browser is told beside it.
"""

from __future__ import annotations

import json
import statistics
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
PREVIEW = "/scan/api/preview"
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
  // the screen has come to rest, as it has when a customer comes
  await new Promise((resolve) => setTimeout(resolve, 50));
  const begun = performance.now();
  field.value = code;
  field.form.requestSubmit();
  const typed = await there("#amount");
  typed.value = amount;
  typed.dispatchEvent(new Event("input", { bubbles: true }));
  await there(".outcome");
  const done = performance.now();
  document.querySelector(".bar button").click();
  return done - begun;
};
"""


CALL_ALONE = """
const call = async (path, options) => (await fetch(path, options)).json();
const alone = async ({ find, preview, headers, body }) => {
  const begun = performance.now();
  await call(find, { headers, cache: "no-store" });
  await call(preview, { method: "POST", headers, body, cache: "no-store" });
  return performance.now() - begun;
};
"""
TIMES = (
    "const all = [];"
    "for (let one = 0; one < times; one += 1) all.push(await {});"
    "return all;"
)


@dataclass(frozen=True, slots=True)
class Counter:
    """A scanner at work: its page, a card's code, what its calls carry."""

    running: Service
    page: Page
    code: str
    card_id: str
    headers: dict[str, str]

    def shown(self) -> float:
        """Scans a second."""
        repeated = TIMES.format("scan(code, amount)")
        script = f"async ([code, amount, times]) => {{{WAIT_AND_TYPE}{repeated}}}"
        return _rate(self.page.evaluate(script, [self.code, AMOUNT, SCANS]))

    def called(self) -> float:
        """The same calls by the same browser and nothing else, as often."""
        repeated = TIMES.format("alone(asked)")
        script = f"async ([asked, times]) => {{{CALL_ALONE}{repeated}}}"
        asked = {
            "find": self._find,
            "preview": PREVIEW,
            "headers": {
                "X-CSRF-Token": self.headers["X_CSRF_Token"],
                "Content-Type": "application/json",
            },
            "body": json.dumps(self._purchase()),
        }
        return _rate(self.page.evaluate(script, [asked, SCANS]))

    def without_browser(self) -> float:
        """Both calls over one open connection, as often."""
        body = json.dumps(self._purchase()).encode()
        calls = [
            load.get(self._find, **self.headers),
            load.post(PREVIEW, body, **self.headers),
        ]
        done = load.send(self.running.port, calls * SCANS, connections=1, status=200)
        return SCANS / done.seconds

    @property
    def _find(self) -> str:
        return f"/scan/api/find?q={self.code}"

    def _purchase(self) -> dict[str, object]:
        return {
            "card_id": self.card_id,
            "lines": [{"amount": int(AMOUNT) * 100}],
            "points_to_spend": 0,
            "receipt": None,
            "made_at": datetime.now(UTC).isoformat(),
        }


def _rate(milliseconds: list[float]) -> float:
    return len(milliseconds) * 1000 / sum(milliseconds)


def main() -> None:
    """Measure and tell."""
    with service.running() as running, browser.launched() as chromium:
        page = chromium.new_context(
            viewport={"width": 390, "height": 844}, locale="en"
        ).new_page()
        counter = _at_work(running, page)
        without = statistics.median(counter.without_browser() for _ in range(5))
        told = rounds.compare(
            "from a decoded code to the preview",
            counter.shown,
            "the same two calls alone in the same browser",
            counter.called,
            unit="a second",
            least=1 / 1.5,
            note=f"both calls without a browser: {without:,.0f} a second",
        )
    rounds.tell([told])


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
