"""The device protocol's parsers: a phone's words, and an attacker's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import urllib.parse
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from wallet_service.wallets.apple import web_service

KEY = bytes(range(32))
NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def derived(key=KEY, pass_type="pass.com.example", serial="123"):
    return web_service.derive_token(
        key, pass_type_identifier=pass_type, serial_number=serial
    )


def test_statement_42_the_token_is_the_keyed_hash_of_both_parts():
    message = b"\x00\x00\x00\x10pass.com.example\x00\x00\x00\x03123"
    digest = hmac.new(KEY, message, hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(derived() + "=") == digest
    assert len(derived()) == 43


def test_statement_42_tokens_are_distinct_by_key_type_and_serial():
    tokens = {
        derived(),
        derived(key=bytes(32)),
        derived(serial="124"),
        derived(pass_type="pass.com.example1", serial="23"),
        derived(pass_type="pass.com.exampl", serial="e123"),
    }
    assert len(tokens) == 5


def test_statement_42_a_weak_key_is_refused():
    with pytest.raises(ValueError, match="32 random"):
        derived(key=b"short")


def test_statement_42_the_comparison_takes_whatever_comes():
    assert web_service.tokens_match(derived(), derived())
    for wrong in (None, "", derived()[:-1], derived() + "x", "ключ", "\ud800"):
        assert not web_service.tokens_match(wrong, derived())


@pytest.mark.parametrize(
    "header",
    ["ApplePass abc=", "applepass abc=", "ApplePass   abc=", " ApplePass abc= "],
)
def test_a_token_is_read_from_the_header(header):
    assert web_service.authorization_token(header) == "abc="


@pytest.mark.parametrize(
    "header",
    [None, "", "ApplePass", "ApplePass ", "ApplePassabc", "Bearer abc", "abc",
     "ApplePass a b", "ApplePass a\x00", "ApplePass ключ", "ApplePass " + "a" * 513,
     "ApplePass abc\nX: y"],
)  # fmt: skip
def test_a_malformed_header_holds_no_token(header):
    assert web_service.authorization_token(header) is None


@given(some.text())
def test_no_header_breaks_the_parser(header):
    token = web_service.authorization_token(header)
    assert token is None or token in header


@given(some.text(some.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_every_printable_token_survives_the_header(token):
    assert web_service.authorization_token(f"ApplePass {token}") == token[:512] or (
        len(token) > 512
    )


@pytest.mark.parametrize("tag", [0, 1, 1_795_000_000_123])
def test_statement_30_a_tag_survives_an_address_unencoded(tag):
    text = web_service.format_update_tag(tag)
    assert urllib.parse.quote(text, safe="") == text
    assert web_service.parse_update_tag(text, newest=tag) == tag


@pytest.mark.parametrize(
    "text",
    [None, "", "-1", "+5", " 5", "5 ", "5.0", "0x5", "1_0", "٥", "1" * 20, "1" * 5000,
     "2026-11-22T09:30:00 00:00", "11", "NaN"],
)  # fmt: skip
def test_statement_28_a_garbage_tag_or_one_above_ours_means_all(text):
    assert web_service.parse_update_tag(text, newest=10) is None


@given(some.text())
def test_no_tag_breaks_the_parser(text):
    tag = web_service.parse_update_tag(text, newest=10**12)
    assert tag is None or 0 <= tag <= 10**12


def test_a_tag_is_never_negative():
    with pytest.raises(ValueError, match="never negative"):
        web_service.format_update_tag(-1)


@given(some.lists(some.integers(0, 2**42), min_size=1))
def test_tags_grow_whatever_the_clock_does(clock):
    tag, given_out = 0, []
    for milliseconds in clock:
        tag = web_service.next_update_tag(tag, milliseconds)
        given_out.append(tag)
        assert tag >= milliseconds
    assert given_out == sorted(set(given_out))


def test_the_list_of_changed_passes_is_what_the_phone_expects():
    assert web_service.changed_passes(("a", "b"), 7) == {
        "serialNumbers": ["a", "b"],
        "lastUpdated": "7",
    }


def test_dates_are_written_and_read_as_http_does():
    east = NOON.astimezone(timezone(timedelta(hours=3)))
    assert web_service.http_date(east) == "Sun, 22 Nov 2026 12:00:00 GMT"
    assert web_service.parse_http_date("Sun, 22 Nov 2026 12:00:00 GMT") == NOON
    with pytest.raises(ValueError, match="no time zone"):
        web_service.http_date(NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    "text", [None, "", "1795000000", "yesterday", "Sun, 99 Nov 2026 12:00:00 GMT"]
)
def test_what_is_no_date_is_none(text):
    assert web_service.parse_http_date(text) is None


@given(some.text())
def test_no_date_breaks_the_parser(text):
    moment = web_service.parse_http_date(text)
    assert moment is None or moment.utcoffset() == timedelta(0)


def test_statement_31_two_versions_in_one_second_have_different_dates():
    second = NOON.replace(microsecond=900_000)
    first = web_service.next_last_modified(NOON - timedelta(days=1), second)
    assert first == NOON
    later = web_service.next_last_modified(first, second)
    assert later == NOON + timedelta(seconds=1)
    echoed = web_service.http_date(first)
    assert web_service.is_unmodified(echoed, first)
    assert not web_service.is_unmodified(echoed, later)


@pytest.mark.parametrize("header", [None, "", "0", "Sun, 22 Nov 2099 12:00:00 GMT"])
def test_only_our_own_header_means_unmodified(header):
    assert not web_service.is_unmodified(header, NOON)


@pytest.mark.parametrize("length", [2, 64, 160, 512])
def test_a_push_token_of_any_length_is_read(length):
    body = json.dumps({"pushToken": "aB" * (length // 2)}).encode()
    assert web_service.parse_registration(body) == "ab" * (length // 2)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"pushToken": 5}',
        b'{"pushToken": null}',
        b'{"pushToken": ""}',
        b'{"pushToken": "abc"}',
        b'{"pushToken": "zz"}',
        b'{"pushToken": "ab\\n"}',
        b'{"pushToken": "' + b"ab" * 257 + b'"}',
        b'{"pushToken": "ab", "x": "' + b"a" * 5000 + b'"}',
        b"[" * 4000,
    ],
)
def test_a_registration_without_usable_token_is_refused(body):
    with pytest.raises(web_service.BadRegistration):
        web_service.parse_registration(body)


@given(some.binary())
def test_no_body_breaks_the_parsers(body):
    web_service.parse_log(body)
    with pytest.raises(web_service.BadRegistration):
        web_service.parse_registration(body + b"\x00")


def test_a_log_is_read_and_capped():
    body = json.dumps({"logs": ["one", 2, "x" * 5000, *["more"] * 99]}).encode()
    messages = web_service.parse_log(body)
    assert messages[0] == "one"
    assert len(messages[1]) == web_service.LONGEST_LOG_MESSAGE
    assert len(messages) == web_service.MOST_LOG_MESSAGES


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b'{"logs": "text"}', b'{"logs": [1]}', b"{" * 9000,
     b'{"logs": ["' + b"x" * 70_000 + b'"]}'],
)  # fmt: skip
def test_statement_33_a_malformed_or_huge_log_is_empty(body):
    assert web_service.parse_log(body) == ()


def test_a_log_holds_nothing_that_a_database_refuses():
    (message,) = web_service.parse_log(b'{"logs": ["a\\u0000b\\ud800c"]}')
    assert "\x00" not in message
    assert message.encode()
