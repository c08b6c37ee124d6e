"""The client's HTTP/2, octet by octet; h2 and hpack are the oracle."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, SettingsAcknowledged, StreamEnded
from h2.settings import SettingCodes
from hpack import Decoder, Encoder, NeverIndexedHeaderTuple
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    PushPromiseFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.push_house import a_token, some_pushes
from wallet_service.wallets.apple.apns import frames
from wallet_service.wallets.apple.apns.exchanges import (
    Abandoned,
    Answered,
    GoingAway,
    NotTaken,
    Pong,
)
from wallet_service.wallets.apple.apns.header_block import EMPTY_TABLE, HeaderBlocks
from wallet_service.wallets.apple.apns.protocol import Protocol
from wallet_service.wallets.apple.apns.push import Push

BLOCK = HeaderBlocks("127.0.0.1:2197").of(some_pushes(1)[0])
SETTINGS = SettingsFrame(0).serialize()


def an_open_connection(requests: int = 0, **settings: int) -> Protocol[str]:
    """A protocol that has had its SETTINGS and started requests named "1", "3" ..."""
    protocol = Protocol[str](**settings)
    protocol.receive(SETTINGS)
    for number in range(requests):
        protocol.start(str(2 * number + 1), BLOCK, now=0.0)
    protocol.out.clear()
    return protocol


def a_response(stream_id: int, *fields: tuple[str, str], end: bool = True) -> bytes:
    flags = ["END_HEADERS", "END_STREAM"] if end else ["END_HEADERS"]
    block = Encoder().encode([*fields])
    return HeadersFrame(stream_id, block, flags=flags).serialize()


OK = (":status", "200")


@given(
    token=st.from_regex(r"[0-9A-Za-z]{1,200}", fullmatch=True),
    topic=st.from_regex(r"[0-9A-Za-z._-]{1,255}", fullmatch=True),
    expiration=st.integers(0, 2**40),
    push_type=st.sampled_from(["background", "alert", None]),
)
def test_the_block_written_by_hand_is_what_hpack_reads(
    token, topic, expiration, push_type
):
    push = Push(token, topic, str(uuid.UUID(int=7)), expiration, 10, push_type)
    decoded: Any = Decoder().decode(EMPTY_TABLE + HeaderBlocks("example.org").of(push))
    expected = [
        (":method", "POST"),
        (":scheme", "https"),
        (":authority", "example.org"),
        (":path", f"/3/device/{token}"),
        ("apns-topic", topic),
        ("apns-priority", "10"),
        ("apns-push-type", push_type),
        ("apns-expiration", str(expiration)),
        ("apns-id", push.apns_id),
    ]
    assert [tuple(pair) for pair in decoded] == [pair for pair in expected if pair[1]]


def test_the_token_is_marked_never_to_be_indexed():
    decoded: Any = Decoder().decode(EMPTY_TABLE + BLOCK)
    [path] = [pair for pair in decoded if pair[0] == ":path"]
    assert isinstance(path, NeverIndexedHeaderTuple)


def test_blocks_need_no_dynamic_table():
    decoder: Any = Decoder()
    decoder.decode(EMPTY_TABLE + BLOCK)
    decoder.max_allowed_table_size = 0
    assert dict(decoder.decode(BLOCK))[":path"] == f"/3/device/{a_token(1)}"
    assert decoder.header_table_size == 0


def test_nothing_is_started_before_the_servers_settings_have_come():
    protocol = Protocol[str]()
    assert protocol.free_streams == 0
    protocol.receive(SettingsFrame(0, {3: 7}).serialize())
    assert protocol.free_streams == 7


def test_h2_takes_the_requests_and_the_settings_are_acknowledged():
    server = H2Connection(H2Configuration(client_side=False))
    server.initiate_connection()
    client = Protocol[str]()
    client.receive(server.data_to_send())
    for _ in range(3):
        client.start("x", BLOCK, now=0.0)
    events = server.receive_data(bytes(client.out))
    of_kind = [
        sum(isinstance(event, kind) for event in events)
        for kind in (RequestReceived, DataReceived, StreamEnded, SettingsAcknowledged)
    ]
    assert of_kind == [3, 3, 3, 1]
    assert {e.data for e in events if isinstance(e, DataReceived)} == {b"{}"}


def test_responses_in_pieces_of_any_size_give_the_same_events():
    wire = (
        SETTINGS
        + a_response(1, OK, ("apns-id", "x"))
        + PingFrame(0, b"12345678").serialize()
        + a_response(3, (":status", "410"), end=False)
        + DataFrame(3, b'{"reason":', pad_length=9, flags=["PADDED"]).serialize()
        + DataFrame(3, b'"x"}', flags=["END_STREAM"]).serialize()
        + GoAwayFrame(0, last_stream_id=5, additional_data=b"{}").serialize()
    )

    @given(cuts=st.lists(st.integers(0, len(wire)), max_size=30))
    def check(cuts):
        protocol = an_open_connection(requests=4)
        events = []
        bounds = [0, *sorted(cuts), len(wire)]
        for start, stop in itertools.pairwise(bounds):
            events += protocol.receive(wire[start:stop])
        assert events == [
            Answered("1", 200, {b":status": b"200", b"apns-id": b"x"}, b""),
            Answered("3", 410, {b":status": b"410"}, b'{"reason":"x"}'),
            GoingAway(0, b"{}"),
            NotTaken("7"),
        ]
        assert list(protocol.streams) == [5]
        assert PingFrame(0, b"12345678", flags=["ACK"]).serialize() in protocol.out

    check()


def test_a_header_block_may_come_in_continuations_with_padding_and_priority():
    block = Encoder().encode([(":status", "200"), ("apns-id", "long" * 20)])
    protocol = an_open_connection(requests=1)
    first = HeadersFrame(1, block[:5], flags=["END_STREAM", "PRIORITY", "PADDED"])
    first.pad_length = 3
    protocol.receive(first.serialize())
    protocol.receive(ContinuationFrame(1, block[5:9]).serialize())
    last = ContinuationFrame(1, block[9:], flags=["END_HEADERS"])
    [event] = protocol.receive(last.serialize())
    assert isinstance(event, Answered)
    assert event.fields[b"apns-id"] == b"long" * 20


def test_an_interim_response_and_trailers_leave_the_answer_as_it_is():
    protocol = an_open_connection(requests=1)
    protocol.receive(a_response(1, (":status", "103"), end=False))
    protocol.receive(a_response(1, OK, end=False))
    [event] = protocol.receive(a_response(1, ("grpc", "no")))
    assert event == Answered("1", 200, {b":status": b"200"}, b"")


def test_the_decoders_table_is_kept_through_answers_that_nobody_waits_for():
    encoder = Encoder()
    late = encoder.encode([(":status", "200"), ("apns-id", "first")])
    next_one = encoder.encode([(":status", "200"), ("apns-id", "first")])
    assert len(next_one) < len(late)
    protocol = an_open_connection(requests=2)
    protocol.cancel(1)
    flags = ["END_HEADERS", "END_STREAM"]
    assert protocol.receive(HeadersFrame(1, late, flags=flags).serialize()) == []
    [event] = protocol.receive(HeadersFrame(3, next_one, flags=flags).serialize())
    assert isinstance(event, Answered)
    assert event.fields[b"apns-id"] == b"first"


def test_a_refused_stream_was_not_taken_and_another_reset_is_unknown():
    protocol = an_open_connection(requests=2)
    [refused] = protocol.receive(RstStreamFrame(1, frames.REFUSED_STREAM).serialize())
    [other] = protocol.receive(RstStreamFrame(3, 2).serialize())
    assert refused == NotTaken("1")
    assert other == Abandoned("3", "the stream was reset with code 2")
    assert protocol.receive(RstStreamFrame(3, 2).serialize()) == []


def test_a_pong_is_told():
    protocol = an_open_connection()
    protocol.ping()
    assert protocol.out == PingFrame(0, bytes(8)).serialize()
    answer = PingFrame(0, bytes(8), flags=["ACK"]).serialize()
    assert protocol.receive(answer) == [Pong()]


def test_an_endless_answer_is_cancelled():
    protocol = an_open_connection(requests=1)
    protocol.receive(a_response(1, OK, end=False))
    protocol.receive(DataFrame(1, bytes(16384)).serialize())
    [event] = protocol.receive(DataFrame(1, b"x").serialize())
    assert event == Abandoned("1", "the answer is too long")
    assert RstStreamFrame(1, frames.CANCEL).serialize() in protocol.out
    assert protocol.free_streams == 1000


def test_the_servers_window_is_given_back_as_answers_are_read():
    protocol = an_open_connection(requests=3)
    for stream_id in (1, 3, 5):
        protocol.receive(a_response(stream_id, OK, end=False))
        protocol.receive(DataFrame(stream_id, bytes(12000)).serialize())
    assert protocol.out == WindowUpdateFrame(0, 36000).serialize()


def test_when_stream_numbers_run_out_the_connection_drains():
    protocol = an_open_connection(first_stream_id=2**31 - 3)
    protocol.start("last but one", BLOCK, now=0.0)
    assert protocol.free_streams
    protocol.start("last", BLOCK, now=0.0)
    assert protocol.free_streams == 0
    assert protocol.is_draining


def test_a_body_waits_for_both_windows():
    protocol = an_open_connection()
    protocol.receive(
        SettingsFrame(0, {SettingCodes.INITIAL_WINDOW_SIZE: 0}).serialize()
    )
    protocol.start("1", BLOCK, now=0.0)
    protocol.out.clear()
    protocol.receive(WindowUpdateFrame(1, 1).serialize())
    assert protocol.out == DataFrame(1, b"{").serialize()
    protocol.out.clear()
    protocol.receive(
        SettingsFrame(0, {SettingCodes.INITIAL_WINDOW_SIZE: 1}).serialize()
    )
    assert DataFrame(1, b"}", flags=["END_STREAM"]).serialize() in protocol.out


def test_the_connections_window_outlives_its_first_size():
    # 65,535 octets are 32,767 bodies and a half: the rest waits for an update.
    protocol = an_open_connection(most_streams=40_000)
    for number in range(32_767):
        protocol.start(str(number), BLOCK, now=0.0)
    protocol.out.clear()
    for number in range(2):
        protocol.start(f"late {number}", BLOCK, now=0.0)
    assert DataFrame(65_535, b"{").serialize() in protocol.out
    protocol.out.clear()
    protocol.receive(WindowUpdateFrame(0, 3).serialize())
    assert protocol.out == b"".join(
        DataFrame(stream_id, rest, flags=["END_STREAM"]).serialize()
        for stream_id, rest in [(65_535, b"}"), (65_537, b"{}")]
    )


def test_a_response_before_the_body_could_be_sent_ends_the_stream():
    protocol = an_open_connection()
    protocol.receive(
        SettingsFrame(0, {SettingCodes.INITIAL_WINDOW_SIZE: 0}).serialize()
    )
    protocol.start("1", BLOCK, now=0.0)
    protocol.out.clear()
    [event] = protocol.receive(a_response(1, (":status", "429")))
    assert isinstance(event, Answered)
    assert protocol.out == RstStreamFrame(1, frames.CANCEL).serialize()
    protocol.out.clear()
    protocol.receive(WindowUpdateFrame(1, 5).serialize())
    assert protocol.out == b""


def _frame(kind: int, stream_id: int, payload: bytes = b"", flags: int = 0) -> bytes:
    return frames.frame(kind, flags, stream_id, payload=payload)


HALF_A_BLOCK = HeadersFrame(1, b"\x88").serialize()
TOO_MUCH = 2**31 - 1
VIOLATIONS = {
    "a push": (
        PushPromiseFrame(1, 2, b"\x88", flags=["END_HEADERS"]).serialize(),
        frames.PROTOCOL_ERROR,
    ),
    "a stream never opened": (a_response(9, OK), frames.PROTOCOL_ERROR),
    "a stream of the server's": (a_response(2, OK), frames.PROTOCOL_ERROR),
    "data on no stream": (_frame(frames.DATA, 0), frames.PROTOCOL_ERROR),
    "settings on a stream": (_frame(frames.SETTINGS, 1), frames.PROTOCOL_ERROR),
    "settings cut short": (
        _frame(frames.SETTINGS, 0, b"12345"),
        frames.FRAME_SIZE_ERROR,
    ),
    "a short ping": (_frame(frames.PING, 0, b"123"), frames.FRAME_SIZE_ERROR),
    "a short goaway": (_frame(frames.GOAWAY, 0, b"1234"), frames.FRAME_SIZE_ERROR),
    "a short reset": (_frame(frames.RST_STREAM, 1, b"1"), frames.FRAME_SIZE_ERROR),
    "a frame too long": (_frame(frames.DATA, 1, bytes(16385)), frames.FRAME_SIZE_ERROR),
    "padding too long": (_frame(frames.DATA, 1, b"\x05a", 8), frames.PROTOCOL_ERROR),
    "padding without a length": (
        _frame(frames.DATA, 1, b"", 8),
        frames.PROTOCOL_ERROR,
    ),
    "no window": (
        _frame(frames.WINDOW_UPDATE, 0, bytes(4)),
        frames.PROTOCOL_ERROR,
    ),
    "too much window": (
        WindowUpdateFrame(0, TOO_MUCH).serialize(),
        frames.FLOW_CONTROL_ERROR,
    ),
    "window of an unknown stream": (
        WindowUpdateFrame(9, 1).serialize(),
        frames.PROTOCOL_ERROR,
    ),
    "too large a first window": (
        frames.settings({frames.INITIAL_WINDOW_SIZE: 2**31}),
        frames.FLOW_CONTROL_ERROR,
    ),
    "a block interrupted": (HALF_A_BLOCK + SETTINGS, frames.PROTOCOL_ERROR),
    "a block continued elsewhere": (
        HALF_A_BLOCK + ContinuationFrame(3, b"").serialize(),
        frames.PROTOCOL_ERROR,
    ),
    "a continuation of nothing": (
        ContinuationFrame(1, b"").serialize(),
        frames.PROTOCOL_ERROR,
    ),
    "a block without end": (
        HALF_A_BLOCK + 5 * ContinuationFrame(1, bytes(16000)).serialize(),
        frames.ENHANCE_YOUR_CALM,
    ),
    "a block that is none": (
        HeadersFrame(1, b"\xff\xff\xff", flags=["END_HEADERS"]).serialize(),
        frames.COMPRESSION_ERROR,
    ),
    "no status": (a_response(1, ("x", "y")), frames.PROTOCOL_ERROR),
    "a strange status": (a_response(1, (":status", "2e2")), frames.PROTOCOL_ERROR),
    "an end after an interim answer": (
        a_response(1, (":status", "100")),
        frames.PROTOCOL_ERROR,
    ),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_server_that_breaks_http2_is_told_how(name):
    wire, code = VIOLATIONS[name]
    protocol = an_open_connection(requests=3)
    with pytest.raises(frames.ProtocolViolation) as caught:
        protocol.receive(wire)
    assert caught.value.code == code


def test_the_first_frame_must_be_settings():
    protocol = Protocol[str]()
    with pytest.raises(frames.ProtocolViolation, match="SETTINGS"):
        protocol.receive(PingFrame(0, bytes(8)).serialize())


def test_frames_of_unknown_kinds_are_passed_over():
    protocol = an_open_connection(requests=1)
    assert protocol.receive(_frame(0xBE, 1, b"whatever")) == []
    assert protocol.receive(_frame(frames.PRIORITY, 1, bytes(5))) == []


@given(st.binary(max_size=200))
def test_any_octets_give_events_or_a_violation(octets):
    protocol = an_open_connection(requests=3)
    try:
        protocol.receive(octets)
    except frames.ProtocolViolation:
        return
    assert len(protocol.streams) <= 3


@given(st.binary(max_size=60))
def test_any_header_block_gives_events_or_a_violation(block):
    protocol = an_open_connection(requests=1)
    try:
        protocol.receive(HeadersFrame(1, block, flags=["END_HEADERS"]).serialize())
    except frames.ProtocolViolation:
        return
    assert len(protocol.streams) == 1


def test_the_frames_are_those_that_hyperframe_reads():
    for made in (
        frames.window_update(5, 77),
        frames.rst_stream(5, frames.CANCEL),
        frames.goaway(frames.NO_ERROR),
        frames.settings({frames.ENABLE_PUSH: 0}),
    ):
        frame, length = Frame.parse_frame_header(memoryview(made[:9]))
        frame.parse_body(memoryview(made[9 : 9 + length]))
        assert frame.serialize() == made
