"""The tables' version: brings a database to head, and tells whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from wallet_service.database import Database

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
# one migration at a time, whatever the number of machines that start together
ADVISORY_LOCK = 0x57414C4C


class SchemaOutdated(Exception):
    """The database is not at the version that this code needs."""


def upgrade(database: Database, revision: str = "head") -> str | None:
    """Bring the tables to `revision`; returns the revision that they were at."""
    with _migrating(database) as connection:
        before = _current(connection)
        command.upgrade(_config(connection), revision)
    return before


def downgrade(database: Database, revision: str) -> None:
    """Take the tables back to an earlier revision (``base`` removes everything)."""
    with _migrating(database) as connection:
        command.downgrade(_config(connection), revision)


def head() -> str:
    """The revision that this program needs."""
    found = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    return str(found)


def require_head(database: Database) -> None:
    """Raise SchemaOutdated, with the cure, unless the tables are at head."""
    with database.read_engine.connect() as connection:
        current = _current(connection)
    wanted = head()
    if current != wanted:
        message = (
            f"the database is at version {current or 'none'} and this program needs "
            f"{wanted}: run 'wallet-service migrate'"
        )
        raise SchemaOutdated(message)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _migrating(database: Database) -> Iterator[Connection]:
    """SQLite rebuilds tables in batch mode, which foreign keys would forbid."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({ADVISORY_LOCK})")
            connection.commit()
        try:
            with connection.begin():
                yield connection
        finally:
            if database.is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")
            else:
                connection.exec_driver_sql(
                    f"SELECT pg_advisory_unlock({ADVISORY_LOCK})"
                )
                connection.commit()
