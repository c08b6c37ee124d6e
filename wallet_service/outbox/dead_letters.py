"""Messages that were given up, and those that wait: seen by a brand, and sent again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, text
from sqlalchemy.sql import Select

from wallet_service.database import BrandSession
from wallet_service.outbox import store
from wallet_service.outbox.store import MESSAGES, Topic

# in every lane a letter that is sent again begins anew: no time to gather
AT_ONCE = timedelta(0)
COLUMNS = (
    MESSAGES.c.id,
    MESSAGES.c.topic,
    MESSAGES.c.subject,
    MESSAGES.c.state,
    MESSAGES.c.attempts,
    MESSAGES.c.owed_at,
    MESSAGES.c.due_at,
    MESSAGES.c.settled_at,
    MESSAGES.c.last_error,
)
SETTLED = text("outbox_messages.settled_at IS NOT NULL")
QUEUED = text("outbox_messages.state = 'queued'")
CLAIMED = text("outbox_messages.state = 'claimed'")


@dataclass(frozen=True, slots=True)
class OwedMessage:
    """A message as it stands; `settled_at` of a dead one is when it was given up."""

    id: str
    topic: str
    subject: str
    state: str
    attempts: int
    owed_at: datetime
    due_at: datetime
    settled_at: datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of a brand waits, and since when the first of it is due."""

    count: int
    first_due_at: datetime | None


def waiting(session: BrandSession) -> Waiting:
    """What of the session's brand is queued."""
    statement = select(func.count(), func.min(MESSAGES.c.due_at)).where(
        MESSAGES.c.brand_id == session.brand, QUEUED
    )
    count, first = session.core.execute(statement).one()
    return Waiting(int(count), first)


def count(session: BrandSession) -> int:
    """How many messages of the brand were given up."""
    statement = select(func.count()).select_from(MESSAGES).where(*_dead(session))
    return int(session.core.scalar(statement) or 0)


def newest(session: BrandSession, *, limit: int) -> list[OwedMessage]:
    """The brand's dead letters, the latest first."""
    statement = (
        select(*COLUMNS)
        .where(*_dead(session))
        .order_by(MESSAGES.c.settled_at.desc(), MESSAGES.c.id)
        .limit(limit)
    )
    return [OwedMessage(*row) for row in session.core.execute(statement)]


def about(
    session: BrandSession, topics: Sequence[Topic], subjects: Sequence[str]
) -> list[OwedMessage]:
    """What of these topics and subjects is queued, being sent, or was given up."""
    of_subjects = (
        MESSAGES.c.brand_id == session.brand,
        MESSAGES.c.topic.in_([one.name for one in topics]),
        MESSAGES.c.subject.in_(subjects),
    )
    # one look for each state, since each has an index of its own
    looks: tuple[Select[Any], ...] = (
        select(*COLUMNS).where(QUEUED, *of_subjects),
        select(*COLUMNS).where(CLAIMED, *of_subjects),
        select(*COLUMNS).where(*_dead(session), *of_subjects),
    )
    found = [OwedMessage(*row) for look in looks for row in session.core.execute(look)]
    return sorted(found, key=lambda one: one.owed_at)


def send_again(session: BrandSession, message_id: str, now: datetime) -> bool:
    """Owe a dead letter anew, with all its tries; False when there is none (any more).

    What is owed already for its subject takes it over.
    """
    gone = (
        delete(MESSAGES)
        .where(*_dead(session), MESSAGES.c.id == message_id)
        .returning(MESSAGES.c.topic, MESSAGES.c.subject, MESSAGES.c.lane)
    )
    row = session.core.execute(gone).one_or_none()
    if row is None:
        return False
    store.enqueue(session, Topic(row.topic, AT_ONCE, row.lane), row.subject, now)
    return True


def _dead(session: BrandSession) -> tuple[ColumnElement[bool], ...]:
    return (
        MESSAGES.c.state == "dead",
        SETTLED,  # type: ignore[return-value]
        MESSAGES.c.brand_id == session.brand,
    )
