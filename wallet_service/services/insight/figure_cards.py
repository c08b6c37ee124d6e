"""The rows behind the figures of cards: issued, kept on phones, taken off them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, and_, select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card, CardPass
from wallet_service.models.company import Company
from wallet_service.models.member import Member
from wallet_service.services.insight.selections import Selection
from wallet_service.services.insight.spans import Span
from wallet_service.services.wallet.stale_cards import IS_INSTALLED

Where = ColumnElement[bool] | TextClause


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card, and since when it is on a phone, or on none any more."""

    card_id: str
    number: str
    company: str | None
    state: str
    issued_at: datetime
    installed_at: datetime | None
    removed_at: datetime | None


def issued(
    session: BrandSession,
    selection: Selection,
    span: Span | None,
    *,
    after: str,
    limit: int,
) -> list[CardRow]:
    """Cards that were issued in the span, or ever."""
    where: list[Where] = []
    if span is not None:
        where = [Card.issued_at >= span.since, Card.issued_at < span.until]
    return _cards(session, selection, where, after=after, limit=limit)


def on_phones(
    session: BrandSession, selection: Selection, *, after: str, limit: int
) -> list[CardRow]:
    """Cards in use that a phone keeps."""
    where = _kept_once(CardPass.removed_at.is_(None))
    return _cards(session, selection, where, after=after, limit=limit)


def removed(
    session: BrandSession, selection: Selection, *, after: str, limit: int
) -> list[CardRow]:
    """Cards in use that were on a phone and are on none."""
    where = _kept_once(CardPass.removed_at.is_not(None))
    return _cards(session, selection, where, after=after, limit=limit)


def _kept_once(now: ColumnElement[bool]) -> list[Where]:
    return [IS_INSTALLED, now, Card.state != "closed"]


def _cards(
    session: BrandSession,
    selection: Selection,
    where: Sequence[Where],
    *,
    after: str,
    limit: int,
) -> list[CardRow]:
    statement = (
        select(
            Card.id,
            Card.number,
            Company.name,
            Card.state,
            Card.issued_at,
            CardPass.installed_at,
            CardPass.removed_at,
        )
        .join(Member, Member.id == Card.member_id)
        .outerjoin(Company, Company.id == Member.company_id)
        .outerjoin(
            CardPass, and_(CardPass.card_id == Card.id, CardPass.retired_at.is_(None))
        )
        .where(Card.program_id.in_(selection.program_ids), Card.id > after, *where)
        .order_by(Card.id)
        .limit(limit)
    )
    return [CardRow(*row) for row in session.execute(statement)]
