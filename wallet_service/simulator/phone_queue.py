"""The errands of one phone: run one after the other in a thread, repeated with waits.

An errand asked for twice before it starts is one errand; one asked for while it runs is
run again. After the last wait the phone gives up, as iOS does.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_log = logging.getLogger(__name__)

Work = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Waiting:
    due: float
    attempt: int
    work: Work


class ErrandQueue:
    """`waits` are the seconds before each repetition of an errand that failed."""

    def __init__(self, name: str, waits: Sequence[float]) -> None:
        self._waits = tuple(waits)
        self._changed = threading.Condition()
        self._waiting: dict[str, _Waiting] = {}
        self._is_running = False
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to run errands."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the errand in hand and end; what waits is dropped."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        self._thread.join(30.0)

    def put(self, key: str, work: Work) -> None:
        """Run `work` soon, from the first attempt on; it gives False when it failed."""
        with self._changed:
            self._waiting[key] = _Waiting(time.monotonic(), 0, work)
            self._changed.notify_all()

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until nothing runs and nothing waits; whether that came."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not self._waiting and not self._is_running, timeout
            )

    def _run(self) -> None:
        while (chosen := self._take()) is not None:
            key, errand = chosen
            worked = False
            try:
                worked = errand.work()
            except Exception:  # noqa: BLE001 - one errand's defect must not end the phone
                _log.exception("a virtual phone's errand failed")
            with self._changed:
                self._is_running = False
                if not worked:
                    self._repeat(key, errand)
                self._changed.notify_all()

    def _take(self) -> tuple[str, _Waiting] | None:
        with self._changed:
            while not self._is_stopping:
                key = min(
                    self._waiting, key=lambda one: self._waiting[one].due, default=None
                )
                if key is None:
                    self._changed.wait()
                    continue
                pause = self._waiting[key].due - time.monotonic()
                if pause <= 0:
                    self._is_running = True
                    return key, self._waiting.pop(key)
                self._changed.wait(pause)
            return None

    def _repeat(self, key: str, errand: _Waiting) -> None:
        # One asked for meanwhile starts afresh and takes the place of the repetition.
        if errand.attempt < len(self._waits) and key not in self._waiting:
            due = time.monotonic() + self._waits[errand.attempt]
            self._waiting[key] = _Waiting(due, errand.attempt + 1, errand.work)
