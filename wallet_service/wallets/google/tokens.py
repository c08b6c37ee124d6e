"""The access token of a service account: asked for once, shared by all threads.

A signed assertion is exchanged at the account's own `token_uri` (RFC 7523). The token
serves until shortly before its end, and is renewed early only when Google refused it.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from google.auth import credentials, exceptions, transport

from wallet_service.wallets.google import discovery
from wallet_service.wallets.google.service_account import ServiceAccount

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_ASSERTION_SECONDS = 3600
_LONGEST_TEXT = 200


class AccountRefused(Exception):
    """The token endpoint knows the account or its key no longer: nothing will help."""


class AccessToken(credentials.Credentials):
    """Credentials for google-auth's session; safe between threads."""

    def __init__(self, account: ServiceAccount) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._account = account
        self._lock = threading.Lock()

    def refresh(self, request: transport.Request) -> None:
        """Get a token unless another thread has just got one.

        Raises AccountRefused when there will be none, TransportError when the endpoint
        cannot be reached or is busy.
        """
        with self._lock:
            if not self.valid:
                self._fetch(request)

    def discard(self, rejected: str) -> None:
        """Forget the token that Google did not take, unless it is renewed already."""
        with self._lock:
            if self.token == rejected:
                self.token = None

    def _fetch(self, request: transport.Request) -> None:
        form = {"grant_type": _GRANT, "assertion": self._assertion()}
        response = request(
            url=self._account.token_uri,
            method="POST",
            headers=_FORM,
            body=urlencode(form).encode("ascii"),
        )
        content = _json_object(response.data)
        if response.status != 200 or not isinstance(content.get("access_token"), str):
            raise _failure(response.status, content)
        seconds = content.get("expires_in")
        lasts = seconds if isinstance(seconds, int) else _ASSERTION_SECONDS
        # google-auth compares with naive UTC.
        ends = datetime.fromtimestamp(time.time() + lasts, UTC)
        self.expiry = ends.replace(tzinfo=None)
        self.token = content["access_token"]

    def _assertion(self) -> str:
        now = int(time.time())
        return self._account.sign(
            {
                "iss": self._account.email,
                "scope": discovery.SCOPE,
                "aud": self._account.token_uri,
                "iat": now,
                "exp": now + _ASSERTION_SECONDS,
            }
        )


def _failure(status: int, content: Mapping[str, Any]) -> Exception:
    reason = str(content.get("error", ""))
    said = f"{reason} {content.get('error_description', '')}".strip()
    if 400 <= status < 500 and status not in {408, 429}:
        return AccountRefused(said[:_LONGEST_TEXT] or f"status {status}")
    return exceptions.TransportError(f"the token endpoint said {status}")


def _json_object(data: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(data)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
