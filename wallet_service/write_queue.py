"""A fair queue before SQLite's single writer: first come, first served.

SQLite's own busy wait is unfair and can starve a writer for seconds. Threads of this
process wait in order; processes then meet at a lock file beside the database.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.002


class NoTurn(Exception):
    """The turn did not come within the limit."""


class WriteQueue:
    """Turns to write to one SQLite file."""

    def __init__(self, database: Path, patience_seconds: float) -> None:
        self._patience = patience_seconds
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False
        self._lock_path = database.with_name(database.name + ".lock")
        self._lock_file: int | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the turn; raises NoTurn when it does not come in time."""
        deadline = time.monotonic() + self._patience
        self._enter(deadline)
        try:
            self._lock(deadline)
            try:
                yield
            finally:
                fcntl.flock(self._descriptor(), fcntl.LOCK_UN)
        finally:
            self._leave()

    def close(self) -> None:
        """Let go of the lock file; the next turn opens it again."""
        with self._guard:
            if self._lock_file is not None:
                os.close(self._lock_file)
                self._lock_file = None

    def _enter(self, deadline: float) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            ticket = threading.Event()
            self._waiting.append(ticket)
        if ticket.wait(deadline - time.monotonic()):
            return
        with self._guard:
            if not ticket.is_set():
                self._waiting.remove(ticket)
                raise NoTurn
        # the turn came at the very moment of giving up: take it

    def _leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    def _lock(self, deadline: float) -> None:
        descriptor = self._descriptor()
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise NoTurn from None
                time.sleep(POLL_SECONDS)
            else:
                return

    def _descriptor(self) -> int:
        if self._lock_file is None:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._lock_file = os.open(self._lock_path, flags, 0o600)
        return self._lock_file
