"""When the next connection may be opened.

Apple takes rapid connecting and disconnecting for an attack, so every connection that
ended soon, or never came about, makes the next one wait longer.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass

_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: the first wait, the longest, and how long a connection must live.

    `patience` is how long a push stays queued for a connection rather than being
    answered TryLater.
    """

    first: float = 1.0
    longest: float = 900.0
    steady: float = 60.0
    patience: float = 5.0


class Backoff:
    """Counts short-lived connections in a row; safe between threads."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._not_before = 0.0

    def note_end(self, lived: float) -> None:
        """A connection ended after `lived` seconds: one ended soon is forgiven."""
        with self._lock:
            self._in_a_row = 0 if lived >= self._pace.steady else self._in_a_row + 1
            self._delay(self._in_a_row - 1)

    def note_failure(self) -> None:
        """No connection came about."""
        with self._lock:
            self._in_a_row += 1
            self._delay(self._in_a_row)

    @property
    def wait(self) -> float:
        """Seconds until the next connection may be opened."""
        with self._lock:
            return max(0.0, self._not_before - time.monotonic())

    def _delay(self, doublings: int) -> None:
        if doublings <= 0:
            return
        pace = self._pace
        wait = min(pace.longest, pace.first * 2.0 ** min(doublings - 1, 30))
        spread = _random.uniform(0.8, 1.2)
        self._not_before = max(self._not_before, time.monotonic() + wait * spread)
