"""The folder of the demonstration: its secret, its brand and its key, made once."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from wallet_service import settings as service_settings
from wallet_service.cli import apple, google
from wallet_service.cli.failures import Failure
from wallet_service.models.apple import AppleCertificate, ApplePassType
from wallet_service.services import api_keys, brands
from wallet_service.services.actors import OPERATOR
from wallet_service.services.wallet.google_issuers import Upload
from wallet_service.settings import Settings
from wallet_service.simulator.google_stand_in import GoogleStandIn
from wallet_service.wiring import Adapters

BRAND = "Northern Light"
MARK = "demonstration.json"
ISSUER = "3388000000012345678"
REQUESTS_PER_SECOND = 100
RENEW_BEFORE = timedelta(days=30)


def make(folder: Path) -> None:
    """The folder with a random secret of its own, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / MARK).exists():
        _write(folder / MARK, {"secret_key": secrets.token_urlsafe(48)})


def remove(folder: Path) -> None:
    """Remove what the demonstration keeps; refuses any other folder."""
    if not folder.exists():
        return
    if not (folder / MARK).exists():
        message = f"{folder} holds no demonstration; nothing was removed"
        raise Failure(message)
    shutil.rmtree(folder)


def settings(
    folder: Path, port: int, pushes: tuple[str, int], stand_in: GoogleStandIn
) -> Settings:
    """Development settings of this folder; the environment does not matter."""
    host, push_port = pushes
    return service_settings.load(
        env="development",
        base_url=f"http://127.0.0.1:{port}",
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'wallet.db'}",
        secret_key=_read(folder / MARK)["secret_key"],
        apns_url=f"https://{host}:{push_port}",
        apns_ca_file=folder / "development" / "root.pem",
        google_api_url=stand_in.url,
        google_keys_url=stand_in.keys_url,
        api_rate_per_second=0,
        log_level="ERROR",
        web_processes=1,
    )


def brand_and_key(parts: Adapters, stand_in: GoogleStandIn) -> str:
    """The demonstration's own key; its brand and certificate are made when missing."""
    if "key" not in kept(parts):
        _make_brand_and_key(parts)
    found = kept(parts)
    _certificate(parts, found["brand_id"])
    _issuer(parts, found["brand_id"], stand_in)
    return found["key"]


def _make_brand_and_key(parts: Adapters) -> None:
    now = parts.clock()
    with parts.database.writing_across_brands() as session:
        brand_id = brands.create_brand(
            session, parts.vault, name=BRAND, now=now, slug="northern-light"
        ).id
    with parts.database.writing_across_brands() as session:
        made = api_keys.create_api_key(
            session,
            brand_id=brand_id,
            wanted=["*"],
            name="Demonstration",
            actor=OPERATOR,
            now=now,
        )
    keep(parts, {"brand_id": brand_id, "key": made.key})


def kept(parts: Adapters) -> dict[str, str]:
    """What the folder remembers beside the database: identifiers and secrets."""
    return _read(parts.settings.data_dir / MARK)


def keep(parts: Adapters, more: dict[str, str]) -> None:
    """Remember more."""
    _write(parts.settings.data_dir / MARK, kept(parts) | more)


def _certificate(parts: Adapters, brand_id: str) -> None:
    """A development certificate; renewed in time, as a real one must be."""
    with parts.database.reading(brand_id) as session:
        ends = session.scalar(
            select(AppleCertificate.not_after).join(
                ApplePassType, ApplePassType.certificate_id == AppleCertificate.id
            )
        )
    if ends is None or ends - parts.clock() < RENEW_BEFORE:
        upload = apple.development_upload(parts, brand_id)
        apple.put_in_force(parts, brand_id, upload)


def _issuer(parts: Adapters, brand_id: str, stand_in: GoogleStandIn) -> None:
    """An issuer at the stand-in, which begins empty: what was there is sent again."""
    upload = Upload(ISSUER, stand_in.credentials(ISSUER), REQUESTS_PER_SECOND)
    google.put_in_force(parts, brand_id, upload)
    google.send_again(parts, brand_id)


def _read(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write(path: Path, values: dict[str, str]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        json.dump(values, file)
