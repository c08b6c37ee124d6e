"""The HTTP of the stand-in for Google Wallet: one request after another, with faults.

What it remembers of a call holds its body, so that tests can judge what was sent.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from wallet_service.simulator import google_faults, google_requests
from wallet_service.simulator.google_accounts import Accounts
from wallet_service.simulator.google_callback_signer import CallbackSigner
from wallet_service.simulator.google_errors import GoogleError
from wallet_service.simulator.google_faults import (
    Answer,
    Delay,
    Drop,
    Fault,
    Garbage,
    GoogleFaults,
)
from wallet_service.simulator.google_store import GoogleStore
from wallet_service.wallets.google import save_link

TOKEN_PATH = "/token"  # noqa: S105 - the path of an endpoint
KEYS_PATH = "/gp/m/issuer/keys"
_LARGEST_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class SeenCall:
    """A REST call as it came, and the status that it was answered with."""

    method: str
    resource_id: str
    body: Mapping[str, Any] = field(repr=False)
    status: int
    at: float


class Journal:
    """The calls that came; safe between threads."""

    def __init__(self, keep: int) -> None:
        self._changed = threading.Condition()
        self._calls: deque[SeenCall] = deque(maxlen=keep)
        self._counts: Counter[str] = Counter()

    @property
    def calls(self) -> tuple[SeenCall, ...]:
        """REST calls, oldest first; `at` is in monotonic seconds."""
        with self._changed:
            return tuple(self._calls)

    def of(self, method: str) -> tuple[SeenCall, ...]:
        """The calls of one method, oldest first."""
        return tuple(call for call in self.calls if call.method == method)

    def count(self, what: str) -> int:
        """How often `token`, `keys` or a method was asked for."""
        with self._changed:
            return self._counts[what]

    def note(self, what: str, call: SeenCall | None = None) -> None:
        """Count a request, and keep it if it was a REST call."""
        with self._changed:
            self._counts[what] += 1
            if call is not None:
                self._calls.append(call)
            self._changed.notify_all()

    def wait_until(self, condition: Callable[[], bool], timeout: float = 10.0) -> bool:
        """Wait until the condition on what was seen holds; whether it does."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)


@dataclass(frozen=True, slots=True)
class House:
    """What the requests of one stand-in share.

    `show_page` opens a save link in a browser and returns the page.
    """

    accounts: Accounts
    faults: GoogleFaults
    journal: Journal
    signer: CallbackSigner
    store: GoogleStore
    show_page: Callable[[str], tuple[int, str]]


class Handler(BaseHTTPRequestHandler):
    """One connection; `house` is set by the stand-in's own subclass."""

    house: House
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Serve a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Serve a POST."""
        self._serve()

    def do_PATCH(self) -> None:
        """Serve a PATCH."""
        self._serve()

    def do_PUT(self) -> None:
        """Serve a PUT."""
        self._serve()

    def log_message(self, *_: object) -> None:
        """Nothing: paths hold save links."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        length = min(int(self.headers.get("Content-Length") or 0), _LARGEST_BODY)
        body = self.rfile.read(length)
        match (self.command, parts.path):
            case ("POST", path) if path == TOKEN_PATH:
                self._serve_token(body)
            case ("GET", path) if path == KEYS_PATH:
                self.house.journal.note("keys")
                page = self.house.signer.keys_page()
                self._write(200, page, kind="application/json")
            case ("GET", path) if path.startswith(save_link.SAVE_PATH):
                token = path.removeprefix(save_link.SAVE_PATH)
                status, page_text = self.house.show_page(token)
                self._write(status, page_text.encode(), kind="text/html; charset=utf-8")
            case _:
                self._serve_call(parts.path, dict(parse_qsl(parts.query)), body)

    def _serve_token(self, body: bytes) -> None:
        form = dict(parse_qsl(body.decode("ascii", "replace")))
        uri = f"http://{self.headers.get('Host', '')}{TOKEN_PATH}"
        fault = self.house.faults.take(google_faults.TOKEN)
        outcome = _outcome(fault, lambda: self.house.accounts.grant(form, uri))
        self.house.journal.note("token")
        self._give(outcome)

    def _serve_call(self, path: str, query: Mapping[str, str], body: bytes) -> None:
        call = google_requests.find(self.command, path)
        if call is None:
            error = GoogleError(404, "notFound", f"no method at {path[:100]}")
            self._give(_json_outcome(error.status, error.envelope()))
            return
        at = time.monotonic()
        fault = self.house.faults.take(call.method.name)
        outcome = _outcome(fault, lambda: self._perform(call, query, body))
        seen = SeenCall(
            method=call.method.name,
            resource_id=call.resource_id,
            body=_json_or_empty(body),
            status=outcome.status,
            at=at,
        )
        self.house.journal.note(call.method.name, seen)
        self._give(outcome)

    def _perform(
        self, call: google_requests.Call, query: Mapping[str, str], body: bytes
    ) -> tuple[int, Any]:
        account = self.house.accounts.holder(self.headers.get("Authorization", ""))
        try:
            if account is None:
                raise GoogleError(401, "authError", "Invalid Credentials")
            resource = google_requests.perform(
                call, self.house.store, account=account, query=query, body=body
            )
        except GoogleError as error:
            return error.status, error.envelope()
        return 200, resource

    def _give(self, outcome: _Outcome) -> None:
        if outcome.body is None:
            self.close_connection = True
            return
        time.sleep(outcome.delay)
        self._write(
            outcome.status, outcome.body, kind=outcome.kind, headers=outcome.headers
        )

    def _write(
        self,
        status: int,
        body: bytes,
        *,
        kind: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What is answered, after `delay` seconds; `body` None closes the connection."""

    status: int
    body: bytes | None
    kind: str = "application/json; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0


def _outcome(fault: Fault | None, work: Callable[[], tuple[int, Any]]) -> _Outcome:
    """Do the work unless the fault forbids it, and answer as the fault will have it."""
    match fault:
        case Answer(status=status, reason=reason, retry_after=wait):
            headers = {} if wait is None else {"Retry-After": str(wait)}
            error = GoogleError(status, reason, "on demand").envelope()
            return replace(_json_outcome(status, error), headers=headers)
        case Drop(is_done=is_done):
            if is_done:
                work()
            return _Outcome(0, None)
        case Garbage():
            work()
            return _Outcome(200, b"<html>", kind="text/html")
        case Delay(seconds=seconds):
            return replace(_json_outcome(*work()), delay=seconds)
    return _json_outcome(*work())


def _json_outcome(status: int, content: object) -> _Outcome:
    return _Outcome(status, json.dumps(content, ensure_ascii=False).encode())


def _json_or_empty(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body or b"{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
