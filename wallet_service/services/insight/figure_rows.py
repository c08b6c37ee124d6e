"""The rows behind the figures: what was counted, each page a bounded read.

Purchases of several programs are read from each by itself, in the order of its index,
and put together; so a page costs the same however many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, and_, func, or_, select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.models.purchase import Purchase, Refund
from wallet_service.services.insight.sales import IS_KEPT, IS_SALE
from wallet_service.services.insight.selections import Selection
from wallet_service.services.insight.spans import Span

# in an address: what was recorded without a location
NOWHERE = "-"
Where = ColumnElement[bool] | TextClause


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which row a page begins, in the order of time."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A purchase as it was counted, in minor units."""

    id: str
    occurred_at: datetime
    card_id: str
    number: str
    company: str | None
    location_id: str | None
    source: str
    state: str
    gross: int
    discount: int
    points_spent: int
    earned: int


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund: money that came back, and points with it, in minor units."""

    id: str
    recorded_at: datetime
    card_id: str
    number: str
    money: int
    points_returned: int
    source: str


@dataclass(frozen=True, slots=True)
class BuyerRow:
    """A card that bought in the span: how often, and what its receipts came to."""

    card_id: str
    number: str
    company: str | None
    purchases: int
    receipts: int


def purchases(
    session: BrandSession,
    selection: Selection,
    span: Span,
    *,
    location: str = "",
    source: str = "",
    before: Place | None,
    limit: int,
) -> list[SaleRow]:
    """Purchases of the span, the latest first."""
    where = _told_apart(location, source)
    if before is not None:
        where.append(
            or_(
                Purchase.occurred_at < before.at,
                and_(Purchase.occurred_at == before.at, Purchase.id < before.id),
            )
        )
    found = [
        row
        for program_id in selection.program_ids
        for row in _of_program(session, program_id, span, where, limit)
    ]
    found.sort(key=lambda one: (one.occurred_at, one.id), reverse=True)
    return found[:limit]


def refunds(
    session: BrandSession,
    selection: Selection,
    span: Span,
    *,
    before: Place | None,
    limit: int,
) -> list[RefundRow]:
    """Refunds that were recorded in the span, the latest first."""
    statement = (
        select(
            Refund.id,
            Refund.recorded_at,
            Refund.card_id,
            Card.number,
            Refund.money,
            Refund.points_returned,
            Refund.source,
        )
        .join(Purchase, Purchase.id == Refund.purchase_id)
        .join(Card, Card.id == Refund.card_id)
        .where(
            Refund.recorded_at >= span.since,
            Refund.recorded_at < span.until,
            Purchase.program_id.in_(selection.program_ids),
        )
        .order_by(Refund.recorded_at.desc(), Refund.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(
            or_(
                Refund.recorded_at < before.at,
                and_(Refund.recorded_at == before.at, Refund.id < before.id),
            )
        )
    return [RefundRow(*row) for row in session.execute(statement)]


def buyers(
    session: BrandSession, selection: Selection, span: Span, *, after: str, limit: int
) -> list[BuyerRow]:
    """Cards that bought in the span, in the order of their identifiers."""
    net = Purchase.gross - Purchase.discount
    statement = (
        select(Purchase.card_id, func.count(), func.sum(net))
        .where(
            *_in_span(selection.program_ids, span), IS_KEPT, Purchase.card_id > after
        )
        .group_by(Purchase.card_id)
        .order_by(Purchase.card_id)
        .limit(limit)
    )
    bought = session.execute(statement).all()
    names = _numbers(session, [row[0] for row in bought])
    return [
        BuyerRow(card_id, *names[card_id], count, int(receipts))
        for card_id, count, receipts in bought
    ]


def _numbers(
    session: BrandSession, card_ids: Sequence[str]
) -> dict[str, tuple[str, str | None]]:
    """Number and company of each card."""
    statement = (
        select(Card.id, Card.number, Company.name)
        .join(Member, Member.id == Card.member_id)
        .outerjoin(Company, Company.id == Member.company_id)
        .where(Card.id.in_(card_ids))
    )
    return {
        card_id: (number, company)
        for card_id, number, company in session.execute(statement)
    }


def _of_program(
    session: BrandSession,
    program_id: str,
    span: Span,
    where: Sequence[Where],
    limit: int,
) -> list[SaleRow]:
    statement = (
        select(
            Purchase.id,
            Purchase.occurred_at,
            Purchase.card_id,
            Card.number,
            Company.name,
            Purchase.location_id,
            Purchase.source,
            Purchase.state,
            Purchase.gross,
            Purchase.discount,
            Purchase.points_spent,
            Purchase.earned,
        )
        .join(Card, Card.id == Purchase.card_id)
        .outerjoin(Company, Company.id == Purchase.company_id)
        .where(*_in_span((program_id,), span), *where)
        .order_by(Purchase.occurred_at.desc(), Purchase.id.desc())
        .limit(limit)
    )
    return [SaleRow(*tuple(row)) for row in session.execute(statement)]


def _in_span(program_ids: Sequence[str], span: Span) -> tuple[Where, ...]:
    return (
        Purchase.program_id.in_(program_ids),
        Purchase.occurred_at >= span.since,
        Purchase.occurred_at < span.until,
        IS_SALE,
    )


def _told_apart(location: str, source: str) -> list[Where]:
    where: list[Where] = []
    if location == NOWHERE:
        where.append(Purchase.location_id.is_(None))
    elif location:
        where.append(Purchase.location_id == location)
    if source:
        where.append(Purchase.source == source)
    return where
