"""What the stand-in for APNs has seen, and a way to wait until it has.

The pushes kept are bounded, the counts are not.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable

from wallet_service.simulator.apns_faults import ReceivedPush


class Records:
    """Safe between threads; `changed` is signalled with every note."""

    def __init__(self, keep: int) -> None:
        self._changed = threading.Condition()
        self._accepted: deque[ReceivedPush] = deque(maxlen=keep)
        self._counts: Counter[str] = Counter()
        self._violations: list[str] = []

    @property
    def accepted(self) -> list[ReceivedPush]:
        """The pushes that were accepted, oldest first."""
        with self._changed:
            return list(self._accepted)

    @property
    def violations(self) -> list[str]:
        """How clients broke HTTP/2."""
        with self._changed:
            return list(self._violations)

    def count(self, what: str) -> int:
        """How often `what` was counted."""
        return self._counts[what]

    def add(self, what: str) -> int:
        """Count one more, and return how many there are now."""
        with self._changed:
            self._counts[what] += 1
            self._changed.notify_all()
            return self._counts[what]

    def raise_to(self, what: str, value: int) -> None:
        """Keep the largest value."""
        if value > self._counts[what]:
            with self._changed:
                self._counts[what] = max(value, self._counts[what])

    def accept(self, push: ReceivedPush) -> None:
        """Keep an accepted push."""
        with self._changed:
            self._accepted.append(push)
            self._counts["accepted"] += 1
            self._changed.notify_all()

    def violation(self, what: str) -> None:
        """Keep how a client broke the protocol."""
        with self._changed:
            self._violations.append(what)
            self._changed.notify_all()

    def wait_until(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Wait until the condition on what was seen holds; whether it does."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)
