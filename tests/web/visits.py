"""A person at a browser without scripts: keeps cookies, sends forms as a page would."""

from __future__ import annotations

import base64
import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests import factories
from wallet_service.database import Database
from wallet_service.services.staff import one_time_codes
from wallet_service.services.staff.one_time_codes import PERIOD

ORIGIN = "http://localhost:8000"
CSRF = re.compile(r'name="csrf" value="([0-9a-f]*)"')
SEED = re.compile(r'class="seed">([A-Z2-7 ]+)<')


class Visit:
    """One browser."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.client = app.test_client()
        self.language = language
        self.csrf = ""

    @property
    def token(self) -> str:
        """What the session's cookie holds."""
        cookie = self.client.get_cookie("sid")
        return cookie.value if cookie else ""

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page; remembers the token of its forms."""
        return self._keep(self.client.get(path, headers=self._headers(), **options))

    def post(self, path: str, **fields: str | list[str]) -> TestResponse:
        """Send a form of the page that was opened last."""
        data = {"csrf": self.csrf, **fields} if self.csrf else fields
        headers = self._headers() | {"Origin": ORIGIN}
        return self._keep(self.client.post(path, data=data, headers=headers))

    def sign_in(
        self, email: str, password: str = factories.PASSWORD, **fields: str
    ) -> TestResponse:
        """Send the form of the sign-in page."""
        self.get("/sign-in")
        return self.post("/sign-in", email=email, password=password, **fields)

    def enter(self, email: str, password: str = factories.PASSWORD) -> TestResponse:
        """Sign in and follow where that leads, to the first page."""
        return self.follow(self.sign_in(email, password))

    def follow(self, response: TestResponse) -> TestResponse:
        """Go where answers lead."""
        while response.status_code == 303:
            response = self.get(response.headers["Location"])
        return response

    def set_up_app(self, seed_page: TestResponse, now: Any) -> bytes:
        """Confirm an authenticator app; returns its seed."""
        seed = seed_in(seed_page)
        self.post("/account/second-factor", code=code_at(seed, now))
        return seed

    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language}

    def _keep(self, response: TestResponse) -> TestResponse:
        found = CSRF.search(response.text)
        if found:
            self.csrf = found.group(1)
        return response


def seed_in(page: TestResponse) -> bytes:
    """The seed that the page shows for typing."""
    text = SEED.search(page.text)
    assert text, page.text
    letters = text.group(1).replace(" ", "")
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def code_at(seed: bytes, now: Any, steps: int = 0) -> str:
    """What the app shows, so many half minutes later."""
    return one_time_codes.code_at(seed, int(now.timestamp()) // PERIOD + steps)


def a_manager(
    app: Flask,
    database: Database,
    brand_id: str,
    now: Any,
    *,
    role: str = "owner",
    email: str = "olga@acme.example",
) -> tuple[Visit, bytes]:
    """A visit of somebody who rules, second factor and all, and the app's seed."""
    factories.a_person(database, brand_id, email, role, name="Olga Owner")
    visit = Visit(app)
    page = visit.enter(email)
    seed = visit.set_up_app(page, now)
    visit.get("/brand/team")
    return visit, seed
