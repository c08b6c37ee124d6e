"""A new database for every history: a copy of one that was brought to head once.

So the due work and the audit of a history see nothing of another one.
"""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url

from tests import factories
from tests.histories.product import Product
from wallet_service import schema
from wallet_service.database import Database
from wallet_service.vault import Vault


class SqliteShelf:
    """Files in a folder; each is gone when its product is closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self.template = folder / "template.db"
        database = Database(f"sqlite:///{self.template}")
        schema.upgrade(database)
        database.dispose()

    def new_product(self) -> Product:
        path = self.folder / f"{next(self.numbers)}.db"
        shutil.copyfile(self.template, path)
        database = Database(f"sqlite:///{path}")

        def close() -> None:
            database.dispose()
            for file in self.folder.glob(f"{path.name}*"):
                file.unlink()

        return Product(database, Vault(factories.SECRET_KEY), close)


class PostgresShelf:
    """Databases made from the one at `url`, which is emptied: other tests had it."""

    def __init__(self, url: str) -> None:
        self.template = make_url(url)
        self.numbers = itertools.count(1)
        database = Database(self._address(str(self.template.database)))
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        schema.upgrade(database)
        database.dispose()

    def new_product(self) -> Product:
        name = f"{self.template.database}_{next(self.numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, self.template.database)
        database = Database(self._address(name))

        def close() -> None:
            database.dispose()
            self._execute("DROP DATABASE {} WITH (FORCE)", name)

        return Product(database, Vault(factories.SECRET_KEY), close)

    def _address(self, database: str) -> str:
        url = self.template.set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)

    def _execute(self, statement: str, *names: str | None) -> None:
        maintenance = self.template.set(database="postgres")
        address = maintenance.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                sql.SQL(statement).format(*(sql.Identifier(str(n)) for n in names))
            )
