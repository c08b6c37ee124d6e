"""The sending half of a connection's streams: request frames within both flow windows.

A body is two octets, so windows bind seldom, but they are kept: what does not fit is
held until the peer opens them.
"""

from __future__ import annotations

from dataclasses import dataclass

from wallet_service.wallets.apple.apns import frames

_DEFAULT_WINDOW = 65535
_BODY_FRAME_HEAD = b"\x00\x00\x02\x00\x01"


@dataclass(slots=True)
class _Held:
    """A body, or its end, that waits for room; `window` may be negative (6.9.2)."""

    window: int
    rest: bytes


class Sender:
    """Writes requests into `out`; the caller keeps the limit of streams."""

    def __init__(self, out: bytearray, body: bytes) -> None:
        self._out = out
        self._body = body
        self._connection_window = _DEFAULT_WINDOW
        self._initial_window = _DEFAULT_WINDOW
        self._held: dict[int, _Held] = {}

    def request(self, stream_id: int, block: bytes) -> None:
        """Write HEADERS, and DATA as far as the windows allow."""
        self._out += frames.frame(
            frames.HEADERS, frames.END_HEADERS, stream_id, payload=block
        )
        length = len(self._body)
        if self._initial_window >= length <= self._connection_window:
            self._connection_window -= length
            self._out += _BODY_FRAME_HEAD + stream_id.to_bytes(4) + self._body
        else:
            self._held[stream_id] = _Held(self._initial_window, self._body)
            self._write_held()

    def forget(self, stream_id: int) -> bool:
        """The stream is closed; whether a part of its body was still to be written."""
        return self._held.pop(stream_id, None) is not None

    def open_connection(self, increment: int) -> None:
        """WINDOW_UPDATE of the connection."""
        self._connection_window = _widened(self._connection_window, increment)
        self._write_held()

    def open_stream(self, stream_id: int, increment: int) -> None:
        """WINDOW_UPDATE of a stream; one whose body is sent needs none."""
        held = self._held.get(stream_id)
        if held is not None:
            held.window = _widened(held.window, increment)
            self._write_held()

    def set_initial_window(self, size: int) -> None:
        """SETTINGS_INITIAL_WINDOW_SIZE: moves the window of every open stream too."""
        if size > frames.LARGEST_WINDOW:
            raise frames.ProtocolViolation(
                frames.FLOW_CONTROL_ERROR, "window too large"
            )
        change = size - self._initial_window
        self._initial_window = size
        for held in self._held.values():
            held.window += change
        self._write_held()

    def _write_held(self) -> None:
        for stream_id, held in list(self._held.items()):
            room = min(len(held.rest), held.window, self._connection_window)
            if room <= 0:
                continue
            part, held.rest = held.rest[:room], held.rest[room:]
            held.window -= room
            self._connection_window -= room
            flags = 0 if held.rest else frames.END_STREAM
            self._out += frames.frame(frames.DATA, flags, stream_id, payload=part)
            if not held.rest:
                del self._held[stream_id]


def _widened(window: int, increment: int) -> int:
    if increment == 0:
        raise frames.ProtocolViolation(frames.PROTOCOL_ERROR, "empty window update")
    if window + increment > frames.LARGEST_WINDOW:
        raise frames.ProtocolViolation(frames.FLOW_CONTROL_ERROR, "window too large")
    return window + increment
