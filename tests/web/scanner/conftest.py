"""A scanner without its page: the calls that the page makes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import factories
from tests.web.visits import ORIGIN, Visit
from wallet_service.database import Database
from wallet_service.services.staff import locations

PIN = "2580"
keys = itertools.count(1)


class Scanner:
    """A device on which people work."""

    def __init__(self, app: Flask, clock: Any) -> None:
        self.visit = Visit(app)
        self.clock = clock
        self.state: dict[str, Any] = {}

    def get(self, path: str) -> TestResponse:
        return self.visit.client.get(f"/scan/api/{path}")

    def post(self, path: str, body: object = None, **headers: str) -> TestResponse:
        sent = {"Origin": ORIGIN, "X-CSRF-Token": self.csrf, **headers}
        return self.visit.client.post(
            f"/scan/api/{path}", json=body or {}, headers=sent
        )

    def confirm(
        self, path: str, body: dict[str, Any], *, key: str = "", shift: str = ""
    ) -> TestResponse:
        """As the page sends what was confirmed."""
        sent = {"made_at": self.clock().isoformat(), **body}
        key = key or f"scanner-key-{next(keys):08d}"
        headers = {"Idempotency-Key": key, "X-Shift": shift or self.shift}
        return self.post(path, sent, **headers)

    def buy(self, card_id: str, amount: int = 100_000, **fields: Any) -> TestResponse:
        options = {
            name: fields.pop(name) for name in ("key", "shift") if name in fields
        }
        body = {"card_id": card_id, "lines": [{"amount": amount}], **fields}
        return self.confirm("purchases", body, **options)

    @property
    def csrf(self) -> str:
        visitor = self.state.get("visitor")
        return visitor["csrf"] if visitor else ""

    @property
    def shift(self) -> str:
        return str(self.state["visitor"]["shift"])

    def look(self) -> dict[str, Any]:
        self.state = self.get("state").get_json()
        return self.state

    def set_up(self, email: str, location_id: str | None = None) -> None:
        """Sign in, take the device into use, choose a PIN."""
        self.visit.sign_in(email)
        self.look()
        body = {"name": "Counter 1", "location_id": location_id}
        assert self.post("device", body).status_code == 201
        self.choose_pin()

    def join(self, email: str) -> None:
        """Another person comes to this device with their password."""
        self.visit.sign_in(email)
        self.look()
        self.choose_pin()

    def choose_pin(self, pin: str = PIN) -> None:
        assert self.post("pin", {"pin": pin}).status_code == 201
        self.look()

    def unlock(self, user_id: str, pin: str = PIN) -> TestResponse:
        answer = self.post("unlock", {"user_id": user_id, "pin": pin})
        self.look()
        return answer


@pytest.fixture
def sam(database: Database, brand_id: str) -> str:
    """A salesperson's identifier."""
    return factories.a_person(database, brand_id)


@pytest.fixture
def shop(database: Database, brand_id: str) -> str:
    """A place's identifier."""
    with database.writing(brand_id) as session:
        return locations.add_location(
            session, "North shop", None, actor=factories.ACTOR, now=factories.NOW
        )


@pytest.fixture
def scanner(app: Flask, clock: Any, sam: str, shop: str) -> Scanner:
    """Sam's scanner in the shop, unlocked."""
    scanner = Scanner(app, clock)
    scanner.set_up("sam@acme.example", shop)
    return scanner


@pytest.fixture
def new_scanner(app: Flask, clock: Any) -> Any:
    """Makes further devices."""
    return lambda: Scanner(app, clock)


@pytest.fixture
def card(database: Database, brand_id: str, keyring: Any) -> str:
    """A cashback card's identifier."""
    with database.writing(brand_id) as session:
        return factories.a_card(session, keyring)
