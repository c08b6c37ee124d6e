"""The classes that stand at Google, and what Google has of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from wallet_service import dialects
from wallet_service.database import BrandSession
from wallet_service.dialects import Insert
from wallet_service.models.google import GoogleClass

CLASSES: Table = GoogleClass.__table__  # type: ignore[assignment]
REJECTED = "REJECTED"


def _keep(insert: Insert) -> Any:  # noqa: ANN401 - a statement of either dialect
    statement = insert(CLASSES)
    given = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[CLASSES.c.program_id],
        set_={
            "acknowledged": given.acknowledged,
            "acknowledged_at": given.acknowledged_at,
            "review_status": given.review_status,
        },
    )


KEEP = dialects.for_each(_keep)


@dataclass(frozen=True, slots=True)
class KnownClass:
    """What Google has of a program's class."""

    class_id: str
    review_status: str
    acknowledged: dict[str, Any] = field(repr=False)


def find(session: BrandSession, program_id: str) -> KnownClass | None:
    """The program's class, or None before Google has one."""
    row = session.scalar(
        select(GoogleClass).where(GoogleClass.program_id == program_id)
    )
    if row is None:
        return None
    return KnownClass(row.class_id, row.review_status, row.acknowledged)


def acknowledge(
    session: BrandSession,
    program_id: str,
    body: dict[str, Any],
    *,
    review_status: str,
    now: datetime,
) -> None:
    """Google has this state of the class now."""
    row = {
        "program_id": program_id,
        "brand_id": session.brand,
        "class_id": body["id"],
        "acknowledged": body,
        "acknowledged_at": now,
        "review_status": review_status,
    }
    session.core.execute(dialects.of(session, KEEP), row)


def rejected(session: BrandSession) -> list[tuple[str, str]]:
    """(brand, program) of classes that Google's review turned down."""
    statement = select(CLASSES.c.brand_id, CLASSES.c.program_id).where(
        CLASSES.c.review_status == REJECTED
    )
    return [(row.brand_id, row.program_id) for row in session.core.execute(statement)]
