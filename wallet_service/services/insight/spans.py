"""Stretches of local days that figures are told of: the chosen one, the one before it.

Both are of the same length, so that one can be compared with the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wallet_service.cards import periods
from wallet_service.cards.periods import Period

# of a chart: as long as days can be told apart, weeks after that, then months
MOST_DAYS = 31
MOST_WEEKS = 26
LONGEST = 1_100
FIRST_YEAR = 2_000
ROLLING = {"7": 7, "30": 30, "90": 90, "365": 365}
CALENDAR = {
    "month": Period.MONTH,
    "quarter": Period.QUARTER,
    "year": Period.YEAR,
}


@dataclass(frozen=True, slots=True)
class Span:
    """Local days from `first` through `last` in a zone."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """The instant at which it begins."""
        return periods.midnight(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """The instant before which it ends."""
        return periods.end_of_day(self.last, self.zone)

    @property
    def before(self) -> Span:
        """As many days, ending where this one begins."""
        length = timedelta(days=self.days)
        return Span(self.first - length, self.last - length, self.zone)


def named(name: str, today: date, zone: ZoneInfo) -> Span | None:
    """The last so many days, or the calendar period so far; None: no such name."""
    if name in ROLLING:
        return Span(today - timedelta(days=ROLLING[name] - 1), today, zone)
    if name in CALENDAR:
        return Span(periods.first_day(CALENDAR[name], today), today, zone)
    return None


def parts(span: Span) -> list[Span]:
    """The span in days, weeks or months, whichever can still be told apart."""
    if span.days <= MOST_DAYS:
        return list(_every(span, days=1))
    if span.days <= MOST_WEEKS * 7:
        return list(_every(span, days=7))
    return list(_months(span))


def parts_before(span: Span) -> list[Span]:
    """The span before it, cut at the same places."""
    length = timedelta(days=span.days)
    return [
        Span(one.first - length, one.last - length, one.zone) for one in parts(span)
    ]


def _every(span: Span, *, days: int) -> Iterator[Span]:
    first = span.first
    while first <= span.last:
        last = min(first + timedelta(days=days - 1), span.last)
        yield Span(first, last, span.zone)
        first = last + timedelta(days=1)


def _months(span: Span) -> Iterator[Span]:
    first = span.first
    while first <= span.last:
        following = periods.next_first_day(Period.MONTH, first)
        last = min(following - timedelta(days=1), span.last)
        yield Span(first, last, span.zone)
        first = following
