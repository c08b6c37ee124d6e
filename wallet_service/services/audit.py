"""Writes who did what, in the transaction of the deed itself.

`detail` names fields and figures, never personal data; control characters of a reason
become spaces, so that one event stays one line in every log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wallet_service.database import BrandSession
from wallet_service.models.audit import AuditEvent
from wallet_service.services.actors import Actor

LONGEST_REASON = 1_000


def record(
    session: BrandSession,
    actor: Actor,
    *,
    action: str,
    object_id: str,
    now: datetime,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
    brand_id: str | None = None,
) -> None:
    """Add one event; `brand_id` is named only in a session across brands."""
    session.add(
        AuditEvent(
            brand_id=brand_id or session.brand,
            actor=str(actor),
            action=action,
            object_id=object_id,
            reason=_on_one_line(reason),
            detail=dict(detail or {}),
            recorded_at=now,
        )
    )


def record_fields(
    session: BrandSession,
    actor: Actor,
    *,
    action: str,
    object_id: str,
    now: datetime,
    fields: Sequence[str] = (),
) -> None:
    """Something was made, or these fields of it were changed; written at once."""
    detail = {"fields": list(fields)} if fields else {}
    record(session, actor, action=action, object_id=object_id, now=now, detail=detail)
    session.flush()


def _on_one_line(reason: str | None) -> str | None:
    if reason is None:
        return None
    clean = "".join(one if one.isprintable() else " " for one in reason)
    return clean[:LONGEST_REASON]
