"""Engines of SQLite and PostgreSQL: how they connect, begin, and keep JSON."""

from __future__ import annotations

import sqlite3
from typing import Any

import pydantic_core
from sqlalchemy import Engine, create_engine, event

BUSY_SECONDS = 5
WRITE = "BEGIN IMMEDIATE"
READ = "BEGIN"


def make(url: str, connections: int, **options: Any) -> Engine:
    """An engine that keeps so many connections; its JSON is compact."""
    return create_engine(
        url,
        pool_size=connections,
        json_serializer=_json_text,
        json_deserializer=pydantic_core.from_json,
        **options,
    )


def _json_text(value: object) -> str:
    return pydantic_core.to_json(value).decode()


def for_sqlite(url: str, *, begin: str | None, connections: int) -> Engine:
    """An engine that starts transactions with `begin`; None: each statement is one."""
    engine = make(
        url,
        connections,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        pool_reset_on_return="rollback" if begin else None,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _pragmas(read_only=begin != WRITE):
            connection.execute(f"PRAGMA {pragma}")

    def _begin(connection: Any) -> None:  # noqa: ANN401 - as the dialect has it
        if begin:
            connection.execute(begin)

    # the dialect's own hook: with an event every execution would look for listeners
    engine.dialect.do_begin = _begin  # type: ignore[assignment]
    return engine


def _pragmas(*, read_only: bool) -> tuple[str, ...]:
    """FULL survives power loss; recursive triggers stop REPLACE from passing ours."""
    common = (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "trusted_schema=OFF",
        # 32 MB of pages at hand; the log is folded in every 16 MB, not every 4
        "cache_size=-32768",
        "wal_autocheckpoint=4000",
    )
    return (*common, "query_only=ON") if read_only else common
