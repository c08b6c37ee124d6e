"""What was recorded: by one person in their shift, or on one card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, TextClause, select, text

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.models.member import Member
from wallet_service.models.program import Program
from wallet_service.models.purchase import BY_PEOPLE, Purchase
from wallet_service.services.actors import Actor

MOST = 100
MOST_OF_CARD = 30


@dataclass(frozen=True, slots=True)
class LoggedPurchase:
    """A purchase in a list; `left` of its gross can still be refunded."""

    id: str
    card_id: str
    state: str
    member: str
    program: str
    currency: str
    external_id: str | None
    recorded_at: datetime
    occurred_at: datetime
    gross: int
    payable: int
    points_spent: int
    earned: int
    stamps_added: int
    left: int


def of_person(
    session: BrandSession, actor: Actor, since: datetime
) -> list[LoggedPurchase]:
    """What a person has recorded since then, newest first."""
    mine = (
        Purchase.source == str(actor),
        Purchase.recorded_at >= since,
        # the literal lets the index of people's purchases serve this
        text(f"purchases.{BY_PEOPLE}"),
    )
    return _logged(session, *mine, limit=MOST)


def of_card(session: BrandSession, card_id: str) -> list[LoggedPurchase]:
    """A card's purchases, newest first."""
    return _logged(
        session,
        Purchase.card_id == card_id,
        Purchase.state != "draft",
        limit=MOST_OF_CARD,
    )


def _logged(
    session: BrandSession, *where: ColumnElement[bool] | TextClause, limit: int
) -> list[LoggedPurchase]:
    rows = session.execute(
        select(
            Purchase.id,
            Purchase.card_id,
            Purchase.state,
            Member.name,
            Program.name,
            Program.currency,
            Purchase.external_id,
            Purchase.recorded_at,
            Purchase.occurred_at,
            Purchase.gross,
            Purchase.payable,
            Purchase.points_spent,
            Purchase.earned,
            Purchase.stamps_added,
            Purchase.gross - Purchase.gross_refunded,
        )
        .join(Card, Card.id == Purchase.card_id)
        .join(Member, Member.id == Card.member_id)
        .join(Program, Program.id == Purchase.program_id)
        .where(*where)
        .order_by(Purchase.recorded_at.desc(), Purchase.id.desc())
        .limit(limit)
    )
    return [LoggedPurchase(*tuple(row)) for row in rows]
