"""What a process does beside the web: it pays the outbox and posts what time changes.

Any number of processes may do both; an account or a message is taken by one of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from wallet_service.database import Database, DatabaseBusy
from wallet_service.delivery import engines
from wallet_service.delivery.engines import Engine
from wallet_service.services import idempotency
from wallet_service.services.joining import tidying
from wallet_service.services.scanner import spending_codes
from wallet_service.services.staff import sign_in_tidying
from wallet_service.services.till import due_work
from wallet_service.wiring import Adapters

EVERY_SECONDS = 60.0
TIDY_EVERY = timedelta(days=1)
# what people wrote and never confirmed is kept no longer than was promised
FORGET_EVERY = timedelta(hours=1)
STOP_SECONDS = 10.0

log = structlog.get_logger(__name__)


class _Stopped(Exception):
    """Asked to end between two pages of accounts."""


class DueWork:
    """Posts what has fallen due, now and every minute, until `stopping` is set."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        stopping: threading.Event,
    ) -> None:
        self._database = database
        self._clock = clock
        self._stopping = stopping
        self._tidy_at: datetime | None = None
        self._forget_at: datetime | None = None

    def run(self) -> None:
        """Work until told to stop; a failing database is waited for."""
        while not self._stopping.is_set():
            try:
                self._round()
            except _Stopped:
                return
            except (SQLAlchemyError, DatabaseBusy) as error:
                log.warning("due_work_waits_for_database", error=type(error).__name__)
            except Exception:  # a thread that ended would leave everything due
                log.exception("due_work_failed")
            self._stopping.wait(EVERY_SECONDS)

    def _round(self) -> None:
        done = due_work.run_due(self._database, self._clock(), self._go_on)
        if done:
            log.info("due_work_done", accounts=done)
        now = self._clock()
        if self._forget_at is None or now >= self._forget_at:
            tidying.forget_old(self._database, now)
            self._forget_at = now + FORGET_EVERY
        if self._tidy_at is None or now >= self._tidy_at:
            idempotency.forget_old_answers(self._database, now)
            sign_in_tidying.forget_old(self._database, now)
            spending_codes.forget_old(self._database, now)
            self._tidy_at = now + TIDY_EVERY

    def _go_on(self, _done: int) -> None:
        if self._stopping.is_set():
            raise _Stopped


class Background:
    """The relay's threads and one for the due work; `stop` finishes what is in hand."""

    def __init__(self, parts: Adapters) -> None:
        self._parts = parts
        self._stopping = threading.Event()
        due = DueWork(parts.database, parts.clock, self._stopping)
        self._due = threading.Thread(target=due.run, name="due-work", daemon=True)
        self._engine: Engine | None = None

    def start(self) -> None:
        """Begin both."""
        threads = self._parts.settings.relay_threads
        self._engine = engines.start_embedded(self._parts, threads)
        self._due.start()

    def stop(self) -> None:
        """End both."""
        self._stopping.set()
        if self._engine is not None:
            self._engine.stop()
            self._due.join(STOP_SECONDS)
            log.info("background_stopped")
