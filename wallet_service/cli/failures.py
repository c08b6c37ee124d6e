"""How failures are told: what is wrong and the cure, on standard error, status 1.

No traceback for what an operator can mend; a defect of the program keeps its own.
"""

from __future__ import annotations

import errno
from typing import IO, Any

import click
from sqlalchemy.exc import DBAPIError

from wallet_service.database import DatabaseBusy
from wallet_service.schema import SchemaOutdated
from wallet_service.services.errors import ServiceError
from wallet_service.settings import SettingsError

# pointers of the services' errors that are not named like the option
OPTIONS = {"company_id": "company", "scopes": "scope"}


class Failure(click.ClickException):
    """The command cannot do it; the message names the cure."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message after the command's name."""
        click.echo(f"wallet-service: {self.message}", file=file, err=file is None)


class Commands(click.Group):
    """A group of commands that fail in a line."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (SettingsError, SchemaOutdated, DatabaseBusy) as error:
            raise Failure(str(error)) from None
        except ServiceError as error:
            raise Failure(_refusal(error)) from None
        except DBAPIError as error:
            if error.statement is not None:
                raise
            raise Failure(_no_database(error)) from None
        except OSError as error:
            if error.errno == errno.EPIPE or error.strerror is None:
                raise
            raise Failure(f"{error.filename}: {error.strerror}") from None


def _refusal(error: ServiceError) -> str:
    if error.code != "invalid":
        return f"{error.detail} ({error.code})"
    faults = [f"--{_option(one.pointer)}: {one.detail}" for one in error.errors]
    return "\n".join(faults) or error.detail


def _option(pointer: str) -> str:
    name = pointer.rpartition("/")[2]
    return OPTIONS.get(name, name).replace("_", "-")


def _no_database(error: DBAPIError) -> str:
    """What the driver said of the connection; there are no parameters in it."""
    said = " ".join(str(error.orig).split())
    return f"the database does not answer, check WALLET_DATABASE_URL: {said}"
