"""Dates and colours: one writer each, and nothing that iOS refuses passes the check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from wallet_service.wallets.apple import pass_values

MOSCOW = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 22, 9, 30, tzinfo=UTC), "2026-11-22T09:30:00Z"),
        (datetime(2026, 11, 22, 9, 30, 1, 999, UTC), "2026-11-22T09:30:01Z"),
        (datetime(2026, 11, 22, 9, 30, tzinfo=MOSCOW), "2026-11-22T09:30:00+03:00"),
        (
            datetime(1900, 1, 1, 3, 0, tzinfo=timezone(timedelta(seconds=9017))),
            "1900-01-01T00:29:43Z",
        ),
    ],
)
def test_statement_16_an_instant_is_written_with_zone_and_whole_seconds(moment, text):
    assert pass_values.format_date(moment) == text
    assert pass_values.is_date(text)


def test_statement_16_a_naive_datetime_is_refused():
    naive = datetime(2026, 11, 22, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        pass_values.format_date(naive)


@given(some.datetimes(timezones=some.timezones()))
def test_statement_16_every_written_instant_is_accepted(moment):
    assert pass_values.is_date(pass_values.format_date(moment))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T09:30:00.123Z",
        "2026-11-22T09:30:00+0300",
        "2026-11-22T09:30:00ZZ",
        "2026-11-22T09:30:00 03:00",
        "2026-11-22T09:30:00+3:00",
        "2026-11-22T09:30:00",
        "2026-11-22",
        "2026-13-22T09:30Z",
        "2026-11-22T09:30Z\n",
        "٢٠٢٦-11-22T09:30Z",
        "",
    ],
)
def test_statement_16_dates_that_phones_reject_are_refused(text):
    assert not pass_values.is_date(text)


@pytest.mark.parametrize(
    ("given_colour", "written"),
    [
        ("#0a1B2c", "rgb(10, 27, 44)"),
        ("#fff", "rgb(255, 255, 255)"),
        ("rgb(1,2,3)", "rgb(1, 2, 3)"),
        (" rgb( 001 , 2, 255 ) ", "rgb(1, 2, 255)"),
    ],
)
def test_statement_17_colours_come_out_as_rgb(given_colour, written):
    assert pass_values.rgb(given_colour) == written
    assert pass_values.is_rgb(written)


@pytest.mark.parametrize(
    "colour",
    ["Black", "rgb(256, 0, 0)", "rgb(1, 2)", "#12345", "#ggg", "", "rgb(-1, 2, 3)"],
)
def test_statement_17_names_and_wrong_numbers_are_refused(colour):
    with pytest.raises(ValueError, match="is no colour"):
        pass_values.rgb(colour)
    assert not pass_values.is_rgb(colour)
