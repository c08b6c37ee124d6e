"""Apple's certificates: request, install, or make one for development."""

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
from wallet_service.services.errors import Conflict
from wallet_service.services.wallet import apple_certificates
from wallet_service.services.wallet.apple_certificates import Installed, Upload
from wallet_service.simulator import development_authority, development_files
from wallet_service.wiring import Adapters

DEVELOPMENT_TEAM = "DEVTEAM001"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def apple() -> None:
    """The certificate that signs a brand's passes."""


@apple.command()
@brand_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the request to this file instead of printing it.",
)
@json_option
def csr(brand_id: str, out: Path | None, as_json: bool) -> None:
    """Make a signing request to upload at Apple; its key stays here, sealed."""
    with adapters() as parts, parts.database.writing(brand_id) as session:
        name = require_brand(session, brand_id).name
        request = apple_certificates.request_certificate(
            session,
            parts.keyring,
            common_name=name,
            actor=OPERATOR,
            now=parts.clock(),
        ).decode()
        if out is not None:
            out.write_text(request, encoding="ascii")
    tell(
        as_json,
        {"request": request},
        f"The request is in {out}." if out else request.rstrip("\n"),
        hint="Upload it at Apple for a Pass Type ID certificate, download that; then: "
        f"wallet-service apple install --brand {brand_id} --certificate pass.cer",
    )


@apple.command()
@brand_option
@click.option("--certificate", type=FILE, help="The certificate from Apple.")
@click.option("--key", type=FILE, help="Its key, unless `apple csr` made it here.")
@click.option("--password-file", type=FILE, help="The password of the key.")
@click.option("--intermediate", type=FILE, help="Apple's WWDR certificate, if needed.")
@click.option("--development", is_flag=True, help="Make a certificate for development.")
@json_option
def install(
    brand_id: str,
    certificate: Path | None,
    key: Path | None,
    password_file: Path | None,
    intermediate: Path | None,
    *,
    development: bool,
    as_json: bool,
) -> None:
    """Check a certificate and put it in force; an old one is renewed by it."""
    if development == any((certificate, key, password_file, intermediate)):
        message = "give either --certificate and what belongs to it, or --development"
        raise click.UsageError(message)
    if certificate is None and not development:
        message = "--certificate is missing"
        raise click.UsageError(message)
    with adapters() as parts:
        upload = (
            development_upload(parts, brand_id)
            if development
            else Upload(
                certificate=_read(certificate) or b"",
                key=_read(key),
                password=(_read(password_file) or b"").rstrip(b"\r\n") or None,
                intermediate=_read(intermediate),
            )
        )
        installed = put_in_force(parts, brand_id, upload)
    tell(
        as_json,
        {
            "pass_type_identifier": installed.pass_type_identifier,
            "team_identifier": installed.team_identifier,
            "not_after": installed.not_after.isoformat(),
        },
        f"{installed.pass_type_identifier} of team {installed.team_identifier} signs "
        f"the brand's passes until {installed.not_after:%Y-%m-%d}.",
    )


def development_upload(parts: Adapters, brand_id: str) -> Upload:
    """A certificate by this machine's own authority; Conflict outside development."""
    if not parts.settings.is_development:
        detail = (
            "A made-up certificate is for WALLET_ENV=development only: "
            "no phone accepts its passes."
        )
        raise Conflict("not_in_development", detail)
    with parts.database.reading(brand_id) as session:
        slug = require_brand(session, brand_id).slug
    now = parts.clock()
    authority = development_files.open_or_make(
        parts.settings.data_dir / "development", now=now
    )
    development_files.publish(authority, certificates_folder(parts))
    made = development_authority.issue_pass_certificate(
        authority.intermediate,
        f"pass.dev.{slug}",
        team_identifier=DEVELOPMENT_TEAM,
        now=now,
    )
    return Upload(
        certificate=made.certificate_pem,
        key=made.key_pem,
        intermediate=authority.intermediate.certificate_pem,
    )


def put_in_force(parts: Adapters, brand_id: str, upload: Upload) -> Installed:
    """Check and store the certificate in one transaction."""
    with parts.database.writing(brand_id) as session:
        require_brand(session, brand_id)
        return apple_certificates.install(
            session,
            parts.keyring,
            upload,
            actor=OPERATOR,
            now=parts.clock(),
            allow_foreign_intermediate=parts.settings.is_development,
        )


def certificates_folder(parts: Adapters) -> Path:
    """Where public development certificates go: certs/ of a checkout, or the data."""
    checkout = parts.settings.templates_dir.parent / "certs"
    return checkout if checkout.is_dir() else parts.settings.data_dir / "certs"


def _read(path: Path | None) -> bytes | None:
    return path.read_bytes() if path else None
