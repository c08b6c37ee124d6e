"""Local days, calendar periods and months, half-open and in the program's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cards.examples import MOSCOW
from wallet_service.cards import periods
from wallet_service.cards.periods import Period


def test_case_A8_a_late_evening_in_utc_is_the_next_day_in_moscow():
    instant = datetime(2026, 3, 31, 21, 30, tzinfo=UTC)
    assert periods.local_day(instant, MOSCOW) == date(2026, 4, 1)


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        periods.local_day(datetime(2026, 1, 1), MOSCOW)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("Europe/Moscow", date(2026, 3, 15), datetime(2026, 3, 14, 21, tzinfo=UTC)),
        # Midnight is skipped here: the day begins at one o'clock.
        ("America/Asuncion", date(2023, 10, 1), datetime(2023, 10, 1, 4, tzinfo=UTC)),
        # Midnight comes twice here: the day begins with the first.
        ("Atlantic/Azores", date(2026, 10, 25), datetime(2026, 10, 25, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_local_midnight(zone, day, start):
    assert periods.midnight(day, ZoneInfo(zone)) == start


@pytest.mark.parametrize(
    ("period", "first", "following", "last"),
    [
        (Period.MONTH, date(2026, 5, 1), date(2026, 6, 1), date(2026, 5, 31)),
        (Period.QUARTER, date(2026, 4, 1), date(2026, 7, 1), date(2026, 6, 30)),
        (Period.HALF, date(2026, 1, 1), date(2026, 7, 1), date(2026, 6, 30)),
        (Period.YEAR, date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 31)),
    ],
)
def test_calendar_periods(period, first, following, last):
    day = date(2026, 5, 20)
    assert periods.first_day(period, day) == first
    assert periods.next_first_day(period, day) == following
    assert periods.round_up_to(period, day) == last


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
    ],
)
def test_case_C13_months_clamp_to_the_last_day(day, months, expected):
    assert periods.add_months(day, months) == expected


def test_case_C13_rounded_up_to_the_quarter():
    assert periods.round_up_to(Period.QUARTER, date(2026, 2, 28)) == date(2026, 3, 31)


def test_n_days_from_a_day_include_it():
    assert periods.last_of_days(date(2026, 6, 10), 14) == date(2026, 6, 23)
    assert periods.first_of_days(date(2026, 6, 23), 14) == date(2026, 6, 10)


def test_reading_R38_an_end_is_shown_as_the_last_day():
    end = periods.end_of_day(date(2026, 6, 30), MOSCOW)
    assert end == datetime(2026, 6, 30, 21, tzinfo=UTC)
    assert periods.last_day_before(end, MOSCOW) == date(2026, 6, 30)
