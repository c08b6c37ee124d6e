"""One request to Google: google-auth's session on requests, and its failures as values.

A session belongs to one thread, the token to all. After an answer of 401 the token is
forgotten, so that the next request renews it. Redirects are not followed, and `.netrc`
is not asked.
"""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from google.auth import exceptions
from google.auth.transport import requests as transport
from google.auth.transport.requests import AuthorizedSession

from wallet_service.wallets.google import answers
from wallet_service.wallets.google.answers import Answer
from wallet_service.wallets.google.service_account import ServiceAccount
from wallet_service.wallets.google.tokens import AccessToken, AccountRefused

_JSON = {"Content-Type": "application/json", "Accept": "application/json"}
_BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire; `body` None for a GET."""

    verb: str
    url: str
    query: Mapping[str, str]
    body: Mapping[str, Any] | None


class Sessions:
    """Sessions of one account, a thread its own; `connect` is in seconds."""

    def __init__(self, account: ServiceAccount, *, connect: float) -> None:
        self._token = AccessToken(account)
        self._connect = connect
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._open: list[requests.Session] = []

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            sessions, self._open = self._open, []
        for session in sessions:
            session.close()

    def missing_token(self, *, timeout: float) -> Answer | None:
        """Have a token at hand, or tell why there is none.

        Asked for before a request takes its slot: else those that waited for the token
        would all be sent late, at one moment.
        """
        if self._token.valid:
            return None
        self._session()
        ask = functools.partial(
            self._mine.ask_token, timeout=(min(self._connect, timeout), timeout)
        )
        try:
            # google-auth wraps its transports like this itself
            self._token.refresh(ask)  # type: ignore[arg-type]
        except AccountRefused:
            return answers.CredentialRefused(_REVOKED)
        except exceptions.GoogleAuthError as error:
            return _no_token(error)
        return None

    def send(self, request: Request, *, timeout: float) -> Answer:
        """Send it once, with a token that is fetched before if there is none."""
        try:
            response = self._session().request(
                request.verb,
                request.url,
                params=dict(request.query),
                data=None if request.body is None else json.dumps(request.body),
                headers=_JSON,
                timeout=(min(self._connect, timeout), timeout),
                allow_redirects=False,
            )
        except AccountRefused:
            return answers.CredentialRefused(_REVOKED)
        except exceptions.GoogleAuthError as error:
            return _no_token(error)
        except requests.ConnectTimeout as error:
            return answers.TryLater(None, type(error).__name__, None)
        except requests.RequestException as error:
            return answers.Unanswered(type(error).__name__)
        if response.status_code == 401:
            header = str(response.request.headers.get("Authorization", ""))
            self._token.discard(header.removeprefix(_BEARER))
        return answers.read(response.status_code, response.headers, response.content)

    def _session(self) -> AuthorizedSession:
        session: AuthorizedSession | None = getattr(self._mine, "session", None)
        if session is None:
            for_tokens = requests.Session()
            for_tokens.auth = _keep_headers
            for_tokens.max_redirects = 0
            self._mine.ask_token = transport.Request(for_tokens)
            session = AuthorizedSession(
                self._token,
                refresh_status_codes=(),
                auth_request=self._mine.ask_token,
            )
            session.auth = _keep_headers
            self._mine.session = session
            with self._lock:
                self._open += [session, for_tokens]
        return session


def needs_new_token(answer: Answer) -> bool:
    """Whether to ask once more: a token was not taken, and is forgotten now."""
    refused = isinstance(answer, answers.CredentialRefused)
    return refused and answer != answers.CredentialRefused(_REVOKED)


_REVOKED = "revoked"


def _no_token(error: exceptions.GoogleAuthError) -> Answer:
    return answers.TryLater(None, f"token: {type(error).__name__}", None)


def _keep_headers(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """In the place where requests would look for a password of this host's."""
    return request
