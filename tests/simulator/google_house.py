"""A stand-in for Google Wallet with a card, and what receives its callbacks."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.wallets.google import samples
from wallet_service.simulator.google_phone import AndroidOptions, AndroidPhone
from wallet_service.simulator.google_stand_in import GoogleStandIn
from wallet_service.wallets.google import bodies, save_link, service_account


class House:
    """`now` is the clock of the stand-in and its phones."""

    def __init__(self, google):
        self.google = google
        self.now = samples.NOW
        self.account = service_account.load(google.credentials(samples.ISSUER))

    def put_card(self, **of_class):
        self.google.store.insert(bodies.CLASS, samples.loyalty_class(**of_class))
        self.google.store.insert(bodies.OBJECT, samples.loyalty_object())

    def patch(self, object_id=samples.OBJECT_ID, **body):
        return self.google.store.patch(bodies.OBJECT, object_id, body)

    def patch_class(self, **body):
        body["reviewStatus"] = "UNDER_REVIEW"
        return self.google.store.patch(bodies.CLASS, samples.CLASS_ID, body)

    def link(self, object_id=samples.OBJECT_ID, account=None):
        token = save_link.save_token(
            account or self.account,
            object_id,
            origins=["https://cards.example.com"],
            at=samples.NOW,
        )
        return save_link.save_url(token)

    def phone(self, name="pixel", person="anna", language="en"):
        options = AndroidOptions(name, person, language)
        return AndroidPhone(options, self.google, lambda: self.now)


@contextmanager
def opened(**options):
    """A house whose stand-in is served."""
    holder: list[House] = []

    def clock():
        return holder[0].now if holder else samples.NOW

    with GoogleStandIn(clock=clock, **options) as google:
        house = House(google)
        holder.append(house)
        yield house


@contextmanager
def listening(answer=200, content=b"", kind="image/png", location=None):
    """A server that keeps what is posted, and gives `content` to who gets."""
    posted: list[bytes] = []
    got: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            posted.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(answer)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self):
            got.append(self.path)
            self.send_response(answer)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        server.posted, server.got = posted, got  # type: ignore[attr-defined]
        yield server
    finally:
        server.shutdown()
        server.server_close()
