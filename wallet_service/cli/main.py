"""The command itself: its groups, and how failures are told."""

from __future__ import annotations

import sys

import click

from wallet_service import __version__
from wallet_service.cli import apple, brands, operating, serving
from wallet_service.database import DatabaseBusy
from wallet_service.schema import SchemaOutdated
from wallet_service.services.errors import ServiceError
from wallet_service.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wallet-service")
def cli() -> None:
    """Loyalty cards for Apple Wallet, updated by push.

    Settings are read from environment variables that begin with WALLET_; the README
    lists them all.
    """


for command in (
    serving.serve,
    serving.worker,
    serving.run_due,
    operating.migrate,
    operating.doctor,
    operating.audit,
    brands.brand,
    brands.user,
    brands.api_key,
    apple.apple,
):
    cli.add_command(command)


def main() -> None:
    """Run the command; what it refuses is said in a line, with status 1."""
    try:
        cli()
    except (SettingsError, SchemaOutdated, DatabaseBusy) as error:
        _fail(str(error))
    except ServiceError as error:
        faults = [f"  {one.pointer}: {one.detail}" for one in error.errors]
        _fail("\n".join([f"{error.detail} ({error.code})", *faults]))


def _fail(message: str) -> None:
    click.echo(f"wallet-service: {message}", err=True)
    sys.exit(1)
