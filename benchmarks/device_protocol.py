"""Apple's device protocol beside an empty Flask route on the same server.

The two calls that phones make most: "which of my passes changed?" and a pass that has
not changed (304). Neither touches a signing key.
"""

from __future__ import annotations

import http.client
import io
import json
import zipfile
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks import load, rounds, service
from benchmarks.purchases import _card, _program
from benchmarks.service import Service

BATCH = 800
CONNECTIONS = 4
DEVICE = "benchmark-device-0001"


@dataclass(frozen=True, slots=True)
class Installed:
    """A pass on a phone: what it needs to ask for changes."""

    pass_type: str
    serial_number: str
    token: str
    last_modified: str


def main() -> None:
    """Measure and tell."""
    with service.running() as running:
        installed = _install(running)
        empty = [load.get("/empty/")] * BATCH
        path = f"/apple/v1/devices/{DEVICE}/registrations/{installed.pass_type}"
        listing = [load.get(path)] * BATCH
        unchanged = [
            load.get(
                f"/apple/v1/passes/{installed.pass_type}/{installed.serial_number}",
                Authorization=f"ApplePass {installed.token}",
                If_Modified_Since=installed.last_modified,
            )
        ] * BATCH
        told = []
        for name, requests, status in (
            ("list of changed passes", listing, 200),
            ("pass unchanged (304)", unchanged, 304),
        ):
            told.append(
                rounds.compare(
                    name,
                    lambda wanted=requests, status=status: _rate(
                        running, wanted, status
                    ),
                    "an empty Flask route on the same server",
                    lambda: _rate(running, empty, 200),
                    unit="requests a second",
                    least=0.5,
                )
            )
    rounds.tell(told)


def _rate(running: Service, requests: list[bytes], status: int) -> float:
    done = load.send(running.port, requests, connections=CONNECTIONS, status=status)
    return done.per_second


def _install(running: Service) -> Installed:
    """Download a real pass as a phone does, and register for it."""
    card = running.call("GET", f"/cards/{_card(running, _program(running), 1)}")
    links = card["links"]
    assert isinstance(links, dict)
    link = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    link.request("GET", urlsplit(links["apple"]).path)
    answer = link.getresponse()
    data, changed = answer.read(), answer.headers["Last-Modified"]
    document = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("pass.json"))
    found = Installed(
        document["passTypeIdentifier"],
        document["serialNumber"],
        document["authenticationToken"],
        changed,
    )
    link.request(
        "POST",
        f"/apple/v1/devices/{DEVICE}/registrations/{found.pass_type}"
        f"/{found.serial_number}",
        json.dumps({"pushToken": "ab" * 32}),
        {"Authorization": f"ApplePass {found.token}"},
    )
    registered = link.getresponse()
    assert registered.status == 201, registered.status
    registered.read()
    return found


if __name__ == "__main__":
    main()
