"""Which programs a figure is of: one, or all that have a currency in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.program import Program

PUBLISHED = ("published", "closed")


@dataclass(frozen=True, slots=True)
class Selection:
    """Programs of one currency; `value` names it in an address, `name` one program.

    Days are those of the first program's zone.
    """

    value: str
    name: str | None
    currency: str
    zone: ZoneInfo
    programs: tuple[Program, ...]

    @property
    def program_ids(self) -> tuple[str, ...]:
        """The programs' identifiers."""
        return tuple(one.id for one in self.programs)


def choices(session: BrandSession) -> list[Selection]:
    """All programs of each currency, the most used one first; then each by itself."""
    statement = (
        select(Program).where(Program.state.in_(PUBLISHED)).order_by(Program.created_at)
    )
    known = session.scalars(statement).all()
    by_currency: dict[str, list[Program]] = {}
    for one in known:
        by_currency.setdefault(one.currency, []).append(one)
    largest_first = sorted(by_currency.items(), key=lambda one: -len(one[1]))
    found = [_selection(currency, None, of) for currency, of in largest_first]
    return found + [_selection(one.id, one.name, [one]) for one in known]


def choose(known: Sequence[Selection], value: str) -> Selection | None:
    """The selection of this value, else the first; None for a brand without any."""
    return next((one for one in known if one.value == value), next(iter(known), None))


def _selection(value: str, name: str | None, programs: Sequence[Program]) -> Selection:
    first = programs[0]
    return Selection(
        value, name, first.currency, ZoneInfo(first.time_zone), tuple(programs)
    )
