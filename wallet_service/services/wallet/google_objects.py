"""The objects that stand at Google: which there are, and what Google has of each.

A row is written once Google has taken the object. While a worker writes an object it
holds the row's lease, so that two states of a card never overtake each other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, or_, select, update

from wallet_service import dialects
from wallet_service.database import BrandSession
from wallet_service.models.google import GoogleObject
from wallet_service.services.wallet.google_bodies import WantedObject
from wallet_service.wallets.google import changes, notices

OBJECTS: Table = GoogleObject.__table__  # type: ignore[assignment]
SECRET = "rotatingBarcode"  # noqa: S105 - the name of a field
LEASE = timedelta(seconds=45)
_MOST_MESSAGES_KEPT = 10
INSERT = dialects.for_each(
    lambda insert: insert(OBJECTS).on_conflict_do_nothing(
        index_elements=[OBJECTS.c.pass_id]
    )
)


@dataclass(frozen=True, slots=True)
class KnownObject:
    """What Google has of a pass, as far as it acknowledged it."""

    pass_id: str
    object_id: str
    told_revision: int
    notices: tuple[datetime, ...]
    messages: tuple[str, ...]
    acknowledged: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What Google has taken just now; `told` says that the news was announced."""

    wanted: WantedObject
    is_told: bool = False
    is_notice: bool = False


def of_cards(session: BrandSession, card_ids: Collection[str]) -> list[tuple[str, str]]:
    """(card, pass) of every object of the cards; retired ones get a last update."""
    statement = (
        select(OBJECTS.c.card_id, OBJECTS.c.pass_id)
        .where(OBJECTS.c.brand_id == session.brand, OBJECTS.c.card_id.in_(card_ids))
        .order_by(OBJECTS.c.pass_id)
    )
    return [(row.card_id, row.pass_id) for row in session.core.execute(statement)]


def find(session: BrandSession, pass_id: str) -> KnownObject | None:
    """The object of a pass, or None before its member's first tap."""
    row = session.scalar(select(GoogleObject).where(GoogleObject.pass_id == pass_id))
    if row is None:
        return None
    return KnownObject(
        pass_id=row.pass_id,
        object_id=row.object_id,
        told_revision=row.told_revision,
        notices=tuple(_instant(second) for second in row.notices),
        messages=tuple(row.messages),
        acknowledged=row.acknowledged,
    )


def lease(
    session: BrandSession, pass_ids: Collection[str], now: datetime
) -> tuple[set[str], set[str]]:
    """The passes that are ours to write now, and those another worker writes."""
    known = set(
        session.core.scalars(
            select(OBJECTS.c.pass_id).where(
                OBJECTS.c.brand_id == session.brand, OBJECTS.c.pass_id.in_(pass_ids)
            )
        )
    )
    taken = (
        update(OBJECTS)
        .where(
            OBJECTS.c.brand_id == session.brand,
            OBJECTS.c.pass_id.in_(known),
            or_(OBJECTS.c.busy_until.is_(None), OBJECTS.c.busy_until <= now),
        )
        .values(busy_until=now + LEASE)
        .returning(OBJECTS.c.pass_id)
    )
    ours = set(session.core.scalars(taken))
    return ours, known - ours


def is_leased(session: BrandSession, pass_id: str) -> bool:
    """Whether a lease of the object still stands."""
    statement = select(OBJECTS.c.busy_until).where(
        OBJECTS.c.brand_id == session.brand, OBJECTS.c.pass_id == pass_id
    )
    return session.core.scalar(statement) is not None


def release(session: BrandSession, pass_ids: Collection[str]) -> None:
    """Let others write these objects."""
    session.core.execute(
        update(OBJECTS)
        .where(OBJECTS.c.brand_id == session.brand, OBJECTS.c.pass_id.in_(pass_ids))
        .values(busy_until=None)
    )


def inserted(
    session: BrandSession, pass_id: str, wanted: WantedObject, now: datetime
) -> None:
    """Google has the object. A second tap beside the first finds its row there."""
    row = {
        "pass_id": pass_id,
        "brand_id": session.brand,
        "card_id": wanted.card_id,
        "object_id": wanted.object_id,
        "inserted_at": now,
        "told_revision": wanted.news_revision,
        "notices": [],
        "messages": [],
        "saves": 0,
        "deletions": 0,
        "has_users": False,
        "checked_at": now,
        **_taken(wanted, now),
    }
    session.core.execute(dialects.of(session, INSERT), row)


def acknowledge(
    session: BrandSession, pass_id: str, taken: Acknowledged, now: datetime
) -> None:
    """Google has this state of the object now; the lease ends with it."""
    row = session.scalars(
        select(GoogleObject).where(GoogleObject.pass_id == pass_id).with_for_update()
    ).one()
    for name, value in _taken(taken.wanted, now).items():
        setattr(row, name, value)
    row.busy_until = None
    if taken.is_told:
        row.told_revision = max(row.told_revision, taken.wanted.news_revision)
    if taken.is_notice:
        row.notices = _with_notice(row.notices, now)
    session.flush()


def told(
    session: BrandSession,
    pass_id: str,
    *,
    revision: int,
    messages: Sequence[str],
    is_notice: bool,
    now: datetime,
) -> None:
    """The news of this revision went as a message."""
    row = session.scalars(
        select(GoogleObject).where(GoogleObject.pass_id == pass_id).with_for_update()
    ).one()
    row.told_revision = max(row.told_revision, revision)
    row.messages = list(messages)[-_MOST_MESSAGES_KEPT:]
    if is_notice:
        row.notices = _with_notice(row.notices, now)
    session.flush()


def kept(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body as it is remembered: of a rotating code's key only a fingerprint."""
    remembered = dict(body)
    if SECRET in remembered:
        remembered[SECRET] = {"fingerprint": changes.fingerprint(body[SECRET])}
    return remembered


def differing(known: KnownObject, body: Mapping[str, Any]) -> dict[str, Any]:
    """What of the body Google does not have yet; a secret part goes whole."""
    changed = changes.patch(known.acknowledged, kept(body))
    if SECRET in changed:
        changed[SECRET] = body.get(SECRET)
    return changed


def _taken(wanted: WantedObject, now: datetime) -> dict[str, Any]:
    return {
        "acknowledged": kept(wanted.body),
        "fingerprint": changes.fingerprint(wanted.body),
        "acknowledged_revision": wanted.revision,
        "acknowledged_change": wanted.changed_at,
        "acknowledged_at": now,
    }


def _with_notice(kept: Sequence[float], now: datetime) -> list[float]:
    fresh = [one for one in kept if _instant(one) > now - notices.WINDOW]
    return [*fresh, now.timestamp()]


def _instant(second: float) -> datetime:
    return datetime.fromtimestamp(second, UTC)
