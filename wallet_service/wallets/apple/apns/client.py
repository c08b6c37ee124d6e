"""The APNs client: hand it pushes, get an answer for each; one client per certificate.

It opens connections when there is something to send, keeps them for hours, and speaks
to Apple's production host unless a stand-in is named: passes exist only there.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from wallet_service.wallets.apple.apns import answers, tls
from wallet_service.wallets.apple.apns.answers import PushAnswer
from wallet_service.wallets.apple.apns.backoff import Backoff, Pace
from wallet_service.wallets.apple.apns.connection import Connection, Ending
from wallet_service.wallets.apple.apns.push import Push
from wallet_service.wallets.apple.apns.waiting import WaitingRoom
from wallet_service.wallets.apple.apns.watch import Limits

_PORTS = frozenset({443, 2197})
_LIMITS = Limits()
_PACE = Pace()


class ApnsClient:
    """Safe to share between threads; connections belong to one pass type.

    `context` comes from `client_context`. `port` is 443 or 2197. `stand_in` is the
    (host, port) of a test server. Raises ValueError for any other host of Apple's.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        *,
        port: int = 443,
        stand_in: tuple[str, int] | None = None,
        max_connections: int = 3,
        limits: Limits = _LIMITS,
        pace: Pace = _PACE,
    ) -> None:
        self._address = _address(port, stand_in)
        self._context = context
        self._max_connections = max_connections
        self._limits = limits
        self._pace = pace
        self._backoff = Backoff(pace)
        self._waiting = WaitingRoom()
        self._lock = threading.RLock()
        self._open: list[Connection] = []
        self._draining: list[Connection] = []
        self._is_closed = False

    def push(
        self, pushes: Sequence[Push], *, timeout: float = 60.0
    ) -> list[PushAnswer]:
        """Send the pushes; the answers come in their order, one for each.

        Returns after `timeout` seconds at the latest. Raises RuntimeError when closed.
        """
        if self._is_closed:
            raise RuntimeError("the APNs client is closed: make a new one")
        batch = self._waiting.enter(pushes)
        with self._lock:
            for connection in self._open:
                connection.wake()
            self._connect_if_needed()
        if not batch.done.wait(timeout):
            self._waiting.give_up(batch)
        return batch.in_order()

    def close(self, *, grace: float = 5.0) -> None:
        """Finish what was sent, answer the rest TryLater, and close all connections."""
        with self._lock:
            self._is_closed = True
            connections = self._open + self._draining
        for connection in connections:
            connection.close(grace=grace)
        for connection in connections:
            connection.join(grace + self._limits.connect)
        self._waiting.settle_waiting(answers.TryLater(None, "ClientClosed", None))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _connect_if_needed(self) -> None:
        """Open one connection more if what waits calls for it; the lock is held."""
        if self._is_closed or not len(self._waiting) or not self._may_open():
            return
        wait = self._backoff.wait
        if self._open and wait:
            return
        if wait > self._pace.patience:
            self._waiting.settle_waiting(answers.TryLater(None, "BackingOff", wait))
            return
        connection = Connection(
            self._waiting,
            context=self._context,
            address=self._address,
            limits=self._limits,
            on_change=self._on_change,
            on_end=self._on_end,
        )
        self._open.append(connection)
        connection.start(wait)

    def _may_open(self) -> bool:
        """Another connection pays when all are full and another round waits."""
        if not self._open:
            return len(self._draining) < 2 * self._max_connections
        if len(self._open) >= self._max_connections:
            return False
        in_flight = sum(connection.in_flight for connection in self._open)
        all_full = all(connection.is_full for connection in self._open)
        return all_full and len(self._waiting) > in_flight

    def _on_change(self, connection: Connection) -> None:
        with self._lock:
            if connection.is_draining and connection in self._open:
                self._open.remove(connection)
                self._draining.append(connection)
            self._connect_if_needed()

    def _on_end(self, connection: Connection, ending: Ending) -> None:
        with self._lock:
            for connections in (self._open, self._draining):
                if connection in connections:
                    connections.remove(connection)
            if ending.lived is None:
                self._backoff.note_failure()
            else:
                self._backoff.note_end(ending.lived)
            self._answer_waiting(ending)
            self._connect_if_needed()

    def _answer_waiting(self, ending: Ending) -> None:
        """After an end that says something about the pushes that still wait."""
        if ending.verdict is not None:
            self._waiting.settle_waiting(ending.verdict)
        elif ending.lived is None and not self._open:
            wait = self._backoff.wait
            self._waiting.settle_waiting(answers.TryLater(None, ending.reason, wait))


def _address(port: int, stand_in: tuple[str, int] | None) -> tuple[str, int]:
    if stand_in is None:
        if port not in _PORTS:
            raise ValueError("APNs listens on port 443 and 2197 only")
        return tls.PRODUCTION_HOST, port
    host = stand_in[0].rstrip(".").lower()
    if host == "apple.com" or host.endswith(".apple.com"):
        raise ValueError(
            "passes are pushed through api.push.apple.com only, the sandbox does not "
            "know them: leave stand_in out"
        )
    return stand_in
