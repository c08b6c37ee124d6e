"""The command itself: the table of its commands."""

from __future__ import annotations

import click

from wallet_service import __version__
from wallet_service.cli import apple, brands, demo, google, operating, serving
from wallet_service.cli.failures import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wallet-service")
def cli() -> None:
    """Loyalty cards for Apple Wallet and Google Wallet, updated by push.

    Settings are read from environment variables that begin with WALLET_; the README
    lists them all.
    """


for command in (
    demo.demo,
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
    google.google,
):
    cli.add_command(command)


def main() -> None:
    """Run the command that the arguments name."""
    cli()
