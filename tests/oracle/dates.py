"""Local days, calendar periods and expiry: instants are UTC, decisions are local."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)
END = datetime(9000, 1, 1, tzinfo=UTC)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def local_day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """The instant at which the local day begins."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, clamped to that month's end (C13)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def first_day(period: str, day: date) -> date:
    months = MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_first_day(period: str, day: date) -> date:
    return add_months(first_day(period, day), MONTHS[period])


def last_day(period: str, day: date) -> date:
    return next_first_day(period, day) - timedelta(days=1)


def bounds(
    period: str, instant: datetime, zone: str, *, days: int = 0
) -> tuple[datetime, datetime]:
    """The half-open period [start, end) that an instant lies in.

    `rolling` is the window of the last `days` local days, the instant's own the last;
    a purchase on local day d counts on d .. d+days-1 (ground rule 3, A11).
    """
    day = local_day(instant, zone)
    if period == "lifetime":
        return BEGINNING, END
    if period == "rolling":
        start = day - timedelta(days=days - 1)
        return midnight(start, zone), midnight(day + timedelta(days=1), zone)
    if period == "day":
        return midnight(day, zone), midnight(day + timedelta(days=1), zone)
    start = first_day(period, day)
    return midnight(start, zone), midnight(next_first_day(period, day), zone)


def periods_until(
    period: str, first: datetime, *, until: datetime, zone: str
) -> Iterator[tuple[datetime, datetime]]:
    """The calendar periods from that of `first` on which have ended by `until`."""
    start, end = bounds(period, first, zone)
    while end <= until:
        yield start, end
        start, end = bounds(period, end, zone)


def expiry_day(available: date, expiry: dict[str, Any] | None) -> date | None:
    """The last day on which points can be spent (R9), None without expiry."""
    if not expiry or not (expiry.get("days") or expiry.get("months")):
        return None
    if expiry.get("days"):
        day = available + timedelta(days=expiry["days"] - 1)
    else:
        day = add_months(available, expiry["months"])
    if expiry.get("round_up_to"):
        day = last_day(expiry["round_up_to"], day)
    return day


def over_at(last: date | None, zone: str) -> datetime:
    """The instant at which something with that last day is gone."""
    return END if last is None else midnight(last + timedelta(days=1), zone)
