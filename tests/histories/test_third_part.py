"""The third part of the random histories (see `agreement`)."""

from __future__ import annotations

from tests.histories import agreement
from tests.histories.shelves import PostgresShelf, SqliteShelf


def test_sqlite_and_the_model_agree_on_any_history(sqlite_shelf: SqliteShelf) -> None:
    agreement.on_sqlite(2, sqlite_shelf)


def test_sqlite_postgresql_and_the_model_agree_on_any_history(
    sqlite_shelf: SqliteShelf, postgres_shelf: PostgresShelf
) -> None:
    agreement.on_both(2, sqlite_shelf, postgres_shelf)
