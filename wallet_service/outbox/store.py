"""The outbox table: enqueue, claim under a lease, settle.

Enqueuing locks the queued row of the same subject, so that a claim either sees the
change or leaves a new row behind; with DO NOTHING a card changed and nothing was owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, and_, delete, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.outbox import OutboxMessage

MESSAGES: Table = OutboxMessage.__table__  # type: ignore[assignment]
QUEUED = text("state = 'queued'")
ERROR_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of message: how long changes gather before it is due, and its lane.

    Lane 0 is paid before lane 1; the till comes before everything done in bulk.
    """

    name: str
    settle: timedelta
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """A claimed message: who it is about, and how often it was tried."""

    id: str
    brand_id: str
    topic: str
    subject: str
    lane: int
    lease: str
    attempts: int
    owed_at: datetime


def enqueue(
    session: BrandSession,
    topic: Topic,
    subject: str,
    now: datetime,
    *,
    brand_id: str | None = None,
    lane: int | None = None,
) -> None:
    """Owe a message; a queued one for the same subject gathers this change too.

    The first unserved change fixes when it is due; later ones do not move it. A more
    urgent lane wins.
    """
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    least = func.min if dialect == "sqlite" else func.least
    statement = insert(MESSAGES).values(
        id=identifiers.new_id("outb"),
        brand_id=brand_id or session.brand,
        topic=topic.name,
        subject=subject,
        lane=topic.lane if lane is None else lane,
        state="queued",
        owed_at=now,
        due_at=now + topic.settle,
        changes=1,
        attempts=0,
    )
    statement = statement.on_conflict_do_update(
        index_elements=[MESSAGES.c.brand_id, MESSAGES.c.topic, MESSAGES.c.subject],
        index_where=QUEUED,
        set_={
            "changes": MESSAGES.c.changes + 1,
            "lane": least(MESSAGES.c.lane, statement.excluded.lane),
            "due_at": least(MESSAGES.c.due_at, statement.excluded.due_at),
        },
    )
    session.connection().execute(statement)


def claim(
    session: BrandSession, now: datetime, *, lease_seconds: int, limit: int
) -> list[Message]:
    """Take due messages under a lease; a lease that ran out makes its row due again.

    Rows that another worker is taking are skipped. The caller commits before it works.
    """
    lease = identifiers.new_id("leas")
    due = or_(
        and_(MESSAGES.c.state == "queued", MESSAGES.c.due_at <= now),
        and_(MESSAGES.c.state == "claimed", MESSAGES.c.lease_until <= now),
    )
    chosen = (
        select(MESSAGES.c.id)
        .where(due)
        .order_by(MESSAGES.c.lane, MESSAGES.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(MESSAGES)
        .where(MESSAGES.c.id.in_(chosen.scalar_subquery()))
        .values(
            state="claimed",
            lease=lease,
            lease_until=now + timedelta(seconds=lease_seconds),
            attempts=MESSAGES.c.attempts + 1,
        )
        .returning(
            MESSAGES.c.id,
            MESSAGES.c.brand_id,
            MESSAGES.c.topic,
            MESSAGES.c.subject,
            MESSAGES.c.lane,
            MESSAGES.c.lease,
            MESSAGES.c.attempts,
            MESSAGES.c.owed_at,
        )
    )
    rows = session.connection().execute(taken).all()
    messages = [Message(*row) for row in rows]
    return sorted(messages, key=lambda one: (one.lane, one.owed_at))


def has_due(session: BrandSession, now: datetime) -> bool:
    """Whether anything waits: a look that takes no lock."""
    queued = select(MESSAGES.c.id).where(
        MESSAGES.c.state == "queued", MESSAGES.c.due_at <= now
    )
    abandoned = select(MESSAGES.c.id).where(
        MESSAGES.c.state == "claimed", MESSAGES.c.lease_until <= now
    )
    connection = session.connection()
    return any(
        connection.execute(one.limit(1)).first() is not None
        for one in (queued, abandoned)
    )


def settle_delivered(
    session: BrandSession, messages: Sequence[Message], now: datetime
) -> None:
    """Paid. A message whose lease another worker took meanwhile is left to it."""
    for message in messages:
        _settle(session, message, state="delivered", settled_at=now, last_error=None)


def settle_later(
    session: BrandSession, message: Message, due_at: datetime, reason: str
) -> None:
    """Not paid: due again at `due_at`, unless a newer change is already queued.

    The newer row then carries the debt, and this one is done with.
    """
    newer = (
        session.connection()
        .execute(
            select(MESSAGES.c.id)
            .where(
                MESSAGES.c.brand_id == message.brand_id,
                MESSAGES.c.topic == message.topic,
                MESSAGES.c.subject == message.subject,
                MESSAGES.c.state == "queued",
            )
            .with_for_update()
        )
        .first()
    )
    if newer is None:
        _settle(session, message, state="queued", due_at=due_at, last_error=reason)
        return
    session.connection().execute(
        update(MESSAGES)
        .where(MESSAGES.c.id == newer.id)
        .values(
            attempts=message.attempts,
            due_at=due_at,
            owed_at=message.owed_at,
            last_error=reason[:ERROR_LENGTH],
        )
    )
    _settle(session, message, state="delivered", settled_at=due_at, last_error=reason)


def settle_dead(
    session: BrandSession, message: Message, now: datetime, reason: str
) -> None:
    """Given up: kept with its reason until somebody looks."""
    _settle(session, message, state="dead", settled_at=now, last_error=reason)


def postpone(session: BrandSession, message: Message, due_at: datetime) -> None:
    """Not now, and not the message's fault: due at `due_at`, no attempt counted."""
    uncounted = replace(message, attempts=message.attempts - 1)
    settle_later(session, uncounted, due_at, "")
    session.connection().execute(
        update(MESSAGES)
        .where(MESSAGES.c.id == message.id)
        .values(attempts=uncounted.attempts)
    )


def last_delivered(session: BrandSession, message: Message) -> datetime | None:
    """When a message of the same topic and subject was last paid."""
    statement = select(func.max(MESSAGES.c.settled_at)).where(
        MESSAGES.c.brand_id == message.brand_id,
        MESSAGES.c.subject == message.subject,
        MESSAGES.c.topic == message.topic,
        MESSAGES.c.state == "delivered",
    )
    return session.connection().scalar(statement)


def forget_delivered(session: BrandSession, before: datetime, *, limit: int) -> int:
    """Remove paid messages older than `before`, a bounded number at a time."""
    old = (
        select(MESSAGES.c.id)
        .where(MESSAGES.c.state == "delivered", MESSAGES.c.settled_at < before)
        .limit(limit)
    )
    statement = delete(MESSAGES).where(MESSAGES.c.id.in_(old.scalar_subquery()))
    return session.connection().execute(statement).rowcount


def _settle(session: BrandSession, message: Message, **values: Any) -> None:
    if values.get("last_error"):
        values["last_error"] = values["last_error"][:ERROR_LENGTH]
    statement = (
        update(MESSAGES)
        .where(MESSAGES.c.id == message.id, MESSAGES.c.lease == message.lease)
        .values(lease=None, lease_until=None, **values)
    )
    session.connection().execute(statement)
