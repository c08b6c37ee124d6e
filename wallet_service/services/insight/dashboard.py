"""The brand's live figures, of one snapshot: a span of days and the one before it.

Each figure is defined where it is summed: `sales`, `card_counts`, `tier_counts`, and
`ledger.points_moved` for everything about points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.ledger import points_moved
from wallet_service.ledger.points_moved import Moved, Open
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.services.insight import (
    actor_names,
    card_counts,
    sales,
    spans,
)
from wallet_service.services.insight.card_counts import CardCounts
from wallet_service.services.insight.sales import Buyers, Sales
from wallet_service.services.insight.selections import Selection
from wallet_service.services.insight.spans import Span
from wallet_service.services.programs import budget_now
from wallet_service.services.programs.budgets import PeriodBudget


@dataclass(frozen=True, slots=True)
class Period:
    """What happened in a span."""

    sales: Sales
    buyers: Buyers
    points: Moved

    @property
    def cost(self) -> int:
        """What the programs cost: discounts, and points that were given."""
        return self.sales.discounts + self.points.given


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the span, and the turnover of the same part of the span before."""

    span: Span
    turnover: int
    turnover_before: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page of figures tells, but for the tiers."""

    now: Period
    before: Period
    parts: tuple[Part, ...]
    cards: CardCounts
    open: Open
    by_location: Mapping[str | None, Sales]
    by_staff: Mapping[str | None, Sales]
    location_names: Mapping[str, str]
    staff_names: Mapping[str, str]
    budgets: tuple[tuple[Program, PeriodBudget], ...]


def look(
    session: BrandSession, selection: Selection, span: Span, now: datetime
) -> Figures:
    """The figures of the selection's programs."""
    ids = selection.program_ids
    locations = sales.told_apart(session, "location", ids, span.since, span.until)
    staff = sales.told_apart(session, "staff", ids, span.since, span.until)
    return Figures(
        now=period(session, selection, span),
        before=period(session, selection, span.before),
        parts=tuple(_parts(session, selection, span)),
        cards=card_counts.counts(session, ids, span.since, span.until),
        open=points_moved.open_now(session, ids),
        by_location=locations,
        by_staff=staff,
        location_names=actor_names.of_locations(session, _known(locations)),
        staff_names=actor_names.of_actors(session, _known(staff)),
        budgets=tuple(_budgets(session, selection, now)),
    )


def period(session: BrandSession, selection: Selection, span: Span) -> Period:
    """What happened in a span, in all."""
    where = selection.program_ids, span.since, span.until
    return Period(
        sales=sales.total(session, *where),
        buyers=sales.buyers(session, *where),
        points=points_moved.in_span(session, *where),
    )


def _parts(session: BrandSession, selection: Selection, span: Span) -> list[Part]:
    pairs = zip(spans.parts(span), spans.parts_before(span), strict=True)
    return [
        Part(
            one,
            _turnover(session, selection, one),
            _turnover(session, selection, before),
        )
        for one, before in pairs
    ]


def _turnover(session: BrandSession, selection: Selection, span: Span) -> int:
    ids = selection.program_ids
    return sales.total(session, ids, span.since, span.until).turnover


def _known(keys: Mapping[str | None, Sales]) -> list[str]:
    return [key for key in keys if key is not None]


def _budgets(
    session: BrandSession, selection: Selection, now: datetime
) -> list[tuple[Program, PeriodBudget]]:
    found = []
    for program in selection.programs:
        versions = session.scalars(
            select(ProgramVersion)
            .where(ProgramVersion.program_id == program.id)
            .order_by(ProgramVersion.number.desc())
        ).all()
        budget = budget_now.of_program(session, program, versions, now)
        if budget is not None:
            found.append((program, budget))
    return found
