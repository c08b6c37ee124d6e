"""A till whose ledger can be looked into, and tampered with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import factories
from tests.ledger import books
from tests.postgres_copies import PostgresCopies
from tests.services.till.till import Till
from wallet_service.database import Database
from wallet_service.vault import Vault


@pytest.fixture
def till(any_database: Database, vault: Vault) -> Till:
    """A till on each kind of database in turn."""
    return Till(any_database, vault)


@pytest.fixture(scope="session")
def sqlite_history(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Till:
    """A till with `books.a_history` in a closed file, to be copied."""
    path = tmp_path_factory.mktemp("history") / "wallet.db"
    shutil.copyfile(sqlite_template, path)
    return _with_history(Database(f"sqlite:///{path}"))


@pytest.fixture(scope="session")
def postgres_history(postgres_copies: PostgresCopies) -> Iterator[Till]:
    """The same on PostgreSQL."""
    made = _with_history(postgres_copies.new())
    yield made
    postgres_copies.drop(made.database)


@pytest.fixture
def sqlite_booked(sqlite_history: Till, tmp_path: Path) -> Iterator[Till]:
    """A till of this test alone, with `books.a_history` in its ledger."""
    path = tmp_path / "wallet.db"
    shutil.copyfile(sqlite_history.database.url.removeprefix("sqlite:///"), path)
    database = Database(f"sqlite:///{path}")
    yield Till(database, sqlite_history.vault, brand_id=sqlite_history.brand_id)
    database.dispose()


@pytest.fixture
def postgres_booked(
    postgres_history: Till, postgres_copies: PostgresCopies
) -> Iterator[Till]:
    """The same on PostgreSQL."""
    database = postgres_copies.new(of=postgres_history.database)
    yield Till(database, postgres_history.vault, brand_id=postgres_history.brand_id)
    postgres_copies.drop(database)


@pytest.fixture(params=["sqlite", "postgres"])
def booked(request: pytest.FixtureRequest) -> Till:
    """A till with a history on each kind of database in turn."""
    found: Till = request.getfixturevalue(f"{request.param}_booked")
    return found


def _with_history(database: Database) -> Till:
    till = Till(database, Vault(factories.SECRET_KEY))
    books.a_history(till)
    database.dispose()
    return till
