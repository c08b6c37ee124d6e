"""PostgreSQL databases at head for tests: migrated once, then emptied or copied.

Migrating costs a second each time and copying nearly as much; emptying costs little.
"""

from __future__ import annotations

import itertools

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url

from wallet_service import schema
from wallet_service.database import Database

SHAPE = """
SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O'),
       (SELECT string_agg(version_num, ',') FROM alembic_version)
"""
TABLES = """
SELECT tablename FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"


class PostgresCopies:
    """Databases made from the one at `url`, which is emptied and brought to head."""

    def __init__(self, url: str) -> None:
        self._template = make_url(url)
        self._numbers = itertools.count(1)
        database = Database(self._address(str(self._template.database)))
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        schema.upgrade(database)
        database.dispose()
        with psycopg.connect(self._driver_address(self._template.database)) as found:
            self._shape = found.execute(SHAPE).fetchone()
            tables, sequences = found.execute(TABLES), found.execute(SEQUENCES)
            self._emptying = sql.SQL("; ").join(
                [
                    sql.SQL("DELETE FROM {}").format(sql.Identifier(name))
                    for (name,) in tables
                ]
                + [
                    sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(name))
                    for (name,) in sequences
                ]
            )
        self._shared: Database | None = None

    def empty(self) -> Database:
        """The one database that tests take in turns, emptied; dispose of it at the end.

        A test that has changed its shape or still holds a lock leaves it to nobody: the
        next one gets a new one.
        """
        if self._shared is None:
            self._shared = self.new()
        elif not self._emptied(self._shared):
            self.drop(self._shared)
            self._shared = self.new()
        return Database(self._shared.url)

    def close(self) -> None:
        """Remove the shared database."""
        if self._shared is not None:
            self.drop(self._shared)

    def _emptied(self, database: Database) -> bool:
        name = make_url(database.url).database
        try:
            with psycopg.connect(self._driver_address(name)) as connection:
                connection.execute("SET lock_timeout = '5s'")
                connection.execute("SET session_replication_role = replica")
                if connection.execute(SHAPE).fetchone() != self._shape:
                    return False
                connection.execute(self._emptying)
        except psycopg.Error:
            return False
        return True

    def new(self, of: Database | None = None) -> Database:
        """A copy of the empty one, or `of` one that nobody is connected to.

        Give it to `drop` in the end.
        """
        template = make_url(of.url) if of else self._template
        name = f"{self._template.database}_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template.database)
        return Database(self._address(name))

    def drop(self, database: Database) -> None:
        """Close it and remove it from the server."""
        database.dispose()
        name = make_url(database.url).database
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def _address(self, database: str) -> str:
        url = self._template.set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    def _driver_address(self, database: str | None) -> str:
        url = self._template.set(drivername="postgresql", database=database)
        return url.render_as_string(hide_password=False)

    def _execute(self, statement: str, *names: str | None) -> None:
        address = self._driver_address("postgres")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                sql.SQL(statement).format(*(sql.Identifier(str(n)) for n in names))
            )
