"""Remembers which revision of a pass a phone last downloaded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, update

from wallet_service.database import BrandSession
from wallet_service.models.card import CardPass


def note_fetched(
    session: BrandSession, pass_id: str, *, revision: int, now: datetime
) -> None:
    """A phone has this revision now; a request built earlier never takes it back."""
    passes = CardPass.__table__
    session.core.execute(
        update(passes)  # type: ignore[arg-type]
        .where(
            passes.c.id == pass_id,
            or_(passes.c.fetched_at.is_(None), passes.c.fetched_at <= now),
        )
        .values(fetched_revision=revision, fetched_at=now)
    )
