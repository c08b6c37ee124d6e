"""The house that is photographed: a brand with programs, companies, people, a shop."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import requests
from PIL import Image

from tests import factories
from tests.journeys import house as houses
from tests.journeys.counter import Counter
from wallet_service import clock, logs
from wallet_service.services.actors import OPERATOR
from wallet_service.services.joining import limits
from wallet_service.services.mail import letters
from wallet_service.services.wallet import google_issuers
from wallet_service.simulator.google_stand_in import GoogleStandIn

ISSUER = "3388000000012345678"
PROGRAMS: dict[str, dict[str, Any]] = {
    "discount": {
        "name": "Project price",
        "design": "classic",
        "rules": {"rate_bp": 700},
    },
    "accumulating": {
        "name": "Partner discount",
        "design": "classic",
        "rules": {"tiers": factories.TIERS, "period": "quarter"},
    },
    "cashback": {
        "name": "Installer points",
        "design": "festive",
        "rules": {"rate_bp": 500, "share_cap_bp": 5000, "expiry": {"months": 12}},
    },
    "stamp": {
        "name": "Tenth order",
        "design": "festive",
        "rules": {"mode": "purchase", "slots": 4, "reward_name": "A cordless drill"},
    },
}
numbers = itertools.count(1)


@dataclass
class Set:
    """The brand and what it has."""

    house: houses.House
    counter: Counter
    programs: dict[str, str]

    @property
    def api(self) -> Any:
        """The brand's API."""
        return self.house.api

    def patch(self, path: str, body: Any) -> None:
        """Change something by the API."""
        headers = {"Authorization": f"Bearer {self.api.key}"}
        answer = requests.patch(
            f"{self.house.url}/api/v1{path}", json=body, headers=headers, timeout=20
        )
        answer.raise_for_status()

    def company(self) -> str:
        """A partner company; points and turnover are its own."""
        company = {
            "name": "Polar Installations Ltd",
            "manager": {"name": "Helen Brook", "phone": "+7 495 000-00-17"},
        }
        return str(self.api.post("/companies", company)["id"])

    def card(self, kind: str, name: str = "Anna Larsen", **member: Any) -> Any:
        """A card of a person of the partner company."""
        who = {
            "name": name,
            "email": f"anna-{next(numbers)}@partner.example",
            "company_id": self.company(),
            "role": "manager",
            **member,
        }
        return self.api.post(
            "/cards", {"program_id": self.programs[kind], "member": who}
        )

    def buy(self, card: Any, *amounts: int) -> None:
        """Purchases of whole units of money."""
        for amount in amounts:
            self.api.post("/purchases", {"card_id": card["id"], "amount": amount * 100})

    def link(self, kind: str, **more: Any) -> str:
        """A link to a program's form."""
        body = {"program_id": self.programs[kind], **more}
        return str(self.api.post("/join-links", body)["url"])

    def letter(self, email: str) -> Any:
        """The newest letter to somebody; some are written a moment later."""
        for _ in range(100):
            with self.house.parts.database.reading(self.house.brand_id) as session:
                newest = letters.newest(session, self.house.parts.keyring, 100)
            found = [one for one in newest if one.to == email]
            if found:
                return found[0]
            time.sleep(0.1)
        raise LookupError(f"no letter to {email}")

    def code(self, email: str) -> str:
        """The code of the newest letter."""
        return re.sub(r"\D", "", self.letter(email).subject)[:6]


@contextmanager
def opened(folder: Path) -> Iterator[Set]:
    """Set it all up; it goes with the block."""
    house = houses.opened(folder, name="localhost")
    film = folder / "film.mjpeg"
    a_wall().save(film, "JPEG")
    house.start_relay()
    logs.configure("ERROR")
    counter = Counter(house, film)
    for name in ("Harbour Road", "North depot"):
        counter.location(name)
    _google(house)
    programs = {kind: _program(house, kind) for kind in PROGRAMS}
    # every visitor comes from one address
    many = ((limits.DAY, 100_000),)
    with patch.object(limits, "FREE", many), patch.object(limits, "MOST", many):
        yield Set(house, counter, programs)
    house.close()


def a_wall() -> Image.Image:
    """What a camera sees before anybody holds a card there."""
    wall = Image.linear_gradient("L").resize((640, 480)).rotate(180)
    return Image.merge(
        "RGB", [wall.point(lambda one, add=add: one // 3 + add) for add in (52, 56, 64)]
    )


def _program(house: houses.House, kind: str) -> str:
    program = {
        "kind": kind,
        "currency": "RUB",
        "time_zone": "Europe/Moscow",
        "terms": {"en": "Show the card before the invoice is made out."},
        **PROGRAMS[kind],
    }
    made = str(house.api.post("/programs", program)["id"])
    house.api.post(f"/programs/{made}/publish", {})
    return made


def _google(house: houses.House) -> None:
    """An issuer, so that Android phones get their button."""
    with GoogleStandIn(clock=clock.utc_now) as stand_in:
        upload = google_issuers.Upload(ISSUER, stand_in.credentials(ISSUER), 100)
    with house.parts.database.writing(house.brand_id) as session:
        google_issuers.install(
            session,
            house.parts.keyring,
            upload,
            actor=OPERATOR,
            now=clock.utc_now(),
        )
