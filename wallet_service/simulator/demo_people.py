"""The brand's own people in the demonstration, and how a visitor signs in as them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OwnersCode:
    """What the owner's authenticator app shows now, and for how many seconds more."""

    digits: str
    seconds_left: int


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Both have the one password; `code` gives the owner's code at a moment."""

    staff_email: str
    owner_email: str
    password: str = field(repr=False)
    code: Callable[[datetime], OwnersCode] = field(repr=False)
