"""The demonstration's only way into the service: its public API, over HTTP.

The key stays in this process; no page ever holds it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wallet_service.simulator import phone_web

Document = dict[str, Any]


class ApiRefused(Exception):
    """The API answered with a problem; `problem` is what it says."""

    def __init__(self, problem: Document) -> None:
        super().__init__(f"{problem.get('status')} {problem.get('code')}")
        self.problem = problem

    @property
    def code(self) -> str:
        """The problem's stable code."""
        return str(self.problem.get("code", ""))


@dataclass(frozen=True, slots=True)
class Api:
    """`base_url` is the service's own; `key` an API key of the brand."""

    base_url: str
    key: str = field(repr=False)

    def get(self, path: str) -> Document:
        """Read one object or list; raises ApiRefused."""
        return self._send("GET", path, None, {})

    def post(
        self, path: str, body: Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Document:
        """Do something once per key; raises ApiRefused."""
        key = idempotency_key or secrets.token_urlsafe(16)
        return self._send("POST", path, body, {"Idempotency-Key": key})

    def _send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        headers: dict[str, str],
    ) -> Document:
        headers["Authorization"] = f"Bearer {self.key}"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode("utf-8")
        url = f"{self.base_url}/api/v1{path}"
        try:
            answer = phone_web.send(method, url, headers=headers, body=data)
            document = json.loads(answer.body)
        except (phone_web.Unreachable, ValueError) as error:
            detail = f"The service did not answer ({type(error).__name__})."
            problem = {"status": 503, "code": "unreachable", "detail": detail}
            raise ApiRefused(problem) from None
        if answer.status >= 400:
            raise ApiRefused(document)
        return dict(document)
