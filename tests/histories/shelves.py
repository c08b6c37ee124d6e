"""A new database for every history: a copy of one that was brought to head once.

So the due work and the audit of a history see nothing of another one.
"""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

from tests import factories
from tests.histories.product import Product
from tests.postgres_copies import PostgresCopies
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
    """Databases of a server, each dropped when its product is closed."""

    def __init__(self, copies: PostgresCopies) -> None:
        self.copies = copies

    def new_product(self) -> Product:
        database = self.copies.new()

        def close() -> None:
            self.copies.drop(database)

        return Product(database, Vault(factories.SECRET_KEY), close)
