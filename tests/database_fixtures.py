"""Fixtures that need a database; conftest.py loads this module as a plugin.

`database` is a fresh SQLite file; `any_database` runs a test on SQLite and PostgreSQL
alike. `session` is a transaction of `brand_id`; commit it to show it to others.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import factories, needs
from tests.postgres_copies import PostgresCopies
from wallet_service import schema
from wallet_service.database import BrandSession, Database
from wallet_service.services.keyring import Keyring
from wallet_service.vault import Vault


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at head, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "wallet.db"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    database.dispose()
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database of this test alone."""
    path = tmp_path / "wallet.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def postgres_copies() -> Iterator[PostgresCopies]:
    """Gives copies of a database at head; skips where there is no server."""
    copies = PostgresCopies(needs.postgres())
    yield copies
    copies.close()


@pytest.fixture
def postgres_database(postgres_copies: PostgresCopies) -> Iterator[Database]:
    """PostgreSQL with empty tables; skips the test where there is no server."""
    database = postgres_copies.empty()
    yield database
    database.dispose()


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The default: an empty SQLite database."""
    return sqlite_database


@pytest.fixture(params=["sqlite", "postgres"])
def any_database(request: pytest.FixtureRequest) -> Database:
    """An empty database of each kind in turn."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def vault() -> Vault:
    """Sealed with the tests' secret key."""
    return Vault(factories.SECRET_KEY)


@pytest.fixture
def keyring(vault: Vault) -> Keyring:
    """The data keys of the brands in the test's database."""
    return Keyring(vault)


@pytest.fixture
def brand_id(database: Database, vault: Vault) -> str:
    """A brand in `database`."""
    return factories.a_brand(database, vault)


@pytest.fixture
def session(database: Database, brand_id: str) -> Iterator[BrandSession]:
    """A transaction of the brand, rolled back at the end unless the test commits."""
    with database.writing(brand_id) as session:
        yield session
        session.rollback()
        session.core.rollback()
