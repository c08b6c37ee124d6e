"""Finds a card by the secret of its link, and remembers that the link was opened.

A link lives until its pass is replaced or its card closed; then it is as unknown as one
that never was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from wallet_service.database import BrandSession
from wallet_service.models.card import Card, CardPass
from wallet_service.services.errors import NotFound


@dataclass(frozen=True, slots=True)
class LinkedPass:
    """The pass that a link leads to."""

    brand_id: str
    card_id: str
    pass_id: str
    is_opened: bool


def find(session: BrandSession, link_token: str) -> LinkedPass:
    """The live pass of a link; needs a session across brands. Raises NotFound."""
    statement = (
        select(
            *(CardPass.brand_id, CardPass.card_id),
            *(CardPass.id, CardPass.link_opened_at),
        )
        .join(Card, Card.id == CardPass.card_id)
        .where(
            CardPass.link_token == link_token,
            CardPass.retired_at.is_(None),
            Card.state != "closed",
        )
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("card")
    is_opened = row.link_opened_at is not None
    return LinkedPass(row.brand_id, row.card_id, row.id, is_opened)


def note_opened(session: BrandSession, pass_id: str, now: datetime) -> None:
    """The member has opened the link; the first time is the one that is kept."""
    passes = CardPass.__table__
    session.core.execute(
        update(passes)  # type: ignore[arg-type]
        .where(passes.c.id == pass_id, passes.c.link_opened_at.is_(None))
        .values(link_opened_at=now)
    )
