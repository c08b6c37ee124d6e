"""A card's own row: found, locked, and moved on in time with every change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Table, bindparam, select, update

from wallet_service.database import BrandSession
from wallet_service.models.card import Card, CardPass
from wallet_service.prepared import Prepared
from wallet_service.services.errors import NotFound
from wallet_service.services.till.commands import LockedCard

CARDS: Table = Card.__table__  # type: ignore[assignment]
PASSES: Table = CardPass.__table__  # type: ignore[assignment]
# made once: building a statement costs several times its execution
CARD_BY_ID = Prepared(
    select(CARDS.c.id).where(
        CARDS.c.brand_id == bindparam("brand"), CARDS.c.id == bindparam("value")
    )
)
CARD_BY_CODE = Prepared(
    select(PASSES.c.card_id).where(
        PASSES.c.brand_id == bindparam("brand"),
        PASSES.c.scan_code == bindparam("value"),
        PASSES.c.retired_at.is_(None),
    )
)
LOCK_CARD = Prepared(
    select(CARDS.c.state, CARDS.c.revision, CARDS.c.changed_at, CARDS.c.own_changes)
    .where(CARDS.c.brand_id == bindparam("brand"), CARDS.c.id == bindparam("card"))
    .with_for_update()
)
MOVE_DATE = (
    update(CARDS)
    .where(CARDS.c.id == bindparam("card"))
    .values(changed_at=bindparam("second"))
)
OWN_CHANGES = 200


def find_card(
    session: BrandSession, *, card_id: str | None = None, code: str | None = None
) -> str:
    """The card by its identifier or by the code of its QR; raises NotFound.

    The code of a retired pass finds nothing: it dies with the reissue. What a rotating
    code has behind its dot is not judged.
    """
    own = code.partition(".")[0] if code else code
    statement, value = (CARD_BY_ID, card_id) if card_id else (CARD_BY_CODE, own)
    where = {"brand": session.brand, "value": value}
    found: str | None = statement.scalar(session.core, where)
    if found is None:
        raise NotFound("card")
    return found


def member_of(session: BrandSession, card_id: str) -> str:
    """Whose card it is; raises NotFound."""
    found = session.scalar(select(Card.member_id).where(Card.id == card_id))
    if found is None:
        raise NotFound("card")
    return found


def lock_card(session: BrandSession, card_id: str) -> LockedCard:
    """The card's own row, locked: after every account that it reads (rule 10)."""
    where = {"brand": session.brand, "card": card_id}
    row = LOCK_CARD.first(session.core, where)
    if row is None:
        raise NotFound("card")
    return LockedCard(*row)


def moved_on(changed_at: int, now: datetime) -> int:
    """The next Last-Modified, in Unix seconds: later by at least one."""
    return max(changed_at + 1, int(now.timestamp()))


def move_date(session: BrandSession, card_id: str, changed_at: int) -> None:
    """The card shows something else, without an event of its own; it is locked."""
    session.core.execute(MOVE_DATE, {"card": card_id, "second": changed_at})


def with_change(own_changes: list[int], revision: int) -> list[int]:
    """The card's own changes with a new one; older ones than can be asked for go."""
    return [*own_changes, revision][-OWN_CHANGES:]
