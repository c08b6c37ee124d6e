"""Remembers which revision of a pass a phone last downloaded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, or_, update

from wallet_service.database import BrandSession
from wallet_service.models.card import CardPass


def note_fetched(
    session: BrandSession, pass_id: str, *, revision: int, change: int, now: datetime
) -> None:
    """A phone has this revision now; a request built earlier never takes it back.

    `change` is the card's `changed_at` in it, in Unix seconds. How long a change took
    is told by the first phone that has it.
    """
    passes = CardPass.__table__
    session.core.execute(
        update(passes)  # type: ignore[arg-type]
        .where(
            passes.c.id == pass_id,
            or_(passes.c.fetched_at.is_(None), passes.c.fetched_at <= now),
        )
        .values(
            fetched_revision=revision,
            fetched_at=now,
            fetched_change=change,
            fetched_lag=case(
                (passes.c.fetched_change == change, passes.c.fetched_lag),
                else_=max(0, int(now.timestamp()) - change),
            ),
        )
    )
