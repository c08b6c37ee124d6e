"""Engines, transactions and the brand-scoped session; a column type for UTC.

SQLite writes begin with BEGIN IMMEDIATE behind a fair queue (the driver's default loses
updates silently); reads have an engine of their own, so that they never queue.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    String,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.types import TypeDecorator

from wallet_service import engines
from wallet_service.engines import READ, WRITE
from wallet_service.write_queue import NoTurn, WriteQueue

READERS = 16
ATTEMPTS = 4
# serialization_failure, deadlock_detected: PostgreSQL asks to run it again
RETRYABLE = frozenset({"40001", "40P01"})

Result = TypeVar("Result")


class DatabaseBusy(Exception):
    """No turn to write within the limit; nothing was done, try again shortly."""


class CrossesBrands(Exception):
    """A row of one brand was about to be written in the session of another."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC and read back aware on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Refuse naive times; SQLite has no zones and gets UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a naive datetime cannot be stored"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the type decorator's own signature
    ) -> datetime | None:
        """Give back an aware UTC datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables."""


class BrandOwned:
    """Rows of one brand: a session opened for a brand sees no others."""

    brand_id: Mapped[str] = mapped_column(String(40))


class BrandSession(Session):
    """A session that sees and writes one brand only, or all when `brand_id` is None.

    It joins the transaction of `core`, which whoever opened it ends; statements of the
    hot path go to `core` past the ORM.
    """

    def __init__(self, core: Connection, *, brand_id: str | None) -> None:
        super().__init__(core, autoflush=False, join_transaction_mode="rollback_only")
        self.brand_id = brand_id
        self.core = core

    @property
    def brand(self) -> str:
        """The brand of this session; across brands there is none to name."""
        if self.brand_id is None:
            message = "this session is not opened for a brand"
            raise CrossesBrands(message)
        return self.brand_id


@event.listens_for(BrandSession, "do_orm_execute")
def _see_one_brand(state: ORMExecuteState) -> None:
    brand_id = state.session.brand_id  # type: ignore[attr-defined]
    if brand_id is None or state.is_column_load or state.is_relationship_load:
        return
    state.statement = state.statement.options(
        with_loader_criteria(
            BrandOwned, lambda cls: cls.brand_id == brand_id, include_aliases=True
        )
    )


@event.listens_for(BrandSession, "before_flush")
def _write_one_brand(session: Session, *_: object) -> None:
    brand_id = session.brand_id  # type: ignore[attr-defined]
    if brand_id is None:
        return
    for row in (*session.new, *session.dirty):
        if isinstance(row, BrandOwned) and row.brand_id != brand_id:
            message = f"{type(row).__name__} belongs to another brand"
            raise CrossesBrands(message)


class Database:
    """The engines of one database, and the only way to a session."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            path = Path(make_url(url).database or "")
            self._queue: WriteQueue | None = WriteQueue(path, engines.BUSY_SECONDS)
            self.engine = engines.for_sqlite(url, begin=WRITE, connections=1)
            self.read_engine = engines.for_sqlite(url, begin=READ, connections=READERS)
            self._look_up = engines.for_sqlite(url, begin=None, connections=READERS)
        else:
            self._queue = None
            self.engine = engines.make(url, READERS, pool_pre_ping=True)
            self.read_engine = engines.make(
                url, READERS, isolation_level="REPEATABLE READ"
            )
            self._look_up = engines.make(
                url, READERS, isolation_level="AUTOCOMMIT", pool_reset_on_return=None
            )

    @contextmanager
    def writing(self, brand_id: str) -> Iterator[BrandSession]:
        """One transaction of one brand; commits at the end, rolls back on any error."""
        with self._turn(), self._session(self.engine, brand_id) as session:
            yield session
            session.flush()

    @contextmanager
    def writing_across_brands(self) -> Iterator[BrandSession]:
        """One transaction of the operator, the relay or a sign-in: sees every brand."""
        with self._turn(), self._session(self.engine, None) as session:
            yield session
            session.flush()

    @contextmanager
    def reading(self, brand_id: str) -> Iterator[BrandSession]:
        """A read-only snapshot of one brand."""
        with self._session(self.read_engine, brand_id) as session:
            yield session

    @contextmanager
    def reading_across_brands(self) -> Iterator[BrandSession]:
        """A read-only snapshot for the operator, the relay or a sign-in."""
        with self._session(self.read_engine, None) as session:
            yield session

    def look_up(self) -> Connection:
        """A bare connection for single statements that see every brand.

        For what is asked on nearly every request (whose key, whose pass) and only read:
        each statement is a snapshot of its own. Close it, or use `with`.
        """
        return self._look_up.connect()

    def run(self, brand_id: str, work: Callable[[BrandSession], Result]) -> Result:
        """Do `work` in one transaction, again when the database asks for it.

        PostgreSQL ends one of two transactions that wait for each other; it has done
        nothing then, so running it again is safe.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.writing(brand_id) as session:
                    return work(session)
            except DBAPIError as error:
                if attempt == ATTEMPTS or not _is_retryable(error):
                    raise
                time.sleep(0.01 * attempt)
        raise AssertionError

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self.read_engine.dispose()
        self._look_up.dispose()
        if self._queue is not None:
            self._queue.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._queue is None:
            yield
            return
        try:
            with self._queue.turn():
                yield
        except NoTurn:
            message = "the database is busy; try again in a moment"
            raise DatabaseBusy(message) from None

    @contextmanager
    def _session(self, engine: Engine, brand_id: str | None) -> Iterator[BrandSession]:
        with (
            engine.connect() as connection,
            connection.begin(),
            BrandSession(connection, brand_id=brand_id) as session,
        ):
            yield session


def _is_retryable(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRYABLE


def is_busy(error: OperationalError) -> bool:
    """Whether SQLite gave up waiting for another process's write."""
    return "database is locked" in str(error.orig)
