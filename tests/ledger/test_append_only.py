"""What was written stays: the database itself refuses changes of the ledger's rows."""

# ruff: noqa: S608 - the names of tables and columns are our own
from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.services.till.till import Till
from wallet_service.database import Database
from wallet_service.migrations import triggers

FIXED = [
    (table, column.strip())
    for table, columns in triggers.FIXED_COLUMNS.items()
    for column in columns.split(",")
]
TABLES = (*triggers.APPEND_ONLY, *triggers.FIXED_COLUMNS)
COLUMNS = {"refund_lines": "money", "lots": "amount", "purchase_lines": "gross"}
CHANGES = (
    *("UPDATE {0} SET {1} = {1}".format(t, COLUMNS.get(t, "brand_id")) for t in TABLES),
    *(f"UPDATE {table} SET {column} = {column}" for table, column in FIXED),
    *(f"DELETE FROM {table}" for table in TABLES),
    "UPDATE purchases SET state = 'draft'",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_rows_are_neither_changed_nor_removed(booked: Till, statement: str) -> None:
    with (
        pytest.raises(DBAPIError, match="is append-only"),
        booked.database.engine.begin() as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize("table", TABLES)
def test_replacing_a_row_is_refused_on_sqlite(sqlite_booked: Till, table: str) -> None:
    with (
        pytest.raises(DBAPIError, match="is append-only"),
        sqlite_booked.database.engine.begin() as connection,
    ):
        connection.execute(text(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"))


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_not_emptied_at_once_on_postgresql(
    postgres_database: Database, table: str
) -> None:
    with (
        pytest.raises(DBAPIError, match="is append-only"),
        postgres_database.engine.begin() as connection,
    ):
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE lots SET "left" = "left", released = released',
        "UPDATE purchases SET state = state, gross_refunded = gross_refunded",
    ],
)
def test_what_is_left_of_a_lot_and_of_a_purchase_may_change(
    booked: Till, statement: str
) -> None:
    with booked.database.engine.begin() as connection:
        connection.execute(text(statement))
