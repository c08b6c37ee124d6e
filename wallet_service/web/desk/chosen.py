"""What of the figures an address asks for: programs, days; and addresses that do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from wallet_service.cards import periods
from wallet_service.database import BrandSession
from wallet_service.services.errors import FieldFault, Invalid
from wallet_service.services.insight import selections, spans
from wallet_service.services.insight.selections import Selection
from wallet_service.services.insight.spans import Span
from wallet_service.web import adapters

HERE = "/brand/figures"
DEFAULT = "30"
NAMES = (*spans.ROLLING, *spans.CALENDAR)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The programs and days of a page; `period` is the name of the days, if any."""

    known: Sequence[Selection]
    selection: Selection
    span: Span
    period: str
    today: date

    @property
    def filters(self) -> dict[str, str]:
        """What of an address chooses the same programs and days."""
        days = {"period": self.period}
        if not self.period:
            days = {"first": str(self.span.first), "last": str(self.span.last)}
        return {"program": self.selection.value, **days}

    def rows(self, what: str, **more: str) -> str:
        """Where the rows behind a figure stand: of the same programs and days."""
        return f"{HERE}/rows/{what}?{urlencode(self.filters | more)}"

    def here(self) -> str:
        """The page of figures itself."""
        return f"{HERE}?{urlencode(self.filters)}"


def read(session: BrandSession, given: Mapping[str, str]) -> Chosen | None:
    """What the address asks for; None: the brand has no program with cards yet.

    Raises Invalid for days that cannot be.
    """
    known = selections.choices(session)
    selection = selections.choose(known, given.get("program", ""))
    if selection is None:
        return None
    today = periods.local_day(adapters.now(), selection.zone)
    if given.get("first") or given.get("last"):
        span = _own_days(given, selection, today)
        return Chosen(known, selection, span, "", today)
    period = given.get("period", DEFAULT)
    period = period if period in NAMES else DEFAULT
    named = spans.named(period, today, selection.zone)
    assert named is not None  # noqa: S101 - it is one of the names
    return Chosen(known, selection, named, period, today)


def _own_days(given: Mapping[str, str], selection: Selection, today: date) -> Span:
    first = _day(given, "first") or today
    last = _day(given, "last") or today
    if last < first:
        raise _fault("last", "The last day comes before the first.", "days_backwards")
    span = Span(first, last, selection.zone)
    if span.days > spans.LONGEST or first.year < spans.FIRST_YEAR:
        raise _fault("first", "Choose three years at most.", "days_too_many")
    return span


def _day(given: Mapping[str, str], name: str) -> date | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _fault(name, "Choose a day.", "day_wrong") from None


def _fault(name: str, detail: str, code: str) -> Invalid:
    fault = FieldFault(f"/{name}", detail, code)
    return Invalid("form_invalid", "See the faults at the fields.", errors=[fault])
