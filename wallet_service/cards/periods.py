"""Local days, calendar periods and the length of time: all half-open [start, end).

Instants are aware; days and periods are decided in the program's zone (ground rule 3).
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Period(StrEnum):
    """The stretch of time over which turnover is counted."""

    LIFETIME = "lifetime"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    ROLLING = "rolling"


MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6, Period.YEAR: 12}
SHORTEST_DAYS = {
    Period.MONTH: 28,
    Period.QUARTER: 90,
    Period.HALF: 181,
    Period.YEAR: 365,
}


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date on the wall calendar; raises ValueError for a naive instant."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(zone).date()


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the local day begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the local day is over."""
    return midnight(day + timedelta(days=1), zone)


def last_day_before(end: datetime, zone: ZoneInfo) -> date:
    """The last local day of an interval that ends before `end` (R38)."""
    return local_day(end - timedelta(microseconds=1), zone)


def last_of_days(first: date, count: int) -> date:
    """The last of `count` days beginning with `first`: d .. d + N - 1."""
    return first + timedelta(days=count - 1)


def first_of_days(last: date, count: int) -> date:
    """The first of `count` days ending with `last`: a rolling window."""
    return last - timedelta(days=count - 1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clamped to the month's last day (R9)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def first_day(period: Period, day: date) -> date:
    """The first day of the calendar period that `day` is in."""
    months = MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_first_day(period: Period, day: date) -> date:
    """The first day of the calendar period after the one that `day` is in."""
    return add_months(first_day(period, day), MONTHS[period])


def round_up_to(period: Period, day: date) -> date:
    """The last day of the calendar period that `day` is in (R9, C13)."""
    return next_first_day(period, day) - timedelta(days=1)
