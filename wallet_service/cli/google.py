"""Google's issuer of a brand: install its credentials, send everything again."""

from __future__ import annotations

from pathlib import Path

import click

from wallet_service.cli.context import (
    adapters,
    brand_option,
    json_option,
    require_brand,
    tell,
)
from wallet_service.services.actors import OPERATOR
from wallet_service.services.errors import NotFound
from wallet_service.services.wallet import google_holders, google_issuers
from wallet_service.services.wallet.google_issuers import Issuer, Upload
from wallet_service.wallets.google import limiter
from wallet_service.wiring import Adapters

PAGE = 500
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def google() -> None:
    """The issuer that makes a brand's cards at Google."""


@google.command()
@brand_option
@click.option(
    "--issuer",
    "issuer_id",
    required=True,
    help="The issuer id, a number of the Google Pay & Wallet console.",
)
@click.option(
    "--credentials",
    type=FILE,
    required=True,
    help="The JSON key of the service account.",
)
@click.option(
    "--rate",
    default=int(limiter.RATE_PER_SECOND),
    show_default=True,
    type=int,
    help="Requests a second; more than 20 need a quota from Google.",
)
@json_option
def install(
    brand_id: str, issuer_id: str, credentials: Path, rate: int, as_json: bool
) -> None:
    """Check the credentials and put them in force; new ones replace the old."""
    upload = Upload(issuer_id.strip(), credentials.read_bytes(), rate)
    with adapters() as parts:
        issuer = put_in_force(parts, brand_id, upload)
    tell(
        as_json,
        {
            "issuer_id": issuer.issuer_id,
            "client_email": issuer.client_email,
            "rate_per_second": issuer.rate_per_second,
        },
        f"{issuer.client_email} speaks for issuer {issuer.issuer_id}.",
        hint="Invite that e-mail under Users in the Google Pay & Wallet console, then "
        "look whether Google lets it in: wallet-service doctor",
    )


@google.command()
@brand_option
@json_option
def resync(brand_id: str, as_json: bool) -> None:
    """Send every class and card to Google again, behind everything else."""
    with adapters() as parts:
        with parts.database.reading(brand_id) as session:
            require_brand(session, brand_id)
            if google_issuers.find(session) is None:
                raise NotFound("google_issuer")
        owed = send_again(parts, brand_id)
    tell(as_json, {"cards": owed}, f"Cards that will be sent again: {owed}.")


def send_again(parts: Adapters, brand_id: str) -> int:
    """Owe everything as a whole, page by page, so that purchases go on between them."""
    now = parts.clock()
    with parts.database.writing(brand_id) as session:
        google_holders.resync_classes(session, now)
    owed, page = 0, [""]
    while page:
        with parts.database.writing(brand_id) as session:
            page = google_holders.resync_page(session, now, after=page[-1], limit=PAGE)
        owed += len(page)
    return owed


def put_in_force(parts: Adapters, brand_id: str, upload: Upload) -> Issuer:
    """Check and store the credentials in one transaction."""
    with parts.database.writing(brand_id) as session:
        require_brand(session, brand_id)
        return google_issuers.install(
            session, parts.keyring, upload, actor=OPERATOR, now=parts.clock()
        )
