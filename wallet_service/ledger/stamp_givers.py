"""Who gave the stamps on a card: purchases and corrections, the newest first.

Stamps of one card are alike: those that it holds are the newest ones that are neither
refunded nor expired.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Table, bindparam, case, func, select, update

from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import ACCOUNTS, OwnerKind, Unit
from wallet_service.ledger.book import ENTRIES
from wallet_service.models.adjustment import Adjustment
from wallet_service.models.purchase import Purchase

PURCHASES: Table = Purchase.__table__  # type: ignore[assignment]
ADJUSTMENTS: Table = Adjustment.__table__  # type: ignore[assignment]
BOUGHT = (
    PURCHASES.c.stamps_added - PURCHASES.c.stamps_removed - PURCHASES.c.stamps_expired
)
LEFT = func.coalesce(BOUGHT, ADJUSTMENTS.c.amount - ADJUSTMENTS.c.stamps_expired)
GIVERS = (
    select(
        ENTRIES.c.transaction_id,
        case((PURCHASES.c.id.is_not(None), True), else_=False).label("is_purchase"),
        func.coalesce(
            PURCHASES.c.occurred_at,
            ENTRIES.c.occurred_at,
            type_=ENTRIES.c.occurred_at.type,
        ).label("occurred_at"),
        ENTRIES.c.recorded_at,
        LEFT.label("stamps"),
    )
    .join(ACCOUNTS, ACCOUNTS.c.id == ENTRIES.c.account_id)
    .outerjoin(PURCHASES, PURCHASES.c.id == ENTRIES.c.transaction_id)
    .outerjoin(ADJUSTMENTS, ADJUSTMENTS.c.id == ENTRIES.c.transaction_id)
    .where(
        ACCOUNTS.c.owner_kind == OwnerKind.CARD,
        ACCOUNTS.c.owner_id == bindparam("card"),
        ACCOUNTS.c.unit == Unit.STAMPS,
        ENTRIES.c.kind.in_(("stamp", "adjust")),
        ENTRIES.c.amount > 0,
        ENTRIES.c.transaction_id.not_in(bindparam("without", expanding=True)),
        LEFT > 0,
    )
    .order_by(ENTRIES.c.sequence.desc())
    .limit(bindparam("most"))
)
LET_GO = {
    is_purchase: update(table)
    .where(table.c.id == bindparam("giver"))
    .values(stamps_expired=table.c.stamps_expired + bindparam("stamps"))
    for is_purchase, table in ((True, PURCHASES), (False, ADJUSTMENTS))
}


@dataclass(frozen=True, slots=True)
class Giver:
    """A purchase or a correction that gave stamps, and when it put them on the card."""

    id: str
    is_purchase: bool
    occurred_at: datetime
    recorded_at: datetime
    stamps: int


def newest(
    session: BrandSession,
    card_id: str,
    count: int,
    *,
    without: frozenset[str] = frozenset(),
) -> list[Giver]:
    """Who gave the newest `count` stamps, and how many of them each.

    Transactions `without` are passed by.
    """
    found: list[Giver] = []
    # each gave one at least
    where = {"card": card_id, "most": max(count, 0), "without": sorted(without)}
    rows = session.core.execute(GIVERS, where)
    for giver in (Giver(*row) for row in rows):
        if count <= 0:
            break
        found.append(replace(giver, stamps=min(giver.stamps, count)))
        count -= giver.stamps
    return found


def let_go(session: BrandSession, card_id: str, count: int) -> None:
    """The newest `count` stamps expired; a refund will not take them again (R14)."""
    for giver in newest(session, card_id, count):
        taken = {"giver": giver.id, "stamps": giver.stamps}
        session.core.execute(LET_GO[giver.is_purchase], taken)


def excuse(session: BrandSession, purchase_id: str, stamps: int) -> None:
    """A refund gave up these stamps of a purchase: they had expired."""
    given_up = {"giver": purchase_id, "stamps": -stamps}
    session.core.execute(LET_GO[True], given_up)
