"""The audit log read back: who did what, when and why, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.access import ApiKey, User
from wallet_service.models.audit import AuditEvent

LONGEST_NUMBER = 18
MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class EventView:
    """An event; `who` is the person's or key's name where there is one.

    `kind` is that of the actor: user, api_key, operator, system.
    """

    id: int
    recorded_at: datetime
    kind: str
    who: str
    action: str
    object_id: str
    reason: str | None
    detail: Mapping[str, Any]


def list_events(
    session: BrandSession,
    *,
    object_id: str | None = None,
    action: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[EventView]:
    """Events older than the one named by `after`; a cursor of nobody finds nothing."""
    statement = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if after is not None:
        is_number = after.isascii() and after.isdigit() and len(after) < LONGEST_NUMBER
        statement = statement.where(AuditEvent.id < (int(after) if is_number else 0))
    if object_id is not None:
        statement = statement.where(AuditEvent.object_id == object_id)
    if action is not None:
        statement = statement.where(AuditEvent.action == action)
    found = session.scalars(statement).all()
    names = _names(session, {one.actor for one in found})
    return [_view(one, names) for one in found]


def _view(event: AuditEvent, names: Mapping[str, str]) -> EventView:
    kind, _, name = event.actor.partition(":")
    return EventView(
        id=event.id,
        recorded_at=event.recorded_at,
        kind=kind,
        who=names.get(event.actor) or name,
        action=event.action,
        object_id=event.object_id,
        reason=event.reason,
        detail=event.detail,
    )


def _names(session: BrandSession, actors: Iterable[str]) -> dict[str, str]:
    """What people and keys are called, by actor."""
    ids = [one.partition(":")[2] for one in actors]
    people = select(User.id, User.name, User.email).where(User.id.in_(ids))
    keys = select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(ids))
    found = {f"user:{row[0]}": row[1] or row[2] for row in session.execute(people)}
    return found | {f"api_key:{row[0]}": row[1] for row in session.execute(keys)}
