"""Copies of one PostgreSQL database at head: migrating each time costs a second."""

from __future__ import annotations

import itertools

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url

from wallet_service import schema
from wallet_service.database import Database


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

    def _execute(self, statement: str, *names: str | None) -> None:
        maintenance = self._template.set(database="postgres")
        address = maintenance.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                sql.SQL(statement).format(*(sql.Identifier(str(n)) for n in names))
            )
