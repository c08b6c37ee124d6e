"""One connection to APNs: a thread that alone owns the socket and the protocol state.

It takes as many waiting pushes as there are free streams and writes them in one piece.
Whatever ends it, every push that it took is answered or put back.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from wallet_service.wallets.apple.apns import (
    answers,
    exchanges,
    frames,
    protocol,
    tls,
)
from wallet_service.wallets.apple.apns.answers import PushAnswer
from wallet_service.wallets.apple.apns.header_block import HeaderBlocks
from wallet_service.wallets.apple.apns.waiting import Job, WaitingRoom
from wallet_service.wallets.apple.apns.watch import NEVER, Limits, Watch
from wallet_service.wallets.apple.apns.wire import Bell, Lost, Wire

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a connection ended.

    `lived` is in seconds, None if it never came about; `verdict` is the answer for all
    that waits, if to try again would be of no use.
    """

    reason: str
    lived: float | None
    verdict: PushAnswer | None


class Connection:
    """`on_change` is called in its thread when it is full or drains, `on_end` last."""

    def __init__(
        self,
        waiting: WaitingRoom,
        *,
        context: ssl.SSLContext,
        address: tuple[str, int],
        limits: Limits,
        on_change: Callable[[Connection], None],
        on_end: Callable[[Connection, Ending], None],
    ) -> None:
        self._waiting = waiting
        self._context = context
        self._address = address
        self._connect_limit = limits.connect
        self._on_change = on_change
        self._on_end = on_end
        self._protocol = protocol.Protocol[Job](most_streams=limits.most_streams)
        self._blocks = HeaderBlocks(_authority(*address))
        self._bell = Bell()
        self._closing = threading.Event()
        self._close_before = NEVER
        self._watch = Watch(limits)
        self._verdict: PushAnswer | None = None

    @property
    def in_flight(self) -> int:
        """Pushes sent and not yet answered."""
        return len(self._protocol.streams)

    @property
    def is_full(self) -> bool:
        """Whether it is open, and every stream is in use."""
        state = self._protocol
        return state.is_ready and not state.is_draining and not state.free_streams

    @property
    def is_draining(self) -> bool:
        """Whether it will take no more pushes."""
        return self._protocol.is_draining

    def start(self, delay: float) -> None:
        """Open it after `delay` seconds, in a thread of its own."""
        self._thread = threading.Thread(
            target=self._run, args=(delay,), name="apns", daemon=True
        )
        self._thread.start()

    def wake(self) -> None:
        """Have it look at what waits."""
        self._bell.ring()

    def close(self, *, grace: float) -> None:
        """Take nothing more; end when all is answered or `grace` seconds are over."""
        self._close_before = time.monotonic() + grace
        self._closing.set()
        self._bell.ring()

    def join(self, timeout: float) -> None:
        """Wait until its thread has ended."""
        self._thread.join(timeout)

    def _run(self, delay: float) -> None:
        reason = "the connection failed"
        try:
            self._closing.wait(delay)
            reason = self._connect_and_serve()
        except Lost as lost:
            reason = str(lost)
            self._verdict = self._verdict or tls.verdict_on(lost.error)
        except (OSError, tls.NoHttp2) as error:
            reason = f"no connection ({type(error).__name__})"
            self._verdict = tls.verdict_on(error)
        finally:
            self._end(reason)

    def _connect_and_serve(self) -> str:
        if self._closing.is_set():
            return "closed before it was opened"
        sock = tls.connect(self._context, *self._address, timeout=self._connect_limit)
        self._watch.opened(time.monotonic())
        wire = Wire(sock, self._bell)
        try:
            return self._serve(wire)
        finally:
            wire.flush(self._protocol.out)
            wire.close()

    def _end(self, reason: str) -> None:
        lost = answers.Unanswered(reason)
        unanswered = list(self._protocol.streams.values())
        self._waiting.settle((exchange.request, lost) for exchange in unanswered)
        self._protocol.streams.clear()
        self._protocol.is_draining = True
        self._bell.close()
        _logger.info("APNs connection ended: %s", reason)
        came_about = self._protocol.is_ready
        lived = self._watch.lived(time.monotonic()) if came_about else None
        self._on_end(self, Ending(reason, lived, self._verdict))

    def _serve(self, wire: Wire) -> str:
        """Until it is over; returns why. Raises Lost."""
        while True:
            self._start_requests()
            wire.flush(self._protocol.out)
            if reason := self._is_over():
                self._protocol.out += frames.goaway(frames.NO_ERROR)
                return reason
            wire.wait(to_write=bool(self._protocol.out), timeout=self._until_due())
            if data := wire.read():
                self._watch.heard(time.monotonic())
                self._take_in(data)
            self._expire(time.monotonic())

    def _start_requests(self) -> None:
        free = self._protocol.free_streams
        if not free or self._closing.is_set():
            return
        now = time.monotonic()
        for job in self._waiting.take(free):
            self._protocol.start(job, self._blocks.of(job.push), now=now)
        if self.is_full:
            self._on_change(self)

    def _is_over(self) -> str:
        closing = self._closing.is_set()
        if closing and time.monotonic() >= self._close_before:
            return "closed before all was answered"
        if self._protocol.streams:
            return ""
        if closing:
            return "closed"
        return "the server went away" if self._protocol.is_draining else ""

    def _take_in(self, data: bytes) -> None:
        was_draining = self._protocol.is_draining
        try:
            events = self._protocol.receive(data)
        except frames.ProtocolViolation as violation:
            self._protocol.out += frames.goaway(violation.code)
            raise Lost(f"the server broke HTTP/2: {violation}") from violation
        settled: list[tuple[Job, PushAnswer]] = []
        returned: list[Job] = []
        for event in events:
            match event:
                case exchanges.Answered():
                    settled.append((event.request, self._read(event)))
                case exchanges.Abandoned():
                    answer = answers.Unanswered(event.reason)
                    settled.append((event.request, answer))
                case exchanges.NotTaken():
                    returned.append(event.request)
                case exchanges.GoingAway():
                    self._note_goaway(event)
        self._waiting.settle(settled)
        self._hand_back(returned)
        if self._protocol.is_draining and not was_draining:
            self._on_change(self)

    def _read(self, event: exchanges.Answered[Job]) -> PushAnswer:
        answer = answers.read(
            event.status,
            event.fields,
            body=event.body,
            apns_id=event.request.push.apns_id,
        )
        if isinstance(answer, answers.TryLater):
            # Apple: on Shutdown open a new connection.
            self._protocol.is_draining |= answer.reason in answers.CLOSING_REASONS
        return answer

    def _note_goaway(self, event: exchanges.GoingAway) -> None:
        reason = answers.reason_in(event.body)
        _logger.info("APNs says goodbye: code %d, reason %r", event.code, reason)
        if reason in answers.CREDENTIAL_REASONS:
            self._verdict = answers.CredentialRefused(None, reason)

    def _hand_back(self, jobs: list[Job]) -> None:
        if self._verdict is None:
            self._waiting.put_back(jobs, "the server went away")
        else:
            verdict = self._verdict
            self._waiting.settle((job, verdict) for job in jobs)

    def _until_due(self) -> float:
        """Seconds until `_expire` has something to do."""
        due = min(
            self._close_before,
            self._watch.answer_due(self._oldest()),
            self._ping_due(),
            self._watch.silence_due(is_ready=self._protocol.is_ready),
        )
        return due - time.monotonic()

    def _expire(self, now: float) -> None:
        """Give up what was not answered in time; raises Lost if the peer is silent."""
        if now >= self._watch.silence_due(is_ready=self._protocol.is_ready):
            raise Lost("the server fell silent")
        if now >= self._ping_due():
            self._protocol.ping()
            self._watch.pinged(now)
        late = answers.Unanswered("no answer in time")
        settled: list[tuple[Job, PushAnswer]] = []
        while now >= self._watch.answer_due(self._oldest()):
            stream_id = next(iter(self._protocol.streams))
            settled.append((self._protocol.cancel(stream_id), late))
        self._waiting.settle(settled)

    def _ping_due(self) -> float:
        return self._watch.ping_due(
            is_ready=self._protocol.is_ready, oldest=self._oldest()
        )

    def _oldest(self) -> float | None:
        """When the oldest push in flight was sent."""
        exchange = next(iter(self._protocol.streams.values()), None)
        return None if exchange is None else exchange.started


def _authority(host: str, port: int) -> str:
    return host if port == 443 else f"{host}:{port}"
