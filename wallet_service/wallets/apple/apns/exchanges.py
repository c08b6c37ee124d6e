"""A request and its response on one stream, and what may become of it.

Values only; the state of the connection is in `protocol`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

Request = TypeVar("Request")


@dataclass(slots=True)
class Exchange(Generic[Request]):
    """One open stream: its request, when it was sent, and what has come back."""

    request: Request
    started: float
    status: int = 0
    fields: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answered(Generic[Request]):
    """A whole response."""

    request: Request
    status: int
    fields: dict[bytes, bytes]
    body: bytes


@dataclass(frozen=True, slots=True)
class NotTaken(Generic[Request]):
    """The peer vouches that it did not process the request: it may be sent again."""

    request: Request


@dataclass(frozen=True, slots=True)
class Abandoned(Generic[Request]):
    """The stream ended without a response: whether it was processed is unknown."""

    request: Request
    reason: str


@dataclass(frozen=True, slots=True)
class GoingAway:
    """The peer takes no new streams; `body` may hold a reason as JSON."""

    code: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Pong:
    """Our PING was answered."""


Event = Answered[Request] | NotTaken[Request] | Abandoned[Request] | GoingAway | Pong
