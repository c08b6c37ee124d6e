"""Apple's update tags: unique and growing for each pass type, given out under a lock.

The pass type's row stays locked until the commit, so tags become visible in their order
and no reader can step over one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, bindparam, select, update

from wallet_service.database import BrandSession
from wallet_service.models.apple import ApplePassType
from wallet_service.models.card import CardPass
from wallet_service.wallets.apple import web_service

TYPES: Table = ApplePassType.__table__  # type: ignore[assignment]
PASSES: Table = CardPass.__table__  # type: ignore[assignment]


def give_out(
    session: BrandSession, pass_type_id: str, pass_ids: Sequence[str], now: datetime
) -> None:
    """Give each pass a tag of its own, newer than every tag of the pass type."""
    connection = session.core
    # registrations take a key-share lock on this row and need not wait for us
    last = connection.scalar(
        select(TYPES.c.last_update_tag)
        .where(TYPES.c.id == pass_type_id)
        .with_for_update(key_share=True)
    )
    tag = int(last or 0)
    milliseconds = int(now.timestamp() * 1000)
    tagged = []
    for pass_id in sorted(pass_ids):
        tag = web_service.next_update_tag(tag, milliseconds)
        tagged.append({"tagged_pass": pass_id, "tag": tag})
    connection.execute(
        update(PASSES)
        .where(PASSES.c.id == bindparam("tagged_pass"))
        .values(update_tag=bindparam("tag")),
        tagged,
    )
    connection.execute(
        update(TYPES).where(TYPES.c.id == pass_type_id).values(last_update_tag=tag)
    )
