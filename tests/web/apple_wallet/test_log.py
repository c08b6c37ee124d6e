"""Phones complain: Apple's log call."""

from __future__ import annotations

import json

import pytest
import requests

from wallet_service.models.apple import AppleLog
from wallet_service.services.wallet import device_logs


def complain(phone, body: bytes):
    return requests.post(f"{phone.url}/log", data=body, timeout=10)


def texts(house):
    return [line.message for line in house.rows(AppleLog)]


def test_statement_33_complaints_are_kept(house, phone):
    body = json.dumps({"logs": ["first", "second"]}).encode()
    answer = complain(phone, body)
    assert (answer.status_code, answer.content) == (200, b"")
    assert texts(house) == ["first", "second"]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"logs": []}', b'{"logs": 3}', b"{", b"\xff", b"[" * 5000]
)
def test_statement_33_empty_and_malformed_bodies_are_200(house, phone, body):
    assert complain(phone, body).status_code == 200
    assert texts(house) == []


def test_statement_33_a_huge_body_is_200_and_not_kept(house, phone):
    body = json.dumps({"logs": ["x" * 200_000]}).encode()
    assert complain(phone, body).status_code == 200
    assert texts(house) == []


def test_statement_33_long_and_many_messages_are_cut_short(house, phone):
    complain(phone, json.dumps({"logs": ["y" * 5000, *["z"] * 200]}).encode())
    assert len(texts(house)) == 50
    assert len(texts(house)[0]) == 1000


def test_statement_33_what_is_shown_has_no_control_characters(house, phone):
    complain(phone, json.dumps({"logs": ["\x1b[31mred\r\nline\u202e"]}).encode())
    with house.database.reading_across_brands() as session:
        (line,) = device_logs.latest(session, 10)
    assert line.message == r"\x1b[31mred\r\nline\u202e"


def test_the_oldest_complaints_make_room(house):
    with house.database.writing_across_brands() as session:
        for number in range(3):
            device_logs.record(
                session, [f"{number}-{n}" for n in range(2500)], house.clock()
            )
    kept = texts(house)
    assert len(kept) == device_logs.MOST_KEPT
    assert kept[0] == "1-0"
