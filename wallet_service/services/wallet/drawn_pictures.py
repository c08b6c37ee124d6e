"""Keeps what a public address of a picture has once answered.

A design changes, and so does the program that draws; wallets fetch an address again at
any time and must see the same picture. Whatever Google is told was fetched before, so
it is here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Table, select

from wallet_service import dialects
from wallet_service.database import BrandSession
from wallet_service.models.picture import DrawnPicture

PICTURES: Table = DrawnPicture.__table__  # type: ignore[assignment]
KEEP = dialects.for_each(lambda insert: insert(PICTURES).on_conflict_do_nothing())


def find(session: BrandSession, address: str) -> bytes | None:
    """The PNG that the address answered before, or None."""
    statement = select(PICTURES.c.content).where(PICTURES.c.address == address)
    content: bytes | None = session.core.scalar(statement)
    return content


def keep(session: BrandSession, address: str, content: bytes, now: datetime) -> bytes:
    """Keep the PNG, unless another one was first; gives the one that stands."""
    row = {"address": address, "content": content, "drawn_at": now}
    session.core.execute(dialects.of(session, KEEP), row)
    return find(session, address) or content
