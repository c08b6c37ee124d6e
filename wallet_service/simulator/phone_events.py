"""A phone's journal: what happened to it, in order, and a way to wait for more.

It keeps the newest events only; `version` counts all of them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

_KEPT = 500


@dataclass(frozen=True, slots=True)
class PhoneEvent:
    """One thing that happened; `serial_number` None where it concerns the whole phone.

    Kinds: added, registered, unregistered, turned away, removed, pushed, asked,
    fetched, unchanged, complained. `text` is a complaint; `rang`: a notice was shown.
    """

    kind: str
    serial_number: str | None
    at: datetime
    text: str = field(default="", repr=False)
    rang: bool = False


class Journal:
    """Safe between threads; whoever waits is woken by each event.

    `lock` is the phone's own, so that a condition may look at the phone while waiting.
    """

    def __init__(self, lock: threading.RLock) -> None:
        self._changed = threading.Condition(lock)
        self._events: deque[PhoneEvent] = deque(maxlen=_KEPT)
        self._version = 0

    @property
    def version(self) -> int:
        """How many events there have been."""
        return self._version

    @property
    def events(self) -> tuple[PhoneEvent, ...]:
        """The events kept, oldest first."""
        with self._changed:
            return tuple(self._events)

    def of(self, kind: str) -> list[PhoneEvent]:
        """The events of one kind, oldest first."""
        return [event for event in self.events if event.kind == kind]

    def add(self, event: PhoneEvent) -> None:
        """Write an event down and wake those who wait."""
        with self._changed:
            self._events.append(event)
            self._version += 1
            self._changed.notify_all()

    def wait_until(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Wait until the condition holds; whether it does."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)
