"""Calls of the API as a brand's system makes them."""

from __future__ import annotations

import itertools
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import factories
from wallet_service.database import Database

BASE = "/api/v1"

_keys = itertools.count(1)


class Api:
    """A client with a key; every POST takes a fresh idempotency key unless told."""

    def __init__(self, client: FlaskClient, key: str) -> None:
        self._client = client
        self.key = key

    def get(self, path: str, **query: Any) -> TestResponse:
        return self._client.get(
            BASE + path, query_string=query, headers=self._headers()
        )

    def post(
        self, path: str, body: object = None, *, key: str | None = None
    ) -> TestResponse:
        key = key or f"key-{next(_keys)}"
        headers = self._headers() | {"Idempotency-Key": key}
        return self._client.post(BASE + path, json=body or {}, headers=headers)

    def patch(self, path: str, body: object) -> TestResponse:
        return self._client.patch(BASE + path, json=body, headers=self._headers())

    def created(self, path: str, body: object) -> dict[str, Any]:
        """POST what must be accepted, and give the document."""
        response = self.post(path, body)
        assert response.status_code in {200, 201, 202}, response.get_data(as_text=True)
        document: dict[str, Any] = response.get_json()
        return document

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


def new_program(kind: str = "cashback", **fields: Any) -> dict[str, Any]:
    """The body of a program of this kind."""
    return {
        "name": f"The {kind} card",
        "kind": kind,
        "currency": "RUB",
        "time_zone": "Europe/Moscow",
        "rules": factories.RULES[kind],
        **fields,
    }


def with_scopes(
    client: FlaskClient, database: Database, brand_id: str, *scopes: str
) -> Api:
    """A client whose key has these scopes only."""
    return Api(client, factories.an_api_key(database, brand_id, *scopes))
