"""Since when somebody's phone keeps a pass, and since when none does any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Table, and_, case, func, literal, null, or_, select, update

from wallet_service.database import BrandSession
from wallet_service.models.apple import AppleRegistration
from wallet_service.models.card import CardPass
from wallet_service.models.google import GoogleObject

PASSES: Table = CardPass.__table__  # type: ignore[assignment]
REGISTRATIONS: Table = AppleRegistration.__table__  # type: ignore[assignment]
OBJECTS: Table = GoogleObject.__table__  # type: ignore[assignment]
# both of the pass in the statement around them
ON_IPHONE = (
    select(REGISTRATIONS.c.pass_id)
    .where(REGISTRATIONS.c.pass_id == PASSES.c.id)
    .correlate(PASSES)
    .exists()
)
AT_GOOGLE = (
    select(OBJECTS.c.pass_id)
    .where(OBJECTS.c.pass_id == PASSES.c.id, OBJECTS.c.has_users)
    .correlate(PASSES)
    .exists()
)
IS_KEPT = or_(ON_IPHONE, AT_GOOGLE)


def look_again(session: BrandSession, pass_ids: Collection[str], now: datetime) -> None:
    """A phone took up the passes or gave them up: whether any keeps them now."""
    if not pass_ids:
        return
    is_known = PASSES.c.installed_at.is_not(None)
    instant = literal(now, PASSES.c.installed_at.type)
    session.core.execute(
        update(PASSES)
        .where(PASSES.c.brand_id == session.brand, PASSES.c.id.in_(pass_ids))
        .values(
            installed_at=case(
                (
                    and_(IS_KEPT, PASSES.c.installed_at.is_(None)),
                    instant,
                ),
                else_=PASSES.c.installed_at,
            ),
            removed_at=case(
                (IS_KEPT, null()),
                (is_known, func.coalesce(PASSES.c.removed_at, instant)),
                else_=null(),
            ),
        )
    )
