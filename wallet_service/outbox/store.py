"""The outbox table: enqueue, claim under a lease, settle.

Enqueuing locks the queued row of the same subject, so that a claim either sees the
change or leaves a new row behind; with DO NOTHING a card changed and nothing was owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Table,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from wallet_service import dialects, identifiers
from wallet_service.database import BrandSession
from wallet_service.models.outbox import OutboxMessage
from wallet_service.prepared import Prepared

MESSAGES: Table = OutboxMessage.__table__  # type: ignore[assignment]
QUEUED = text("state = 'queued'")
ERROR_LENGTH = 500
ROUNDS = 3
ALL_LANES = range(100)


def _enqueue(insert: dialects.Insert) -> Executable:
    """Gather into the queued row of the same subject, or make one; locks it."""
    statement = insert(MESSAGES)
    given = statement.excluded
    # what bulk put off does not bind the till
    keeps_date = and_(MESSAGES.c.last_error.is_not(None), MESSAGES.c.lane <= given.lane)
    sooner = dialects.least(insert, MESSAGES.c.due_at, given.due_at)
    gathered: Executable = statement.on_conflict_do_update(
        index_elements=[MESSAGES.c.brand_id, MESSAGES.c.topic, MESSAGES.c.subject],
        index_where=QUEUED,
        set_={
            "changes": MESSAGES.c.changes + 1,
            "lane": dialects.least(insert, MESSAGES.c.lane, given.lane),
            "due_at": case((keeps_date, MESSAGES.c.due_at), else_=sooner),
        },
    )
    return gathered


ENQUEUE = Prepared(dialects.for_each(_enqueue))


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

    The first unserved change fixes when it is due; later ones do not move it, nor what
    was put off. A more urgent lane wins, and brings its own time along.
    """
    row = {
        "id": identifiers.new_id("outb"),
        "brand_id": brand_id or session.brand,
        "topic": topic.name,
        "subject": subject,
        "lane": topic.lane if lane is None else lane,
        "state": "queued",
        "owed_at": now,
        "due_at": now + topic.settle,
        "changes": 1,
        "attempts": 0,
    }
    ENQUEUE.run(session.core, row)


def claim(
    session: BrandSession,
    now: datetime,
    *,
    lease_seconds: int,
    limit: int,
    lanes: range = ALL_LANES,
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
        .where(due, _in_lanes(lanes))
        .order_by(MESSAGES.c.lane, MESSAGES.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        # in a plain subquery PostgreSQL may choose again for every row
        .cte("chosen")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    taken = (
        update(MESSAGES)
        .where(MESSAGES.c.id.in_(select(chosen.c.id)))
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
    rows = session.core.execute(taken).all()
    messages = [Message(*row) for row in rows]
    return sorted(messages, key=lambda one: (one.lane, one.owed_at))


def has_due(session: BrandSession, now: datetime, lanes: range = ALL_LANES) -> bool:
    """Whether anything waits: a look that takes no lock."""
    queued = select(MESSAGES.c.id).where(
        MESSAGES.c.state == "queued", MESSAGES.c.due_at <= now, _in_lanes(lanes)
    )
    abandoned = select(MESSAGES.c.id).where(
        MESSAGES.c.state == "claimed", MESSAGES.c.lease_until <= now, _in_lanes(lanes)
    )
    connection = session.core
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
    """Not paid: due again at `due_at`. A newer queued change takes the debt over."""
    _put_off(session, message, due_at, attempts=message.attempts, reason=reason)


def settle_dead(
    session: BrandSession, message: Message, now: datetime, reason: str
) -> None:
    """Given up: kept with its reason until somebody looks."""
    _settle(session, message, state="dead", settled_at=now, last_error=_short(reason))


def postpone(
    session: BrandSession, message: Message, due_at: datetime, reason: str
) -> None:
    """Not now, and not the message's fault: due at `due_at`, no attempt counted."""
    _put_off(session, message, due_at, attempts=message.attempts - 1, reason=reason)


def last_delivered(session: BrandSession, message: Message) -> datetime | None:
    """When a message of the same topic and subject was last paid."""
    statement = select(func.max(MESSAGES.c.settled_at)).where(
        MESSAGES.c.brand_id == message.brand_id,
        MESSAGES.c.subject == message.subject,
        MESSAGES.c.topic == message.topic,
        MESSAGES.c.state == "delivered",
    )
    paid_at: datetime | None = session.core.scalar(statement)
    return paid_at


def forget_delivered(session: BrandSession, before: datetime, *, limit: int) -> int:
    """Remove paid messages older than `before`, a bounded number at a time."""
    old = (
        select(MESSAGES.c.id)
        .where(MESSAGES.c.state == "delivered", MESSAGES.c.settled_at < before)
        .limit(limit)
    )
    statement = delete(MESSAGES).where(MESSAGES.c.id.in_(old.scalar_subquery()))
    return session.core.execute(statement).rowcount


def _put_off(
    session: BrandSession,
    message: Message,
    due_at: datetime,
    *,
    attempts: int,
    reason: str,
) -> None:
    """Queue it again; the unique index tells whether a newer change stands there.

    That one may be claimed before it takes the debt over, hence the second round.
    """
    values = {"due_at": due_at, "attempts": attempts, "last_error": _short(reason)}
    for _ in range(ROUNDS):
        try:
            with session.core.begin_nested():
                _settle(session, message, state="queued", **values)
        except IntegrityError:
            if _hand_over(session, message, values):
                return
        else:
            return
    # left to its lease: it is claimed again when that runs out


def _hand_over(session: BrandSession, message: Message, values: dict[str, Any]) -> bool:
    """The newer change pays for both, at its own time if its lane is more urgent."""
    is_urgent = MESSAGES.c.lane < message.lane
    due_at = case((is_urgent, MESSAGES.c.due_at), else_=values["due_at"])
    newer = (
        update(MESSAGES)
        .where(
            MESSAGES.c.brand_id == message.brand_id,
            MESSAGES.c.topic == message.topic,
            MESSAGES.c.subject == message.subject,
            MESSAGES.c.state == "queued",
        )
        .values(values | {"owed_at": message.owed_at, "due_at": due_at})
    )
    if not session.core.execute(newer).rowcount:
        return False
    session.core.execute(delete(MESSAGES).where(*_still_ours(message)))
    return True


def _settle(session: BrandSession, message: Message, **values: Any) -> None:
    statement = (
        update(MESSAGES)
        .where(*_still_ours(message))
        .values(lease=None, lease_until=None, **values)
    )
    session.core.execute(statement)


def _in_lanes(lanes: range) -> ColumnElement[bool]:
    return MESSAGES.c.lane.between(lanes.start, lanes.stop - 1)


def _still_ours(message: Message) -> tuple[ColumnElement[bool], ...]:
    return MESSAGES.c.id == message.id, MESSAGES.c.lease == message.lease


def _short(reason: str) -> str:
    return reason[:ERROR_LENGTH]
