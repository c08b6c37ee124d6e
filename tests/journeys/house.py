"""The whole service on this machine: API, device protocol, relay, APNs, phones.

Everything talks over real sockets; only the certificates are made up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from tests import push_house
from wallet_service import app as application
from wallet_service import clock, schema, wiring
from wallet_service.delivery import engines
from wallet_service.services import api_keys, brands
from wallet_service.services.actors import OPERATOR
from wallet_service.services.wallet import apple_certificates
from wallet_service.settings import Settings
from wallet_service.simulator.apns_stand_in import ApnsStandIn
from wallet_service.simulator.demo_api import Api
from wallet_service.simulator.phone import VirtualPhone
from wallet_service.simulator.phone_state import PhoneOptions

BRAND = "Northern Light"
HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Keep the test's output clean."""


@dataclass
class House:
    """Open it with `opened`; phones are switched off when it closes."""

    folder: Path
    parts: wiring.Adapters
    stand_in: ApnsStandIn
    server: Any
    brand_id: str = ""
    api: Api = field(default_factory=lambda: Api("", ""))
    engine: engines.Engine | None = None
    phones: list[VirtualPhone] = field(default_factory=list)

    @property
    def root_pem(self) -> bytes:
        return push_house.chain().root.certificate_pem

    @property
    def url(self) -> str:
        return self.parts.settings.base_url

    def start_relay(self, threads: int = 1) -> None:
        self.engine = engines.start_embedded(self.parts, threads)

    def stop_relay(self) -> None:
        if self.engine is not None:
            self.engine.stop()
            self.engine = None

    def mount(self, wrap: Callable[[Any], Any]) -> None:
        """Put another application around the service's own."""
        self.server.app = wrap(self.server.app)

    def phone(self, **options: Any) -> VirtualPhone:
        found = {
            "trusted_roots": (self.root_pem,),
            "allow_loopback_http": True,
            "retry_waits": (0.1, 0.2, 0.5, 1.0, 2.0),
            **options,
        }
        phone = VirtualPhone(PhoneOptions(**found), self.stand_in, clock.utc_now)
        phone.start()
        self.phones.append(phone)
        return phone

    def close(self) -> None:
        self.stop_relay()
        for phone in self.phones:
            phone.stop()
        self.server.shutdown()
        self.server.server_close()
        self.parts.close()
        self.stand_in.stop()


def opened(folder: Path, name: str = HOST) -> House:
    """A house with a brand, its certificate and an API key; the relay not yet.

    `name` is how its pages are reached; passkeys want a name and no number.
    """
    server = make_server(HOST, 0, _not_ready, threaded=True, request_handler=_Quiet)
    stand_in = push_house.a_stand_in()
    stand_in.start()
    settings = _settings(folder, f"{name}:{server.server_port}", stand_in)
    parts = wiring.build(settings)
    schema.upgrade(parts.database)
    house = House(folder, parts, stand_in, server)
    _furnish(house)
    server.app = application.create_app(settings, parts)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return house


def _settings(folder: Path, place: str, stand_in: ApnsStandIn) -> Settings:
    authority = folder / "root.pem"
    authority.write_bytes(push_house.chain().root.certificate_pem)
    return Settings(
        base_url=f"http://{place}",
        secret_key="a secret of the tests, long enough",
        env="development",
        data_dir=folder,
        database_url=f"sqlite:///{folder}/wallet.db",
        api_rate_per_second=0,
        apns_url=f"https://{stand_in.address[0]}:{stand_in.address[1]}",
        apns_ca_file=authority,
    )


def _furnish(house: House) -> None:
    parts, now = house.parts, clock.utc_now()
    chain = push_house.chain()
    upload = apple_certificates.Upload(
        chain.pass_certificate.certificate_pem,
        chain.pass_certificate.key_pem,
        intermediate=chain.intermediate.certificate_pem,
    )
    with parts.database.writing_across_brands() as session:
        brand = brands.create_brand(session, parts.vault, name=BRAND, now=now)
        house.brand_id = brand.id
        key = api_keys.create_api_key(
            session, brand_id=brand.id, wanted=["*"], actor=OPERATOR, now=now
        )
    with parts.database.writing(house.brand_id) as session:
        apple_certificates.install(
            session,
            parts.keyring,
            upload,
            actor=OPERATOR,
            now=now,
            allow_foreign_intermediate=True,
        )
    house.api = Api(parts.settings.base_url, key.key)


def _not_ready(_environ: Any, start_response: Any) -> list[bytes]:
    start_response("503 Service Unavailable", [])
    return []
