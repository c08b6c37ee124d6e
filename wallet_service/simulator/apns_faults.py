"""What the stand-in for APNs does wrong on demand: by token, by count, or drawn.

A fault is used up by the request that meets it, unless it was laid for ever.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReceivedPush:
    """A push as it arrived; `number` counts the stand-in's requests from 1."""

    number: int
    connection: int
    token: str = field(repr=False)
    topic: str
    apns_id: str
    priority: str
    push_type: str
    expiration: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Another answer than 200; `timestamp` in Unix milliseconds goes with 410."""

    status: int
    reason: str
    timestamp: int | None = None
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer at all."""


@dataclass(frozen=True, slots=True)
class Delay:
    """The push is accepted at once, and answered after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Drop:
    """The TCP connection is reset."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """From here on the connection neither reads nor writes, and stays open."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """The stream is reset with REFUSED_STREAM: it was not processed."""


@dataclass(frozen=True, slots=True)
class GoAway:
    """GOAWAY whose last stream is the one before: this request is not processed.

    Open streams are finished, unless it `hangs_up` at once.
    """

    reason: str = "Shutdown"
    hangs_up: bool = False


Fault = Answer | Silence | Delay | Drop | Freeze | Refuse | GoAway
Chooser = Callable[[ReceivedPush], Fault | None]


class FaultPlan:
    """The faults to come; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_token: dict[str, deque[Fault]] = {}
        self._for_ever: dict[str, Fault] = {}
        self._by_number: dict[int, Fault] = {}
        self._chooser: Chooser | None = None

    def next_for_token(self, token: str, *faults: Fault) -> None:
        """The token's next requests meet these, one each."""
        with self._lock:
            self._by_token.setdefault(token, deque()).extend(faults)

    def always_for_token(self, token: str, fault: Fault | None) -> None:
        """Every request for the token meets this; None takes it away."""
        with self._lock:
            self._for_ever.pop(token, None)
            if fault is not None:
                self._for_ever[token] = fault

    def at_request(self, number: int, fault: Fault) -> None:
        """The stand-in's request of that number, counted from 1, meets this."""
        with self._lock:
            self._by_number[number] = fault

    def draw_with(self, chooser: Chooser | None) -> None:
        """Ask `chooser` where nothing else is laid; its calls do not overlap."""
        with self._lock:
            self._chooser = chooser

    def take(self, push: ReceivedPush) -> Fault | None:
        """The fault that this request meets, if any."""
        with self._lock:
            queued = self._by_token.get(push.token)
            if queued:
                return queued.popleft()
            if push.number in self._by_number:
                return self._by_number.pop(push.number)
            if push.token in self._for_ever:
                return self._for_ever[push.token]
            return self._chooser(push) if self._chooser is not None else None
