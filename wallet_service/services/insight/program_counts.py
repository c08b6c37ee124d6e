"""Programs with the cards that are in use, as a list shows them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from wallet_service.database import BrandSession
from wallet_service.models.card import Card
from wallet_service.services.programs import drafts, programs


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """A program in a list; the numbers are those of its versions."""

    id: str
    name: str
    kind: str
    state: str
    currency: str
    version: int | None
    draft: int | None
    cards: int


def list_rows(
    session: BrandSession, *, after: str | None = None, limit: int = 50
) -> list[ProgramRow]:
    """Programs, newest first, from the one behind `after`."""
    found = programs.list_programs(session, after=after, limit=limit)
    versions = drafts.newest_first(session, [one.id for one in found])
    cards = _cards(session, [one.id for one in found])
    return [
        ProgramRow(
            id=one.id,
            name=one.name,
            kind=one.kind,
            state=one.state,
            currency=one.currency,
            version=max(
                (v.number for v in versions[one.id] if v.published_at), default=None
            ),
            draft=max(
                (v.number for v in versions[one.id] if not v.published_at),
                default=None,
            ),
            cards=cards.get(one.id, 0),
        )
        for one in found
    ]


def _cards(session: BrandSession, program_ids: list[str]) -> dict[str, int]:
    statement = (
        select(Card.program_id, func.count(Card.id))
        .where(Card.program_id.in_(program_ids), Card.state != "closed")
        .group_by(Card.program_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
