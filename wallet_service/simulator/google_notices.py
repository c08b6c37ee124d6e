"""Which changes the stand-in for Google Wallet shows as a notice on phones.

Google's wording is its own; three a pass within 24 hours, what is over it is silent.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from wallet_service.wallets.google import notices


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """A request that asked for a notice: `was_shown` false when it was one too many."""

    object_id: str
    cause: str
    at: datetime
    was_shown: bool


class NoticeLedger:
    """Safe between threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: list[NoticeEntry] = []

    @property
    def entries(self) -> tuple[NoticeEntry, ...]:
        """Everything that asked for a notice, oldest first."""
        with self._lock:
            return tuple(self._entries)

    def shown(self, object_id: str) -> tuple[NoticeEntry, ...]:
        """The notices that phones with this object have shown."""
        return tuple(
            one for one in self.entries if one.was_shown and one.object_id == object_id
        )

    def ask(self, object_id: str, cause: str) -> bool:
        """Note a request for a notice; whether it is shown."""
        now = self._clock()
        with self._lock:
            sent = [
                one.at
                for one in self._entries
                if one.was_shown and one.object_id == object_id
            ]
            was_shown = notices.may_notify(sent, now=now)
            self._entries.append(NoticeEntry(object_id, cause, now, was_shown))
        return was_shown
