"""What Google costs: patches for a burst, the limit across processes, lanes, an outage.

The stand-in counts; two `wallet-service worker` processes deliver from one database.
Four promises: a burst is one patch a card; over any second the limit holds; bulk work
delays a till's update by two seconds at most; a dead Google costs a purchase nothing.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from sqlalchemy import select

from benchmarks import service
from benchmarks.service import Service
from wallet_service import clock, settings, wiring
from wallet_service.cli import google as google_command
from wallet_service.delivery import google_tap
from wallet_service.models.card import CardPass
from wallet_service.services.actors import OPERATOR
from wallet_service.services.errors import Unavailable
from wallet_service.services.wallet import google_issuers
from wallet_service.simulator.google_faults import Drop
from wallet_service.simulator.google_stand_in import GoogleStandIn
from wallet_service.wiring import Adapters

ISSUER = "3388000000012345678"
PATCH = "loyaltyobject.patch"
RATE, FAST = 15, 1_000
BURST_CARDS, BURST_CHANGES = 50, 10
CAMPAIGN = int(os.environ.get("BENCHMARK_CAMPAIGN", "1000"))
TILL_PURCHASES, TILL_PAUSE, QUIET = 20, 1.0, 10
# the change gathers for a second before it is due, as the product promises
SETTLE, LONGEST_DELAY = 1.0, 2.0
DRAIN_SECONDS = 300.0
TAPS = 5
# one request may arrive a little late and fall into the next second
JITTER = 1
PURCHASES, LEAST_WHILE_DEAD = 300, 0.9

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Promise:
    """A figure, what was promised of it, and whether that holds."""

    name: str
    figure: float
    promise: str
    holds: bool


class House:
    """A service with cards at Google, and workers that bring them up to date."""

    def __init__(self, served: Service, google: GoogleStandIn) -> None:
        self.service = served
        self.google = google
        os.environ |= served.environment
        self.parts: Adapters = wiring.build(settings.load())
        self.credentials = google.credentials(ISSUER)
        self.cards: list[str] = []
        self.passes: dict[str, str] = {}

    def install(self, rate: int) -> None:
        """The issuer, allowed so many requests a second."""
        upload = google_issuers.Upload(ISSUER, self.credentials, rate)
        with self.parts.database.writing(self.service.brand_id) as session:
            google_issuers.install(
                session,
                self.parts.keyring,
                upload,
                actor=OPERATOR,
                now=clock.utc_now(),
            )

    def add_cards(self, count: int) -> None:
        """Cards of a cashback program, each tapped into Google's wallet."""
        body = {
            "name": "Benchmark",
            "kind": "cashback",
            "currency": "RUB",
            "time_zone": "Europe/Moscow",
            "rules": {"rate_bp": 500},
        }
        program = str(self.service.call("POST", "/programs", body)["id"])
        self.service.call("POST", f"/programs/{program}/publish", {})

        def add(number: int) -> str:
            member = {"name": f"Member {number}"}
            card = {"program_id": program, "member": member}
            return str(self.service.call("POST", "/cards", card)["id"])

        with ThreadPoolExecutor(4) as pool:
            self.cards = list(pool.map(add, range(count)))
        brand = self.service.brand_id
        with self.parts.database.reading(brand) as session:
            rows = session.execute(select(CardPass.card_id, CardPass.id))
            self.passes = {row.card_id: row.id for row in rows}
        first, *others = (self.passes[card] for card in self.cards)
        self._tap(first)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self._tap, others))
        self._know_the_tables()

    def _know_the_tables(self) -> None:
        """PostgreSQL guesses at tables filled just now; later it would know them."""
        if not self.parts.database.is_sqlite:
            with self.parts.database.engine.begin() as connection:
                connection.exec_driver_sql("ANALYZE")

    def _tap(self, pass_id: str) -> None:
        """On a busy machine a tap may fail in its three seconds: tap again then."""
        for is_last in (number == TAPS for number in range(1, TAPS + 1)):
            try:
                google_tap.save_url(self.parts, self.service.brand_id, pass_id)
            except Unavailable:
                if is_last:
                    raise
            else:
                return

    def buy(self, card_id: str) -> None:
        """A purchase through HTTP."""
        key = f"purchase-{next(_numbers)}"
        body = {"card_id": card_id, "external_id": key, "amount": 1_000_000}
        self.service.call("POST", "/purchases", body, key=key)

    def drained(self) -> None:
        """Wait until nothing of the cards is owed any more."""
        end = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < end:
            if not self._owed():
                return
            time.sleep(0.2)
        raise TimeoutError("updates are still owed")

    def _owed(self) -> int:
        query = (
            "SELECT count(*) FROM outbox_messages WHERE state IN ('queued', 'claimed') "
            "AND topic <> 'google-users'"
        )
        with self.parts.database.look_up() as connection:
            return int(connection.exec_driver_sql(query).scalar_one())


