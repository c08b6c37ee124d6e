"""Where the histories of a file keep their databases."""

from __future__ import annotations

import pytest

from tests.histories.shelves import PostgresShelf, SqliteShelf
from tests.postgres_copies import PostgresCopies


@pytest.fixture(scope="module")
def sqlite_shelf(tmp_path_factory: pytest.TempPathFactory) -> SqliteShelf:
    return SqliteShelf(tmp_path_factory.mktemp("histories"))


@pytest.fixture
def postgres_shelf(postgres_copies: PostgresCopies) -> PostgresShelf:
    return PostgresShelf(postgres_copies)
