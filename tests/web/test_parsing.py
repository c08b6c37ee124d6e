"""Strict JSON: what is read, what is refused, and that nothing else happens."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from werkzeug.test import EnvironBuilder

from wallet_service.services.errors import Invalid, Malformed, ServiceError
from wallet_service.web import parsing, validation

PLAIN_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | PLAIN_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(PLAIN_TEXT, inner),
    max_leaves=20,
)


class Moment(parsing.Body):
    """A body with one time."""

    at: parsing.Instant


def read(data: bytes, content_type: str = "application/json") -> dict[str, object]:
    builder = EnvironBuilder(method="POST", data=data, content_type=content_type)
    return parsing.read_document(parsing.JsonRequest(builder.get_environ()))


@given(document=st.dictionaries(PLAIN_TEXT, VALUES))
def test_an_object_is_read_as_it_was_written(document):
    assert read(json.dumps(document).encode()) == document


@given(data=st.binary())
def test_any_bytes_are_an_object_or_are_refused(data):
    try:
        found: object = read(data)
    except ServiceError as refused:
        found = refused
    assert isinstance(found, dict | Malformed | Invalid)


def test_no_body_is_an_empty_object():
    assert read(b"", "text/plain") == {}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.0", 1),
        ("1e3", 1000),
        ("-0.0", 0),
        ("1.5", 1.5),
        ("9007199254740992.0", 2**53),
        ("1e300", 1e300),
        ("1e999", float("inf")),
    ],
)
def test_a_number_without_a_fraction_is_a_whole_number(written, value):
    found = read(b'{"a": %s}' % written.encode())["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1,}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": "\\u0000"}',
        b'{"a": ["\\udc00"]}',
        b'{"\\u0000": 1}',
        b'{"a": %s}' % (b"9" * 5_000),
        b"\xef\xbb\xbf{}",
        b"{'a': 1}",
        b'{"a": "\xe9"}',
    ],
)
def test_what_is_no_strict_json_is_malformed(data):
    with pytest.raises(ServiceError) as refused:
        read(data)
    assert (refused.value.status, refused.value.code) == (400, "malformed_json")


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-03-10T12:00:00+03:00", datetime(2026, 3, 10, 9, tzinfo=UTC)),
        ("2026-03-10t09:00:00z", datetime(2026, 3, 10, 9, tzinfo=UTC)),
        (
            "2026-03-10T09:00:00.123456789Z",
            datetime(2026, 3, 10, 9, 0, 0, 123456, tzinfo=UTC),
        ),
        ("2026-03-10T09:00:00.5-00:30", datetime(2026, 3, 10, 9, 30, 0, 500000, UTC)),
    ],
)
def test_a_time_with_an_offset_is_an_instant_in_utc(written, instant):
    found = Moment.model_validate({"at": written}).at
    assert found == instant
    assert found.utcoffset() == instant.utcoffset()


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-11T12:00:00",
        "2026-03-11",
        "2026-03-10T24:00:00Z",
        "2026-02-29T12:00:00Z",
        "2026-03-10T12:00:60Z",
        "1999-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "2026-03-10T12:00:00+25:00",
        "٢٠٢٦-03-10T12:00:00Z",
        "now",
        "",
        0,
        None,
    ],
)
def test_what_is_no_instant_is_refused_without_repeating_it(written):
    with pytest.raises(ValidationError) as refused:
        Moment.model_validate({"at": written})
    [fault] = validation.faults_of(refused.value)
    assert fault.pointer == "/at"
    assert not written or str(written) not in fault.detail


@given(location=st.lists(st.text() | st.integers(0, 9)).map(tuple))
def test_a_pointer_leads_back_to_its_place(location):
    steps = [str(step) for step in location if step != "[key]"]
    found = validation.pointer_of(location).split("/")[1:]
    assert [one.replace("~1", "/").replace("~0", "~") for one in found] == steps
