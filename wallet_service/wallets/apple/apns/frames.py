"""HTTP/2 frames as bytes (RFC 9113 sections 4 and 6): the few that a push client needs.

Nothing here knows the state of a connection.
"""

from __future__ import annotations

import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEAD_LENGTH = 9
# What we accept, and what every peer must: the least that SETTINGS_MAX_FRAME_SIZE has.
LONGEST_FRAME = 16384

DATA = 0x0
HEADERS = 0x1
PRIORITY = 0x2
RST_STREAM = 0x3
SETTINGS = 0x4
PUSH_PROMISE = 0x5
PING = 0x6
GOAWAY = 0x7
WINDOW_UPDATE = 0x8
CONTINUATION = 0x9

END_STREAM = ACK = 0x1
END_HEADERS = 0x4
PADDED = 0x8
WITH_PRIORITY = 0x20

ENABLE_PUSH = 0x2
MAX_CONCURRENT_STREAMS = 0x3
INITIAL_WINDOW_SIZE = 0x4

NO_ERROR = 0x0
PROTOCOL_ERROR = 0x1
FLOW_CONTROL_ERROR = 0x3
FRAME_SIZE_ERROR = 0x6
REFUSED_STREAM = 0x7
CANCEL = 0x8
COMPRESSION_ERROR = 0x9
ENHANCE_YOUR_CALM = 0xB

LARGEST_WINDOW = 2**31 - 1
LARGEST_STREAM_ID = 2**31 - 1

_head = struct.Struct(">BHBBI").pack
_setting = struct.Struct(">HI")


class ProtocolViolation(Exception):
    """The peer broke HTTP/2; `code` is the error code that it is told in GOAWAY."""

    def __init__(self, code: int, what: str) -> None:
        super().__init__(what)
        self.code = code


def frame(kind: int, flags: int, stream_id: int, *, payload: bytes = b"") -> bytes:
    """One frame; the payload at most 16,384 octets."""
    return _head(0, len(payload), kind, flags, stream_id) + payload


def settings(values: dict[int, int]) -> bytes:
    """A SETTINGS frame."""
    pairs = (_setting.pack(code, value) for code, value in values.items())
    return frame(SETTINGS, 0, 0, payload=b"".join(pairs))


def read_settings(payload: bytes) -> list[tuple[int, int]]:
    """The pairs of a SETTINGS frame, in their order; FRAME_SIZE_ERROR if cut short."""
    if len(payload) % _setting.size:
        raise ProtocolViolation(FRAME_SIZE_ERROR, "SETTINGS is not made of pairs")
    return [(code, value) for code, value in _setting.iter_unpack(payload)]


def window_update(stream_id: int, increment: int) -> bytes:
    """A WINDOW_UPDATE frame."""
    return frame(WINDOW_UPDATE, 0, stream_id, payload=increment.to_bytes(4))


def rst_stream(stream_id: int, code: int) -> bytes:
    """A RST_STREAM frame."""
    return frame(RST_STREAM, 0, stream_id, payload=code.to_bytes(4))


def goaway(code: int) -> bytes:
    """A client's GOAWAY: it has taken no stream of the peer's, so the last is 0."""
    return frame(GOAWAY, 0, 0, payload=bytes(4) + code.to_bytes(4))


def number(payload: bytes) -> int:
    """The 31-bit number that starts a payload; FRAME_SIZE_ERROR if it is missing."""
    if len(payload) < 4:
        raise ProtocolViolation(FRAME_SIZE_ERROR, "a frame is too short")
    return int.from_bytes(payload[:4]) & 0x7FFFFFFF


def without_padding(flags: int, payload: bytes) -> bytes:
    """A DATA or HEADERS payload without its padding."""
    if not flags & PADDED:
        return payload
    if not payload or payload[0] >= len(payload):
        raise ProtocolViolation(PROTOCOL_ERROR, "padding is longer than its frame")
    return payload[1 : len(payload) - payload[0]]
