"""When a connection must do something by itself: give up, ask for life, or leave.

Monotonic seconds are passed in; nothing here asks what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass

NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, and streams for each connection (the peer's own limit may be lower)."""

    connect: float = 10.0
    answer: float = 20.0
    idle_before_ping: float = 3600.0
    most_streams: int = 1000


class Watch:
    """The times of one connection; `opened` comes before all else."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._opened = self._heard = 0.0
        self._pinged: float | None = None

    def opened(self, now: float) -> None:
        """The connection stands."""
        self._opened = self._heard = now

    def heard(self, now: float) -> None:
        """Something came: whatever it was, the other side lives."""
        self._heard, self._pinged = now, None

    def pinged(self, now: float) -> None:
        """A PING was sent."""
        self._pinged = now

    def lived(self, now: float) -> float:
        """Seconds since it was opened."""
        return now - self._opened

    def answer_due(self, started: float | None) -> float:
        """When a push sent at `started` is given up."""
        return NEVER if started is None else started + self._limits.answer

    def ping_due(self, *, is_ready: bool, oldest: float | None) -> float:
        """After an idle hour, or half-way to giving up the oldest push in silence."""
        if self._pinged is not None or not is_ready:
            return NEVER
        due = self._heard + self._limits.idle_before_ping
        if oldest is None:
            return due
        return min(due, max(oldest, self._heard) + self._limits.answer / 2)

    def silence_due(self, *, is_ready: bool) -> float:
        """When hearing nothing means that nobody is there."""
        if not is_ready:
            return self._opened + self._limits.connect
        return NEVER if self._pinged is None else self._pinged + self._limits.answer / 2
