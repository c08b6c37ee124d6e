"""One connection of the stand-in for APNs: HTTP/2 by `h2`, in one thread.

It is as strict as `h2`: a client that opens more streams than allowed, or writes past a
window, is cut off and the violation recorded.
"""

from __future__ import annotations

import contextlib
import heapq
import json
import select
import socket
import ssl
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    PingReceived,
    RequestReceived,
    StreamEnded,
    StreamReset,
)
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes, Settings
from hyperframe.frame import GoAwayFrame

from wallet_service.simulator import apns_requests
from wallet_service.simulator.apns_faults import (
    Answer,
    Delay,
    Drop,
    FaultPlan,
    Freeze,
    GoAway,
    ReceivedPush,
    Refuse,
    Silence,
)
from wallet_service.simulator.apns_listeners import Listeners
from wallet_service.simulator.apns_records import Records

_LINGER = 5.0
_LONGEST_BODY_KEPT = 8192
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_NO_ERROR = ErrorCodes.NO_ERROR


@dataclass(slots=True)
class _Request:
    headers: dict[str, str]
    body: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, slots=True)
class House:
    """What the connections of one stand-in share."""

    records: Records
    faults: FaultPlan
    listeners: Listeners


class StandInConnection:
    """`topic` is what the client's certificate is for; `settings` HTTP/2 settings."""

    def __init__(
        self,
        sock: ssl.SSLSocket,
        house: House,
        *,
        number: int,
        topic: str,
        settings: dict[SettingCodes, int],
    ) -> None:
        self._sock = sock
        self._house = house
        self._number = number
        self._topic = topic
        self._h2 = H2Connection(H2Configuration(client_side=False))
        self._h2.local_settings = Settings(client=False, initial_values=settings)
        self._requests: dict[int, _Request] = {}
        self._late: list[tuple[float, int, ReceivedPush]] = []
        self._last_stream: int | None = None
        self._leave_at = float("inf")
        self._out = bytearray()
        self._new_settings: deque[dict[SettingCodes | int, int]] = deque()
        self._is_stopping = threading.Event()
        self._bell, self._rope = socket.socketpair()

    def change_settings(self, settings: dict[SettingCodes | int, int]) -> None:
        """Send new settings; from any thread."""
        self._new_settings.append(settings)
        self._ring()

    def stop(self) -> None:
        """Close the connection; from any thread."""
        self._is_stopping.set()
        self._ring()

    def run(self) -> None:
        """Serve until either side has had enough."""
        try:
            self._h2.initiate_connection()
            self._serve()
        except ProtocolError as error:
            self._house.records.violation(f"{type(error).__name__}: {error}")
            self._write()
        except OSError:
            self._house.records.add("lost")
        finally:
            self._sock.close()
            self._bell.close()
            self._rope.close()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            self._rope.send(b"\0")

    def _serve(self) -> None:
        while not self._is_stopping.is_set() and time.monotonic() < self._leave_at:
            self._answer_late()
            while self._new_settings:
                self._h2.update_settings(self._new_settings.popleft())
            self._write()
            if not self._sock.pending() and not self._wait():
                continue
            data = self._sock.recv(65536)
            if not data:
                return
            for event in self._h2.receive_data(data):
                self._take(event)

    def _wait(self) -> bool:
        """Whether there is something to read."""
        due = min(self._leave_at, self._late[0][0] if self._late else float("inf"))
        timeout = None if due == float("inf") else max(0.0, due - time.monotonic())
        readable, _, _ = select.select([self._sock, self._bell], [], [], timeout)
        if self._bell in readable:
            self._bell.recv(4096)
        return self._sock in readable

    def _write(self) -> None:
        self._out += self._h2.data_to_send()
        self._sock.sendall(self._out)
        self._out.clear()

    def _take(self, event: Event) -> None:
        match event:
            case RequestReceived(stream_id=int(number), headers=list(headers)):
                pairs = {_text(name): _text(value) for name, value in headers}
                self._requests[number] = _Request(pairs)
                self._house.records.raise_to("streams at once", len(self._requests))
            case DataReceived(stream_id=int(number), data=data):
                self._take_data(number, data or b"", event.flow_controlled_length or 0)
            case StreamEnded(stream_id=int(number)):
                self._take_request(number)
            case StreamReset(stream_id=int(number)):
                self._requests.pop(number, None)
                self._house.records.add("cancelled")
            case PingReceived():
                self._house.records.add("ping")
            case ConnectionTerminated():
                self._house.records.add("goodbye")
                self._leave_at = 0.0

    def _take_data(self, stream_id: int, data: bytes, flow_controlled: int) -> None:
        self._h2.acknowledge_received_data(flow_controlled, stream_id)
        request = self._requests.get(stream_id)
        if request is not None and len(request.body) < _LONGEST_BODY_KEPT:
            request.body += data

    def _take_request(self, stream_id: int) -> None:
        if self._last_stream is not None and stream_id > self._last_stream:
            return
        request = self._requests[stream_id]
        headers = request.headers
        push = self._note(headers)
        fault = self._house.faults.take(push)
        if fault is None:
            body = bytes(request.body)
            fault = apns_requests.refusal(headers, body, topic=self._topic)
        match fault:
            case None:
                self._accept(push)
                self._answer(stream_id, push, None)
            case Answer():
                self._house.records.add(f"{fault.status} {fault.reason}")
                self._answer(stream_id, push, fault)
            case Delay(seconds=seconds):
                self._accept(push)
                due = time.monotonic() + seconds
                heapq.heappush(self._late, (due, stream_id, push))
            case Silence():
                self._house.records.add("silence")
            case Refuse():
                self._requests.pop(stream_id)
                self._h2.reset_stream(stream_id, ErrorCodes.REFUSED_STREAM)
            case GoAway():
                self._go_away(stream_id, fault)
            case Drop():
                self._reset()
            case Freeze():
                self._is_stopping.wait()

    def _note(self, headers: dict[str, str]) -> ReceivedPush:
        return ReceivedPush(
            number=self._house.records.add("requests"),
            connection=self._number,
            token=apns_requests.token_of(headers),
            topic=headers.get("apns-topic", ""),
            apns_id=headers.get("apns-id", ""),
            priority=headers.get("apns-priority", ""),
            push_type=headers.get("apns-push-type", ""),
            expiration=headers.get("apns-expiration", ""),
        )

    def _accept(self, push: ReceivedPush) -> None:
        self._house.records.accept(push)
        self._house.listeners.deliver(push)

    def _answer(
        self, stream_id: int, push: ReceivedPush, answer: Answer | None
    ) -> None:
        """Write a response; `answer` None is the good one."""
        self._requests.pop(stream_id, None)
        headers = [(":status", "200"), ("apns-id", push.apns_id)]
        if answer is None:
            self._h2.send_headers(stream_id, headers, end_stream=True)
            return
        headers[0] = (":status", str(answer.status))
        if answer.retry_after is not None:
            headers.append(("retry-after", str(answer.retry_after)))
        content: dict[str, str | int] = {"reason": answer.reason}
        if answer.timestamp is not None:
            content["timestamp"] = answer.timestamp
        self._h2.send_headers(stream_id, headers)
        self._h2.send_data(stream_id, json.dumps(content).encode(), end_stream=True)

    def _answer_late(self) -> None:
        while self._late and self._late[0][0] <= time.monotonic():
            _, stream_id, push = heapq.heappop(self._late)
            if stream_id in self._requests:
                self._answer(stream_id, push, None)

    def _go_away(self, stream_id: int, fault: GoAway) -> None:
        """Past `h2`, which would let no stream finish once it has sent GOAWAY."""
        self._last_stream = stream_id - 2
        self._out += self._h2.data_to_send()
        self._out += GoAwayFrame(
            last_stream_id=max(0, self._last_stream),
            error_code=_NO_ERROR,
            additional_data=json.dumps({"reason": fault.reason}).encode(),
        ).serialize()
        self._house.records.add("goaway")
        self._write()
        self._leave_at = 0.0 if fault.hangs_up else time.monotonic() + _LINGER

    def _reset(self) -> None:
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._house.records.add("drop")
        raise ConnectionAbortedError("dropped on purpose")


def _text(value: bytes | str) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
