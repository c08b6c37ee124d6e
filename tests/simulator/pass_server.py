"""A web service for passes, written by hand: it keeps passes, and fails on demand.

It answers over a real socket; `requests` is everything that phones asked of it.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from wallet_service.wallets.apple import bundle


@dataclass
class Kept:
    data: bytes
    token: str
    modified: int = 0
    tag: int = 0


@dataclass
class PassServer:
    """`broken` maps a verb and a path's beginning to statuses still to be given."""

    passes: dict[str, Kept] = field(default_factory=dict)
    registrations: set[tuple[str, str]] = field(default_factory=set)
    push_tokens: dict[str, str] = field(default_factory=dict)
    logs: list[str] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    broken: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    download_headers: dict[str, str] = field(default_factory=dict)
    tag: int = 0

    def start(self):
        owner = self

        class Handler(_Handler):
            server_owner = owner

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def service(self):
        return f"{self.url}/apple"

    def keep(self, serial_number, data, token):
        """Install a copy; a later one is listed as changed."""
        before = self.passes.get(serial_number)
        self.tag += 1
        modified = before.modified + 1 if before else 0
        self.passes[serial_number] = Kept(data, token, modified, self.tag)

    def link(self, serial_number):
        return f"{self.url}/c/{serial_number}/apple"

    def times(self, verb, part):
        return [
            path for sent, path, _ in self.requests if sent == verb and part in path
        ]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_owner: PassServer

    def log_message(self, *_args):
        """Keep the test's output clean."""

    def do_GET(self):
        self._serve()

    def do_POST(self):
        self._serve()

    def do_DELETE(self):
        self._serve()

    def _serve(self):
        owner = self.server_owner
        length = int(self.headers.get("Content-Length", 0))
        self.content = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        owner.requests.append((self.command, self.path, headers))
        for (verb, start), statuses in owner.broken.items():
            if verb == self.command and self.path.startswith(start) and statuses:
                self._answer(statuses.pop(0))
                return
        parts = [unquote(part) for part in urlsplit(self.path).path.split("/")[1:]]
        match parts:
            case ["c", serial, "apple"]:
                self._give(owner.passes[serial], download=True)
            case ["apple", "v1", "log"]:
                owner.logs += json.loads(self.content)["logs"]
                self._answer(200)
            case ["apple", "v1", "devices", device, "registrations", _]:
                self._list(device)
            case ["apple", "v1", "devices", device, "registrations", _, serial]:
                self._registration(device, serial)
            case ["apple", "v1", "passes", _, serial]:
                self._pass(serial)

    def _registration(self, device, serial):
        owner, pair = self.server_owner, (device, serial)
        if not self._is_authorized(serial):
            self._answer(401)
        elif self.command == "DELETE":
            owner.registrations.discard(pair)
            self._answer(200)
        else:
            owner.push_tokens[device] = json.loads(self.content)["pushToken"]
            status = 200 if pair in owner.registrations else 201
            owner.registrations.add(pair)
            self._answer(status)

    def _list(self, device):
        owner = self.server_owner
        asked = parse_qs(urlsplit(self.path).query).get("passesUpdatedSince", ["0"])
        changed = [
            serial
            for serial, kept in owner.passes.items()
            if (device, serial) in owner.registrations and kept.tag > int(asked[0])
        ]
        if not changed:
            self._answer(204)
            return
        body = {"serialNumbers": changed, "lastUpdated": str(owner.tag)}
        self._answer(200, json.dumps(body).encode(), "application/json")

    def _pass(self, serial):
        if not self._is_authorized(serial):
            self._answer(401)
            return
        kept = self.server_owner.passes[serial]
        if self.headers.get("If-Modified-Since") == _http_date(kept):
            self._answer(304)
            return
        self._give(kept)

    def _is_authorized(self, serial):
        kept = self.server_owner.passes.get(serial)
        given = self.headers.get("Authorization")
        return kept is not None and given == f"ApplePass {kept.token}"

    def _give(self, kept, *, download=False):
        more = {"Last-Modified": _http_date(kept)}
        if download:
            more.update(self.server_owner.download_headers)
        self._answer(200, kept.data, bundle.MEDIA_TYPE, more)

    def _answer(self, status, body=b"", kind=None, more=None):
        headers = {"Content-Length": str(len(body)), **(more or {})}
        headers.setdefault("Content-Type", kind or "text/plain")
        self.send_response(status)
        for name, value in headers.items():
            if not (status in {204, 304} and name == "Content-Length"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _http_date(kept):
    return f"Sun, 22 Nov 2026 09:30:{kept.modified:02} GMT"
