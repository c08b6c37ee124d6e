"""Somebody who joins by the pages: a browser without scripts, a mailbox, a network."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from wallet_service.models.mail import Letter
from wallet_service.services.joining import restoring
from wallet_service.services.mail import letter_texts, letters
from wallet_service.services.mail.letters import WrittenLetter
from wallet_service.wiring import Adapters

HERE = {"Origin": "http://localhost:8000"}
FORM = {
    "name": "Anna Larsen",
    "email": "anna@partner.example",
    "consent_processing": "1",
}


class Person:
    """Sends forms from one address and reads the letters of a brand."""

    def __init__(
        self,
        client: FlaskClient,
        adapters: Adapters,
        brand_id: str,
        address: str = "192.0.2.1",
    ) -> None:
        self._client = client
        self._adapters = adapters
        self._brand_id = brand_id
        self.address = address

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._client.get(path, environ_overrides=self._peer, **options)

    def post(self, path: str, form: Any = None, **options: Any) -> TestResponse:
        headers = {**HERE, **options.pop("headers", {})}
        return self._client.post(
            path,
            data=form or {},
            headers=headers,
            environ_overrides=self._peer,
            **options,
        )

    def send(self, link: str, **answers: str) -> str:
        """Send a form that must be taken; gives the address of the code's page."""
        response = self.post(link, {**FORM, **answers})
        assert response.status_code == 303, response.get_data(as_text=True)
        return response.headers["Location"]

    def join(self, link: str, **answers: str) -> TestResponse:
        """Send a form and the code that comes for it."""
        page = self.send(link, **answers)
        return self.post(page, {"code": self.code()})

    @property
    def letters(self) -> list[WrittenLetter]:
        """All letters that lie in the outbox, newest first."""
        self._answer_asked()
        with self._adapters.database.reading(self._brand_id) as session:
            return letters.newest(session, self._adapters.keyring, 100)

    def _answer_asked(self) -> None:
        """What the relay does for who asked for their cards."""
        parts = self._adapters
        with parts.database.writing(self._brand_id) as session:
            asked = select(Letter.id).where(Letter.kind == letter_texts.WAY_BACK)
            for letter_id in session.scalars(asked.order_by(Letter.id)).all():
                restoring.answer(
                    session,
                    parts.keyring,
                    letter_id,
                    base_url=parts.settings.base_url,
                    now=parts.clock(),
                )

    def code(self) -> str:
        """The code of the newest letter."""
        match = re.search(r"(\d{3})\s(\d{3})", self.letters[0].subject)
        assert match is not None
        return match[1] + match[2]

    def mailed_link(self) -> str:
        """The path of the link in the newest letter."""
        match = re.search(r"http://localhost:8000(/\S+)", self.letters[0].body)
        assert match is not None
        return match[1]

    @property
    def _peer(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self.address}


def another_code(code: str) -> str:
    """A code of the same form that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"
