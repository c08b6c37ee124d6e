"""A brand with an issuer at the stand-in for Google, the application on a socket.

Time stands still until a test moves it on; slots are many, so that nothing waits.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import select
from werkzeug.serving import make_server

from tests import factories
from tests.delivery.house import Clock
from wallet_service import delivery, settings, wiring
from wallet_service.app import create_app
from wallet_service.database import Database
from wallet_service.models.card import Card, CardPass
from wallet_service.models.google import GoogleNonce, GoogleObject
from wallet_service.models.outbox import OutboxMessage
from wallet_service.outbox.relay import Relay
from wallet_service.services.membership import card_issuing, card_states
from wallet_service.services.wallet import google_issuers
from wallet_service.simulator.google_requests import KINDS
from wallet_service.simulator.google_stand_in import GoogleStandIn
from wallet_service.wallets.google import bodies

ISSUER = "3388000000012345678"
RATE = 1_000
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)


class GoogleHouse:
    """One database with its adapters, one brand, and Google beside it."""

    def __init__(
        self, adapters: wiring.Adapters, clock: Clock, google: GoogleStandIn
    ) -> None:
        self.adapters = adapters
        self.database = adapters.database
        self.clock = clock
        self.google = google
        self.relay = Relay(self.database, delivery.handlers(adapters), clock)
        self.brand_id = factories.a_brand(self.database, adapters.vault)
        self.credentials = google.credentials(ISSUER)

    @property
    def url(self) -> str:
        return self.adapters.settings.base_url

    def install(self, brand_id: str | None = None, **changes: Any) -> None:
        upload = google_issuers.Upload(ISSUER, self.credentials, RATE)
        with self.database.writing(brand_id or self.brand_id) as session:
            google_issuers.install(
                session,
                self.adapters.keyring,
                dataclasses.replace(upload, **changes),
                actor=factories.ACTOR,
                now=self.clock(),
            )

    def add_card(self, kind: str = "cashback", **fields: Any) -> str:
        with self.database.writing(self.brand_id) as session:
            return factories.a_card(
                session, self.adapters.keyring, kind=kind, now=self.clock(), **fields
            )

    def api_key(self) -> str:
        return factories.an_api_key(self.database, self.brand_id)

    def buy(self, card_id: str, key: str, amount: int = 1_000_000) -> dict[str, Any]:
        self.clock.advance(0.001)
        answer = requests.post(
            f"{self.url}/api/v1/purchases",
            json={"card_id": card_id, "amount": amount},
            headers={
                "Authorization": f"Bearer {key}",
                "Idempotency-Key": f"key-{self.clock().timestamp()}",
            },
            timeout=20,
        )
        assert answer.status_code == 201, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def link(self, card_id: str) -> str:
        with self.database.reading(self.brand_id) as session:
            token = session.scalar(
                select(CardPass.link_token).where(
                    CardPass.card_id == card_id, CardPass.retired_at.is_(None)
                )
            )
        return f"{self.url}/c/{token}"

    def tap(self, card_id: str) -> requests.Response:
        """Tap the button; the redirect is not followed."""
        return requests.get(
            f"{self.link(card_id)}/google",
            headers={"User-Agent": ANDROID},
            allow_redirects=False,
            timeout=20,
        )

    def save(self, card_id: str, *, phone: str = "pixel") -> str:
        """Tap, and save the card on a phone; gives the object's id."""
        answer = self.tap(card_id)
        assert answer.status_code == 303, answer.text
        token = answer.headers["Location"].rpartition("/")[2]
        (object_id,) = self.google.save(token, phone=phone, person=phone)
        return object_id

    def switch(self, card_id: str, how: str) -> None:
        """`how` is freeze, unfreeze or close."""
        with self.database.writing(self.brand_id) as session:
            getattr(card_states, how)(
                session,
                card_id,
                reason="a test",
                actor=factories.ACTOR,
                now=self.clock(),
            )

    def reissue(self, card_id: str) -> None:
        with self.database.writing(self.brand_id) as session:
            card_issuing.reissue(
                session,
                card_id,
                reason="a test",
                actor=factories.ACTOR,
                now=self.clock(),
            )

    def pay(self, rounds: int = 3) -> None:
        """Let the times of gathering pass, and pay everything that is due."""
        for _ in range(rounds):
            self.clock.advance(0.8)
            self.relay.pay_everything()

    def calls(self, method: str) -> int:
        """How many requests of this method of the document came to Google."""
        return self.google.journal.count(method)

    def shown(self, object_id: str) -> dict[str, Any]:
        return self.google.store.get(bodies.OBJECT, object_id)

    def object_row(self) -> GoogleObject:
        with self.database.reading_across_brands() as session:
            return session.scalars(select(GoogleObject)).one()

    def nonces(self) -> int:
        """How many callbacks were taken."""
        with self.database.reading_across_brands() as session:
            return len(session.scalars(select(GoogleNonce)).all())

    def owed(self, topic: str) -> list[OutboxMessage]:
        """Messages of the topic that wait."""
        with self.database.reading_across_brands() as session:
            found = session.scalars(
                select(OutboxMessage).where(
                    OutboxMessage.topic == topic, OutboxMessage.state == "queued"
                )
            )
            return list(found)

    def messages(self, topic: str) -> list[OutboxMessage]:
        """Every message of the topic that there ever was."""
        with self.database.reading_across_brands() as session:
            found = session.scalars(
                select(OutboxMessage).where(OutboxMessage.topic == topic)
            )
            return list(found)

    def cards(self) -> list[Card]:
        with self.database.reading_across_brands() as session:
            return list(session.scalars(select(Card)))


@contextmanager
def opened(database: Database, folder: Path) -> Iterator[GoogleHouse]:
    """A house on this database, with the stand-in and the application on sockets."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    clock = Clock()
    served: list[Any] = []
    server = make_server(
        "127.0.0.1", 0, lambda environ, start: served[0](environ, start), threaded=True
    )
    with GoogleStandIn(clock=clock, allows_loopback=True) as google:
        built = wiring.build(
            settings.load(
                base_url=f"http://127.0.0.1:{server.server_port}",
                secret_key=factories.SECRET_KEY,
                env="development",
                data_dir=folder,
                database_url=f"sqlite:///{folder / 'unused.db'}",
                google_api_url=google.url,
                google_keys_url=google.keys_url,
                api_rate_per_second=0,
                log_level="ERROR",
            ),
            clock,
        )
        built.database.dispose()
        adapters = dataclasses.replace(built, database=database)
        house = GoogleHouse(adapters, clock, google)
        served.append(create_app(adapters.settings, adapters))
        thread = threading.Thread(
            target=server.serve_forever, args=(0.01,), daemon=True
        )
        thread.start()
        yield house
        server.shutdown()
        thread.join()
        server.server_close()
        adapters.google.close()
        _judge_everything_sent(google)


def _judge_everything_sent(google: GoogleStandIn) -> None:
    """Statement 4 for every body of every test: as Google's document has it."""
    for call in google.journal.calls:
        if call.body:
            resource, action = call.method.split(".")
            kind = bodies.MESSAGE if action == "addmessage" else KINDS[resource]
            is_whole = action in {"insert", "addmessage"}
            assert bodies.faults(call.body, kind, is_whole=is_whole) == [], call