def main() -> None:
    """Set up, measure, tell."""
    with GoogleStandIn(clock=clock.utc_now, allows_loopback=True) as google:
        os.environ["WALLET_GOOGLE_API_URL"] = google.url
        os.environ["WALLET_GOOGLE_KEYS_URL"] = google.keys_url
        with service.running() as served:
            house = House(served, google)
            house.install(FAST)
            house.add_cards(max(CAMPAIGN, BURST_CARDS))
            with _workers(served):
                house.drained()
                house.install(RATE)
                # a limiter begins where the fast one left off
                time.sleep(2)
                found = [_burst(house), *_campaign(house)]
                found.append(_outage(house))
            house.parts.close()
    tell(found)


@contextmanager
def _workers(served: Service) -> Iterator[None]:
    """Two processes that deliver."""
    command = [*service.COMMAND, "worker"]
    processes = [
        subprocess.Popen(command, env=served.environment, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def _burst(house: House) -> Promise:
    """On a busy machine some cards' purchases take longer than changes gather."""
    before, slow = house.google.journal.count(PATCH), 0
    for card in house.cards[:BURST_CARDS]:
        begun = time.monotonic()
        for _ in range(BURST_CHANGES):
            house.buy(card)
        slow += time.monotonic() - begun > SETTLE
    house.drained()
    patches = house.google.journal.count(PATCH) - before
    return Promise(
        f"patches for {BURST_CARDS} cards changed {BURST_CHANGES} times each",
        patches,
        f"{BURST_CARDS}, and one more for {slow} that took longer than {SETTLE} s",
        BURST_CARDS <= patches <= BURST_CARDS + slow,
    )


def _campaign(house: House) -> list[Promise]:
    """Every card is sent again while a till goes on."""
    quiet = statistics.median(_delay(house, card) for card in house.cards[:QUIET])
    begun = time.monotonic()
    owed = google_command.send_again(house.parts, house.service.brand_id)
    time.sleep(2)
    delays = [_delay(house, card) for card in _from_both_ends(house.cards)]
    house.drained()
    times = sorted(one.at for one in house.google.journal.calls if one.at > begun)
    most = max(_within_a_second(times, start) for start in range(len(times)))
    return [
        Promise(
            f"usual way of a till's update during {owed} cards of bulk, s",
            statistics.median(delays),
            f"at most {LONGEST_DELAY} beyond the {quiet:.2f} without",
            statistics.median(delays) <= LONGEST_DELAY + quiet,
        ),
        Promise(
            "longest way of a till's update meanwhile, s",
            max(delays),
            f"at most {LONGEST_DELAY} beyond the {quiet:.2f} without",
            max(delays) <= LONGEST_DELAY + quiet,
        ),
        Promise(
            "most requests in any second, two processes",
            most,
            f"{RATE}, and {JITTER} for one that arrives late",
            most <= RATE + JITTER,
        ),
    ]


def _from_both_ends(cards: Sequence[str]) -> list[str]:
    """Cards whose bulk update is done soon, and as many where it waits to the end."""
    half = TILL_PURCHASES // 2
    pairs = zip(cards[:half], reversed(cards[-half:]), strict=True)
    return [card for pair in pairs for card in pair]


def _delay(house: House, card_id: str) -> float:
    """Seconds from a purchase to its patch at Google."""
    object_id = f"{ISSUER}.{house.passes[card_id]}"
    known = len(house.google.journal.of(PATCH))
    begun = time.monotonic()
    house.buy(card_id)

    def is_there() -> bool:
        fresh = house.google.journal.of(PATCH)[known:]
        return any(
            one.resource_id == object_id and "notifyPreference" in one.body
            for one in fresh
        )

    if not house.google.journal.wait_until(is_there, 30):
        raise TimeoutError("a till's update did not arrive")
    seconds = time.monotonic() - begun
    time.sleep(TILL_PAUSE)
    return seconds


def _within_a_second(times: Sequence[float], start: int) -> int:
    end = start
    while end < len(times) and times[end] - times[start] < 1.0:
        end += 1
    return end - start


def _outage(house: House) -> Promise:
    """Purchases in turn: with Google there, and with every connection dropped."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(6):
        is_dead = bool(turn % 2)
        house.google.faults.always("*", Drop() if is_dead else None)
        begun = time.monotonic()
        cards = itertools.cycle(house.cards[:BURST_CARDS])
        for card in itertools.islice(cards, PURCHASES):
            house.buy(card)
        rates[is_dead].append(PURCHASES / (time.monotonic() - begun))
    house.google.faults.always("*", None)
    ratio = statistics.median(rates[True]) / statistics.median(rates[False])
    return Promise(
        "purchases a second while Google is dead, beside Google alive",
        ratio,
        f"at least {LEAST_WHILE_DEAD}",
        ratio >= LEAST_WHILE_DEAD,
    )


def tell(found: list[Promise]) -> None:
    """Print the figures; ends with 1 when a promise is broken."""
    if "--json" in sys.argv:
        print(json.dumps([asdict(one) for one in found], indent=1))
    else:
        for one in found:
            verdict = "holds" if one.holds else "DOES NOT HOLD"
            print(f"{one.name}: {one.figure:,.2f}; promised {one.promise}: {verdict}")
    sys.exit(0 if all(one.holds for one in found) else 1)


if __name__ == "__main__":
    main()
