"""The state of one HTTP/2 connection to APNs, without any I/O (RFC 9113).

Bytes go in by `receive`, bytes to send gather in `out`, and events say what became of
each request. Nothing is assumed of the peer before its SETTINGS have come.
"""

from __future__ import annotations

from typing import Generic

from hpack.exceptions import HPACKError
from hpack.hpack import Decoder

from wallet_service.wallets.apple.apns import frames
from wallet_service.wallets.apple.apns.exchanges import (
    Abandoned,
    Answered,
    Event,
    Exchange,
    GoingAway,
    NotTaken,
    Pong,
    Request,
)
from wallet_service.wallets.apple.apns.header_block import EMPTY_TABLE
from wallet_service.wallets.apple.apns.sending import Sender

BODY = b"{}"
# Answers are short JSON. Below a stream's window of 65,535, so it needs no updates.
_LONGEST_ANSWER = 16384
_LONGEST_HEADERS = 65536
_WINDOW_LOW = 32768


class Protocol(Generic[Request]):
    """A client's side of one connection.

    `streams` are the open ones in the order of their start, `most_streams` our own
    bound, where the peer's may be lower. Raises ProtocolViolation out of `receive`.
    """

    def __init__(self, *, most_streams: int = 1000, first_stream_id: int = 1) -> None:
        self.out = bytearray(frames.PREFACE + frames.settings({frames.ENABLE_PUSH: 0}))
        self.streams: dict[int, Exchange[Request]] = {}
        self.is_ready = False
        self.is_draining = False
        self._most_streams = most_streams
        self._limit = most_streams
        self._next_stream_id = first_stream_id
        self._block_start = EMPTY_TABLE
        self._sender = Sender(self.out, BODY)
        self._decoder = Decoder()
        self._in = bytearray()
        self._headers_of: tuple[int, int] | None = None
        self._headers = b""
        self._unacknowledged = 0
        self._events: list[Event[Request]] = []

    @property
    def free_streams(self) -> int:
        """How many requests may be started now."""
        if not self.is_ready or self.is_draining:
            return 0
        return max(0, self._limit - len(self.streams))

    def start(self, request: Request, block: bytes, *, now: float) -> None:
        """Open a stream for a request; only while there are `free_streams`."""
        stream_id = self._next_stream_id
        self._next_stream_id += 2
        if self._next_stream_id > frames.LARGEST_STREAM_ID:
            self.is_draining = True
        self.streams[stream_id] = Exchange(request, now)
        self._sender.request(stream_id, self._block_start + block)
        self._block_start = b""

    def cancel(self, stream_id: int) -> Request:
        """Give up an open stream; a late answer is passed over."""
        self.out += frames.rst_stream(stream_id, frames.CANCEL)
        self._sender.forget(stream_id)
        return self.streams.pop(stream_id).request

    def ping(self) -> None:
        """Ask for a sign of life; `Pong` comes as an event."""
        self.out += frames.frame(frames.PING, 0, 0, payload=bytes(8))

    def receive(self, data: bytes) -> list[Event[Request]]:
        """Take in what the peer sent, in pieces of any size."""
        incoming = self._in
        incoming += data
        start, end = 0, len(incoming)
        while end - start >= frames.HEAD_LENGTH:
            length = int.from_bytes(incoming[start : start + 3])
            if length > frames.LONGEST_FRAME:
                raise frames.ProtocolViolation(
                    frames.FRAME_SIZE_ERROR, "frame too long"
                )
            stop = start + frames.HEAD_LENGTH + length
            if stop > end:
                break
            stream_id = int.from_bytes(incoming[start + 5 : start + 9]) & 0x7FFFFFFF
            payload = bytes(incoming[start + frames.HEAD_LENGTH : stop])
            self._take(incoming[start + 3], incoming[start + 4], stream_id, payload)
            start = stop
        del incoming[:start]
        events, self._events = self._events, []
        return events

    def _take(self, kind: int, flags: int, stream_id: int, payload: bytes) -> None:
        self._check_order(kind, stream_id)
        match kind:
            case frames.HEADERS:
                self._take_headers(flags, stream_id, payload)
            case frames.CONTINUATION:
                self._take_continuation(flags, payload)
            case frames.DATA:
                self._take_data(flags, stream_id, payload)
            case frames.RST_STREAM:
                self._take_reset(stream_id, frames.number(payload))
            case frames.SETTINGS:
                self._take_settings(flags, payload)
            case frames.PING:
                self._take_ping(flags, payload)
            case frames.GOAWAY:
                self._take_goaway(payload)
            case frames.WINDOW_UPDATE:
                self._take_window_update(stream_id, frames.number(payload))
            case frames.PUSH_PROMISE:
                raise _violation("a promise, though we take none")

    def _check_order(self, kind: int, stream_id: int) -> None:
        """What holds for any frame: SETTINGS first, blocks whole, streams ours."""
        if not self.is_ready and kind != frames.SETTINGS:
            raise _violation("the first frame is not SETTINGS")
        if (self._headers_of is not None) != (kind == frames.CONTINUATION):
            raise _violation("a header block is interrupted, or continued from nowhere")
        if self._headers_of is not None and self._headers_of[0] != stream_id:
            raise _violation("a header block is continued on another stream")
        if kind in _OF_A_STREAM and not self._was_started(stream_id):
            raise _violation("a frame of a stream that was never opened")
        if kind in _OF_THE_CONNECTION and stream_id != 0:
            raise _violation("a frame of the connection names a stream")

    def _was_started(self, stream_id: int) -> bool:
        return stream_id % 2 == 1 and stream_id < self._next_stream_id

    def _take_headers(self, flags: int, stream_id: int, payload: bytes) -> None:
        block = frames.without_padding(flags, payload)
        if flags & frames.WITH_PRIORITY:
            block = block[5:]
        if flags & frames.END_HEADERS:
            self._take_block(flags, stream_id, block)
        else:
            self._headers_of, self._headers = (stream_id, flags), block

    def _take_continuation(self, flags: int, payload: bytes) -> None:
        if self._headers_of is None:
            raise _violation("a header block is continued from nowhere")
        self._headers += payload
        if len(self._headers) > _LONGEST_HEADERS:
            raise frames.ProtocolViolation(
                frames.ENHANCE_YOUR_CALM, "a header block is too long"
            )
        if flags & frames.END_HEADERS:
            (stream_id, first_flags), block = self._headers_of, self._headers
            self._headers_of, self._headers = None, b""
            self._take_block(first_flags, stream_id, block)

    def _take_block(self, flags: int, stream_id: int, block: bytes) -> None:
        """Decode always: all streams share the decoder's table, closed ones too."""
        try:
            decoded = self._decoder.decode(block, raw=True)
        except HPACKError as error:
            raise frames.ProtocolViolation(
                frames.COMPRESSION_ERROR, "a header block cannot be decoded"
            ) from error
        exchange = self.streams.get(stream_id)
        if exchange is None:
            return
        fields = {bytes(name): bytes(value) for name, value in decoded}
        if b":status" in fields:
            exchange.status, exchange.fields = _status(fields), fields
        if flags & frames.END_STREAM:
            self._finish(stream_id, exchange)

    def _take_data(self, flags: int, stream_id: int, payload: bytes) -> None:
        self._unacknowledged += len(payload)
        if self._unacknowledged >= _WINDOW_LOW:
            self.out += frames.window_update(0, self._unacknowledged)
            self._unacknowledged = 0
        content = frames.without_padding(flags, payload)
        exchange = self.streams.get(stream_id)
        if exchange is None:
            return
        exchange.body += content
        if len(exchange.body) > _LONGEST_ANSWER:
            request = self.cancel(stream_id)
            self._events.append(Abandoned(request, "the answer is too long"))
        elif flags & frames.END_STREAM:
            self._finish(stream_id, exchange)

    def _finish(self, stream_id: int, exchange: Exchange[Request]) -> None:
        if exchange.status < 200:
            raise _violation("a response without a status")
        if self._sender.forget(stream_id):
            self.out += frames.rst_stream(stream_id, frames.CANCEL)
        del self.streams[stream_id]
        self._events.append(
            Answered(exchange.request, exchange.status, exchange.fields, exchange.body)
        )

    def _take_reset(self, stream_id: int, code: int) -> None:
        exchange = self.streams.pop(stream_id, None)
        self._sender.forget(stream_id)
        if exchange is None:
            return
        if code == frames.REFUSED_STREAM:
            self._events.append(NotTaken(exchange.request))
        else:
            reason = f"the stream was reset with code {code}"
            self._events.append(Abandoned(exchange.request, reason))

    def _take_settings(self, flags: int, payload: bytes) -> None:
        if flags & frames.ACK:
            return
        for code, value in frames.read_settings(payload):
            if code == frames.MAX_CONCURRENT_STREAMS:
                self._limit = min(value, self._most_streams)
            elif code == frames.INITIAL_WINDOW_SIZE:
                self._sender.set_initial_window(value)
        self.is_ready = True
        self.out += frames.frame(frames.SETTINGS, frames.ACK, 0)

    def _take_ping(self, flags: int, payload: bytes) -> None:
        if len(payload) != 8:
            raise frames.ProtocolViolation(frames.FRAME_SIZE_ERROR, "a ping's length")
        if flags & frames.ACK:
            self._events.append(Pong())
        else:
            self.out += frames.frame(frames.PING, frames.ACK, 0, payload=payload)

    def _take_goaway(self, payload: bytes) -> None:
        """Streams above the last one that the peer took are free to be sent again."""
        last = frames.number(payload)
        self.is_draining = True
        code = frames.number(payload[4:])
        self._events.append(GoingAway(code, payload[8:]))
        for stream_id in [number for number in self.streams if number > last]:
            self._sender.forget(stream_id)
            self._events.append(NotTaken(self.streams.pop(stream_id).request))

    def _take_window_update(self, stream_id: int, increment: int) -> None:
        if stream_id == 0:
            self._sender.open_connection(increment)
        elif self._was_started(stream_id):
            self._sender.open_stream(stream_id, increment)
        else:
            raise _violation("a window of a stream that was never opened")


_OF_A_STREAM = frozenset(
    {frames.DATA, frames.HEADERS, frames.RST_STREAM, frames.CONTINUATION}
)
_OF_THE_CONNECTION = frozenset({frames.SETTINGS, frames.PING, frames.GOAWAY})


def _violation(what: str) -> frames.ProtocolViolation:
    return frames.ProtocolViolation(frames.PROTOCOL_ERROR, what)


def _status(fields: dict[bytes, bytes]) -> int:
    text = fields[b":status"]
    if len(text) != 3 or not text.isdigit():
        raise _violation("a status that is no number of three digits")
    return int(text)
