"""Whether anybody keeps an object: told by callbacks, made sure of by asking Google.

Callbacks may be lost for days, so nothing but this knowledge depends on them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Table, delete, select, update

from wallet_service import dialects
from wallet_service.database import BrandSession
from wallet_service.models.google import GoogleClass, GoogleNonce, GoogleObject
from wallet_service.outbox import store, topics
from wallet_service.passes import google_card
from wallet_service.services.wallet import pass_holding

OBJECTS: Table = GoogleObject.__table__  # type: ignore[assignment]
CLASSES: Table = GoogleClass.__table__  # type: ignore[assignment]
NONCES: Table = GoogleNonce.__table__  # type: ignore[assignment]
# what of an object is not always wanted: it is cleared unless it is sent
UNKNOWN = dict.fromkeys(google_card.OPTIONAL)
# a sender's clock may be ahead of ours
MARGIN = timedelta(hours=1)
ONCE = dialects.for_each(
    lambda insert: (
        insert(NONCES)
        .on_conflict_do_nothing(index_elements=[NONCES.c.brand_id, NONCES.c.nonce_hash])
        .returning(NONCES.c.nonce_hash)
    )
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified callback: an object was saved, or deleted from a wallet."""

    object_id: str
    is_save: bool
    nonce: str
    expires_at: datetime


def take(session: BrandSession, notice: Notice, now: datetime) -> bool:
    """Count the callback once, however often it comes; False for a repeat."""
    row = {
        "brand_id": session.brand,
        "nonce_hash": hashlib.sha256(notice.nonce.encode()).hexdigest(),
        "expires_at": notice.expires_at + MARGIN,
    }
    if session.core.execute(dialects.of(session, ONCE), row).first() is None:
        return False
    _count(session, notice, now)
    return True


def forget_nonces(session: BrandSession, now: datetime) -> None:
    """Callbacks that have lapsed are refused by their date; their nonces may go."""
    session.core.execute(delete(NONCES).where(NONCES.c.expires_at < now))


def unchecked(
    session: BrandSession, before: datetime, *, limit: int
) -> list[tuple[str, str]]:
    """(pass, object) of those that Google was longest not asked about."""
    statement = (
        select(OBJECTS.c.pass_id, OBJECTS.c.object_id)
        .where(OBJECTS.c.brand_id == session.brand, OBJECTS.c.checked_at < before)
        .order_by(OBJECTS.c.checked_at)
        .limit(limit)
    )
    return [(row.pass_id, row.object_id) for row in session.core.execute(statement)]


def checked(
    session: BrandSession, found: Mapping[str, bool | None], now: datetime
) -> None:
    """What Google says of each pass's object; None: it knows none, so it is owed."""
    for pass_id, has_users in found.items():
        values: dict[str, object] = {"checked_at": now}
        if has_users is not None:
            values["has_users"] = has_users
        session.core.execute(
            update(OBJECTS)
            .where(OBJECTS.c.brand_id == session.brand, OBJECTS.c.pass_id == pass_id)
            .values(**values)
        )
        if has_users is None:
            owe_whole(session, [pass_id], now)
    pass_holding.look_again(session, found, now)


def resync_classes(session: BrandSession, now: datetime) -> None:
    """Owe every class of the brand as a whole."""
    mine = CLASSES.c.brand_id == session.brand
    programs = session.core.scalars(select(CLASSES.c.program_id).where(mine)).all()
    session.core.execute(update(CLASSES).where(mine).values(acknowledged={}))
    for program_id in programs:
        store.enqueue(session, topics.GOOGLE_CLASS, program_id, now)


def resync_page(
    session: BrandSession, now: datetime, *, after: str, limit: int
) -> list[str]:
    """Owe the next objects behind the pass `after` as a whole; gives their passes."""
    statement = (
        select(OBJECTS.c.pass_id)
        .where(OBJECTS.c.brand_id == session.brand, OBJECTS.c.pass_id > after)
        .order_by(OBJECTS.c.pass_id)
        .limit(limit)
    )
    page = list(session.core.scalars(statement))
    owe_whole(session, page, now)
    return page


def owe_whole(session: BrandSession, pass_ids: Sequence[str], now: datetime) -> None:
    """Forget what Google acknowledged, so that the whole state is sent again.

    What it may have and should not, such as the name of a person, is cleared with it.
    """
    session.core.execute(
        update(OBJECTS)
        .where(OBJECTS.c.brand_id == session.brand, OBJECTS.c.pass_id.in_(pass_ids))
        .values(acknowledged=UNKNOWN, fingerprint="")
    )
    for pass_id in pass_ids:
        store.enqueue(
            session, topics.GOOGLE_OBJECT, pass_id, now, lane=topics.LOWEST_LANE
        )


def _count(session: BrandSession, notice: Notice, now: datetime) -> None:
    """Several may keep one object: it has holders while more saved than deleted."""
    row = session.scalar(
        select(GoogleObject)
        .where(GoogleObject.object_id == notice.object_id)
        .with_for_update()
    )
    if row is None:
        return
    if notice.is_save:
        row.saves += 1
    else:
        row.deletions += 1
    row.has_users = row.saves > row.deletions
    session.flush()
    pass_holding.look_again(session, [row.pass_id], now)
    if notice.is_save:
        # it may have changed between the tap and the save
        store.enqueue(session, topics.GOOGLE_OBJECT, row.pass_id, now)
