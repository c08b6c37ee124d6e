"""How the outbox stands, for those who watch over an installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from wallet_service.database import BrandSession
from wallet_service.outbox.store import MESSAGES


@dataclass(frozen=True, slots=True)
class Debts:
    """How the outbox stands: since when something is overdue, what was given up."""

    oldest_due: datetime | None
    dead: int
    last_error: str


def read(session: BrandSession, now: datetime) -> Debts:
    """What is overdue and what was given up, over all that the session sees."""
    connection = session.core
    oldest = connection.scalar(
        select(func.min(MESSAGES.c.due_at)).where(
            MESSAGES.c.state == "queued", MESSAGES.c.due_at <= now
        )
    )
    dead = connection.scalar(
        select(func.count()).select_from(MESSAGES).where(MESSAGES.c.state == "dead")
    )
    last_error = connection.scalar(
        select(MESSAGES.c.last_error)
        .where(MESSAGES.c.state == "dead")
        .order_by(MESSAGES.c.settled_at.desc())
        .limit(1)
    )
    return Debts(oldest, int(dead or 0), last_error or "")
