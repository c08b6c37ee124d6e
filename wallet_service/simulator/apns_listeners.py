"""Delivers accepted pushes to virtual phones, in a thread of its own.

A phone that takes its time, or fails, holds up no answer of the stand-in.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from wallet_service.simulator.apns_faults import ReceivedPush

_logger = logging.getLogger(__name__)

Listener = Callable[[ReceivedPush], None]


class Listeners:
    """Who listens on which token; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_token: dict[str, list[Listener]] = {}
        self._to_deliver: queue.SimpleQueue[ReceivedPush | None] = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=self._run, name="apns-stand-in-delivery", daemon=True
        )

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self) -> None:
        """Deliver what is queued, then end."""
        self._to_deliver.put(None)
        self._thread.join(5.0)

    def add(self, token: str, listener: Listener) -> Callable[[], None]:
        """Call `listener` for each push to the token; returns what ends that."""
        with self._lock:
            self._by_token.setdefault(token, []).append(listener)

        def remove() -> None:
            with self._lock:
                if listener in self._by_token.get(token, ()):
                    self._by_token[token].remove(listener)

        return remove

    def deliver(self, push: ReceivedPush) -> None:
        """Queue a push if anybody listens."""
        if push.token in self._by_token:
            self._to_deliver.put(push)

    def _run(self) -> None:
        while (push := self._to_deliver.get()) is not None:
            with self._lock:
                listeners = tuple(self._by_token.get(push.token, ()))
            for listener in listeners:
                try:
                    listener(push)
                except Exception:  # a phone's failure is its own, whatever it is
                    _logger.exception("a virtual phone failed on a push")
