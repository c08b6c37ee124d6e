"""What the stand-in for Google Wallet does wrong on demand: by method, or by count.

A method is named as in the discovery document (`loyaltyobject.patch`), the token
endpoint `token`, any call `*`. A fault is used up by the request that meets it, unless
it was laid for ever.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

ANY = "*"
TOKEN = "token"  # noqa: S105 - the name of an endpoint


@dataclass(frozen=True, slots=True)
class Answer:
    """Another answer, without doing the work."""

    status: int
    reason: str = ""
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    """The work is done at once and answered after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection is closed without an answer; perhaps the work was done."""

    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Garbage:
    """200, and a body that is no JSON."""


Fault = Answer | Delay | Drop | Garbage

RATE_LIMITED = Answer(429, "rateLimitExceeded", retry_after=1)
UNAVAILABLE = Answer(503, "backendError")
UNAUTHORIZED = Answer(401, "authError")
PERMISSION_DENIED = Answer(403, "permissionDenied")
NOTICES_USED_UP = Answer(403, "quotaExceeded")


class GoogleFaults:
    """The faults to come; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[str, deque[Fault]] = {}
        self._always: dict[str, Fault] = {}

    def next(self, method: str, *faults: Fault) -> None:
        """The next calls of the method meet these, one each."""
        with self._lock:
            self._next.setdefault(method, deque()).extend(faults)

    def always(self, method: str, fault: Fault | None) -> None:
        """Every call of the method meets this; None takes it away."""
        with self._lock:
            self._always.pop(method, None)
            if fault is not None:
                self._always[method] = fault

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets, if any."""
        names = (method,) if method == TOKEN else (method, ANY)
        with self._lock:
            for name in names:
                if queued := self._next.get(name):
                    return queued.popleft()
            for name in names:
                if name in self._always:
                    return self._always[name]
        return None
