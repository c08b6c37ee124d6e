"""Sends callbacks for the stand-in for Google Wallet, in a thread of its own.

Like Google it is best effort: an answer other than 2xx is tried again twice, and a
callback may come a second time though it was answered.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

_TRIES = 3
_TIMEOUT = 5.0
_WAIT = 0.2


@dataclass(frozen=True, slots=True)
class SentCallback:
    """One try: `status` None when nobody answered."""

    url: str
    event: str
    object_id: str
    status: int | None
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Owed:
    url: str
    event: str
    object_id: str
    body: bytes


class CallbackSender:
    """`sends_twice` repeats every callback; `is_silent` loses them all."""

    def __init__(self) -> None:
        self.sends_twice = False
        self.is_silent = False
        self._owed: queue.SimpleQueue[_Owed | None] = queue.SimpleQueue()
        self._changed = threading.Condition()
        self._sent: list[SentCallback] = []
        self._left = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="google-stand-in-callbacks", daemon=True
        )

    @property
    def sent(self) -> tuple[SentCallback, ...]:
        """Every try, oldest first."""
        with self._changed:
            return tuple(self._sent)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is not sent is lost."""
        self._stopping.set()
        self._owed.put(None)
        self._thread.join(_TIMEOUT)

    def send(self, url: str, *, event: str, object_id: str, body: bytes) -> None:
        """Queue a callback."""
        if self.is_silent:
            return
        for _ in range(2 if self.sends_twice else 1):
            with self._changed:
                self._left += 1
            self._owed.put(_Owed(url, event, object_id, body))

    def wait_until_idle(self, timeout: float = 10.0) -> bool:
        """Wait until nothing is left to send; whether that came."""
        return self._wait_for(lambda: self._left == 0, timeout)

    def _wait_for(self, condition: Callable[[], bool], timeout: float) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def _run(self) -> None:
        while (owed := self._owed.get()) is not None:
            for attempt in range(_TRIES):
                status = _post(owed)
                with self._changed:
                    self._sent.append(_as_sent(owed, status))
                if status is not None and 200 <= status < 300:
                    break
                if self._stopping.wait(_WAIT * attempt):
                    return
            with self._changed:
                self._left -= 1
                self._changed.notify_all()


def _post(owed: _Owed) -> int | None:
    try:
        response = requests.post(
            owed.url,
            data=owed.body,
            headers={"Content-Type": "application/json", "User-Agent": "Googlebot"},
            timeout=_TIMEOUT,
            allow_redirects=False,
        )
    except requests.RequestException:
        return None
    return response.status_code


def _as_sent(owed: _Owed, status: int | None) -> SentCallback:
    return SentCallback(owed.url, owed.event, owed.object_id, status, owed.body)
