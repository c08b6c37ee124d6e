"""What the parts of a phone share: options, memory, journal, errands and clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from wallet_service.simulator import (
    pass_check,
    phone_complaints,
    phone_errands,
    phone_store,
)
from wallet_service.simulator.phone_events import Journal, PhoneEvent
from wallet_service.simulator.phone_queue import ErrandQueue
from wallet_service.simulator.phone_store import InstalledPass

# Apple gives no figures; these grow as the phones' own do and end within a minute.
RETRY_WAITS = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
_MOST_COMPLAINTS = 50


@dataclass(frozen=True, slots=True)
class PhoneOptions:
    """A phone as it is set up; the two allowances are what no real phone would accept.

    `trusted_roots` are PEM certificates in place of Apple's root alone;
    `allow_loopback_http` lets a web service on this machine do without TLS.
    """

    name: str = "iPhone"
    language: str = "en"
    trusted_roots: tuple[bytes, ...] = ()
    allow_loopback_http: bool = False
    retry_waits: Sequence[float] = RETRY_WAITS
    folder: Path | None = None


class PhoneState:
    """`lock` guards `memory`; nothing is sent while it is held."""

    def __init__(self, options: PhoneOptions, clock: Callable[[], datetime]) -> None:
        self.options = options
        self.clock = clock
        self.lock = threading.RLock()
        self.journal = Journal(self.lock)
        self.memory = phone_store.load(options.folder, self.check)
        self.identity = phone_errands.Identity(
            self.memory.device_library_identifier, self.memory.push_token
        )
        self.errands = ErrandQueue(f"phone {options.name}", options.retry_waits)
        self._complaints: dict[str, list[str]] = {}

    def check(self, data: bytes) -> pass_check.PassFile:
        """Open a pass as this phone does; raises pass_check.PassRefused."""
        return pass_check.check(
            data,
            trusted_roots=self.options.trusted_roots,
            now=self.clock(),
            allow_loopback_http=self.options.allow_loopback_http,
        )

    def keep(self, kind: str, serial_number: str | None, *, rang: bool = False) -> None:
        """Write the memory down, then the event into the journal."""
        phone_store.save(self.options.folder, self.memory)
        self.note(kind, serial_number, rang=rang)

    def note(
        self,
        kind: str,
        serial_number: str | None,
        *,
        text: str = "",
        rang: bool = False,
    ) -> None:
        """Write an event into the journal."""
        event = PhoneEvent(kind, serial_number, self.clock(), text, rang)
        self.journal.add(event)

    def complain(self, card: InstalledPass, message: str) -> None:
        """Note a complaint, and send it to the pass's web service when it is there."""
        self.note("complained", card.serial_number, text=message)
        url = card.web_service_url
        if url is None:
            return
        with self.lock:
            waiting = self._complaints.setdefault(url, [])
            waiting.append(phone_complaints.stamped(message, self.clock()))
            del waiting[:-_MOST_COMPLAINTS]
        self.errands.put(f"log {url}", partial(self._post_complaints, url))

    def _post_complaints(self, url: str) -> bool:
        with self.lock:
            messages = list(self._complaints.get(url, ()))
        try:
            phone_errands.complain(url, messages)
        except (phone_errands.Failed, phone_errands.Refused):
            return False
        with self.lock:
            self._complaints[url] = self._complaints[url][len(messages) :]
        return True
