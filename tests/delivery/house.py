"""A brand with a certificate, a stand-in for APNs and the device protocol on a socket.

Time stands still until a test moves it on; only TLS asks the machine's clock, so the
house begins at the present moment.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import requests
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from tests import factories, push_house
from wallet_service import delivery, settings, wiring
from wallet_service.app import create_app
from wallet_service.database import Database
from wallet_service.models.apple import AppleDevice, ApplePassType, AppleRegistration
from wallet_service.models.card import Card, CardPass
from wallet_service.models.outbox import OutboxMessage
from wallet_service.outbox.relay import Relay
from wallet_service.services.membership import card_issuing, card_states
from wallet_service.services.wallet import apple_certificates
from wallet_service.simulator import development_authority
from wallet_service.simulator.apns_stand_in import ApnsStandIn
from wallet_service.simulator.development_authority import Issued

SETTLE = 0.5
BASE_URL = "https://cards.example.com"


class Clock:
    """Stands still; `advance` moves it on."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclasses.dataclass(frozen=True)
class PassFacts:
    """What a phone knows of a pass it holds."""

    pass_type: str
    serial: str
    token: str

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"ApplePass {self.token}"}


class House:
    """One database with its adapters; brands are added as a test needs them."""

    def __init__(self, adapters: wiring.Adapters, clock: Clock) -> None:
        self.adapters = adapters
        self.database = adapters.database
        self.clock = clock
        self.relay = Relay(self.database, delivery.handlers(adapters), clock)

    def add_brand(self, name: str = "Acme", topic: str = push_house.TOPIC) -> str:
        brand_id = factories.a_brand(self.database, self.adapters.vault, name=name)
        self.install(brand_id, topic)
        return brand_id

    def install(self, brand_id: str, topic: str = push_house.TOPIC, **changes) -> None:
        issued = pass_certificate(topic)
        upload = apple_certificates.Upload(
            issued.certificate_pem,
            issued.key_pem,
            intermediate=push_house.chain().intermediate.certificate_pem,
        )
        with self.database.writing(brand_id) as session:
            apple_certificates.install(
                session,
                self.adapters.keyring,
                dataclasses.replace(upload, **changes),
                actor=factories.ACTOR,
                now=self.clock(),
                allow_foreign_intermediate=True,
            )

    def add_card(self, brand_id: str, **fields) -> str:
        with self.database.writing(brand_id) as session:
            return factories.a_card(
                session, self.adapters.keyring, now=self.clock(), **fields
            )

    def change(self, brand_id: str, card_id: str) -> None:
        """The card changes as a purchase would change it: revision, date, debt."""
        with self.database.writing(brand_id) as session:
            state = session.scalar(select(Card.state).where(Card.id == card_id))
            switch = card_states.unfreeze if state == "frozen" else card_states.freeze
            switch(
                session,
                card_id,
                reason="a test",
                actor=factories.ACTOR,
                now=self.clock(),
            )

    def reissue(self, brand_id: str, card_id: str) -> None:
        with self.database.writing(brand_id) as session:
            card_issuing.reissue(
                session,
                card_id,
                reason="a test",
                actor=factories.ACTOR,
                now=self.clock(),
            )

    def pay(self, seconds: float = SETTLE) -> int:
        """Let the time of gathering pass, and pay everything that is due."""
        self.clock.advance(seconds)
        return self.relay.pay_everything()

    def pass_of(self, brand_id: str, card_id: str) -> PassFacts:
        """The live pass of the card."""
        with self.database.reading(brand_id) as session:
            serial, version, pass_type = session.execute(
                select(
                    CardPass.serial_number,
                    CardPass.token_key_version,
                    ApplePassType.pass_type_identifier,
                )
                .join(ApplePassType, ApplePassType.brand_id == CardPass.brand_id)
                .where(CardPass.card_id == card_id, CardPass.retired_at.is_(None))
            ).one()
            token = self.adapters.pass_tokens.authentication_token(
                session,
                brand_id=brand_id,
                version=version,
                pass_type_identifier=pass_type,
                serial_number=serial,
            )
        return PassFacts(pass_type, serial, token)

    def rows(self, table: type) -> list:
        with self.database.reading_across_brands() as session:
            return list(session.scalars(select(table)))

    def devices(self) -> list[AppleDevice]:
        return self.rows(AppleDevice)

    def registrations(self) -> list[AppleRegistration]:
        return self.rows(AppleRegistration)

    def owed(self, topic: str = "card-changed") -> list[OutboxMessage]:
        """Messages of the topic that wait."""
        found = self.rows(OutboxMessage)
        return [one for one in found if one.topic == topic and one.state == "queued"]


class Phone:
    """Speaks the device protocol by hand, over a socket."""

    def __init__(self, url: str, device: str, push_token: str) -> None:
        self.url = f"{url}/apple/v1"
        self.device = device
        self.push_token = push_token

    def _registration(self, held: PassFacts) -> str:
        return f"{self.url}/devices/{self.device}/registrations/{held.pass_type}"

    def register(self, held: PassFacts, **changes) -> requests.Response:
        return requests.post(
            f"{self._registration(held)}/{held.serial}",
            timeout=10,
            **{
                "headers": held.authorization,
                "json": {"pushToken": self.push_token},
                **changes,
            },
        )

    def unregister(self, held: PassFacts, **changes) -> requests.Response:
        return requests.delete(
            f"{self._registration(held)}/{held.serial}",
            timeout=10,
            **{"headers": held.authorization, **changes},
        )

    def ask(self, held: PassFacts, tag: str | None = None) -> requests.Response:
        query = "" if tag is None else f"?passesUpdatedSince={tag}"
        return requests.get(f"{self._registration(held)}{query}", timeout=10)

    def fetch(
        self, held: PassFacts, since: str | None = None, *, method: str = "GET"
    ) -> requests.Response:
        headers = {} if since is None else {"If-Modified-Since": since}
        return requests.request(
            method,
            f"{self.url}/passes/{held.pass_type}/{held.serial}",
            headers={**held.authorization, **headers},
            timeout=10,
        )


@cache
def pass_certificate(topic: str = push_house.TOPIC, issue: int = 0) -> Issued:
    """A certificate for this pass type that the stand-in takes; `issue` counts them."""
    assert issue >= 0
    return development_authority.issue_pass_certificate(
        push_house.chain().intermediate,
        topic,
        team_identifier="ABCDE12345",
        now=datetime.now(UTC),
    )


def a_token(number: int) -> str:
    return f"{number:064x}"


@contextmanager
def opened(
    database: Database, folder: Path, stand_in: ApnsStandIn | None = None
) -> Iterator[House]:
    """A house on this database; pushes go to the stand-in."""
    ca_file = folder / "apns-ca.pem"
    ca_file.write_bytes(push_house.chain().root.certificate_pem)
    port = stand_in.address[1] if stand_in else 9
    clock = Clock()
    built = wiring.build(
        settings.load(
            base_url=BASE_URL,
            secret_key=factories.SECRET_KEY,
            env="development",
            database_url=f"sqlite:///{folder / 'unused.db'}",
            apns_url=f"https://127.0.0.1:{port}",
            apns_ca_file=ca_file,
        ),
        clock,
    )
    built.database.dispose()
    yield House(dataclasses.replace(built, database=database), clock)
    built.apns.close()


def application(house: House) -> Flask:
    """The whole application on the house's adapters."""
    return create_app(house.adapters.settings, house.adapters)


@contextmanager
def serving(house: House) -> Iterator[str]:
    """The application on a socket; gives its address."""
    server = make_server("127.0.0.1", 0, application(house), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
