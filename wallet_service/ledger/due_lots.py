"""Lots to which time alone does something: what fell due, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, literal, select, update

from wallet_service.database import BrandSession
from wallet_service.ledger.book import Transaction
from wallet_service.ledger.lots import (
    LOTS,
    NOT_RELEASED,
    NOTICE,
    SOME_LEFT,
    WRITE_USES,
    earliest,
)

EMPTY_LOT = update(LOTS).where(LOTS.c.id == bindparam("lot")).values(left=0)
RELEASE_LOT = update(LOTS).where(LOTS.c.id == bindparam("lot")).values(released=True)


@dataclass(frozen=True, slots=True)
class DueLot:
    """A lot to which time alone does something at `at`: released, or it expires."""

    id: str
    at: datetime
    expires: bool
    left: int


def fallen_due(
    session: BrandSession, account_id: str, until: datetime, *, limit: int
) -> list[DueLot]:
    """What time did to the account's lots by `until` and nobody posted, in order."""
    release = select(
        LOTS.c.id,
        LOTS.c.available_at.label("at"),
        literal(0).label("kind"),
        LOTS.c.left,
    ).where(
        LOTS.c.account_id == account_id,
        NOT_RELEASED,
        SOME_LEFT,
        LOTS.c.available_at <= until,
    )
    expiry = select(LOTS.c.id, LOTS.c.expires_at, literal(1), LOTS.c.left).where(
        LOTS.c.account_id == account_id, SOME_LEFT, LOTS.c.expires_at <= until
    )
    both = release.union_all(expiry).subquery()
    chosen = select(both).order_by(both.c.at, both.c.kind, both.c.id).limit(limit)
    return [
        DueLot(lot_id, at, bool(kind), left)
        for lot_id, at, kind, left in session.core.execute(chosen)
    ]


def empty(session: BrandSession, taken: Iterable[tuple[Transaction, DueLot]]) -> None:
    """Take all that is left of expired lots, each in a transaction of its own."""
    uses = [
        {
            "brand_id": session.brand,
            "lot_id": lot.id,
            "transaction_id": transaction.id,
            "kind": "expire",
            "amount": lot.left,
            "recorded_at": transaction.recorded_at,
        }
        for transaction, lot in taken
    ]
    if uses:
        emptied = [{"lot": use["lot_id"]} for use in uses]
        session.core.execute(EMPTY_LOT, emptied)
        WRITE_USES.run_many(session.core, uses)


def release(session: BrandSession, found: Iterable[DueLot]) -> None:
    """Pending lots became spendable."""
    released = [{"lot": lot.id} for lot in found]
    if released:
        session.core.execute(RELEASE_LOT, released)


def next_due(
    session: BrandSession, account_id: str, *, noticed_before: datetime
) -> datetime | None:
    """When time alone changes this account next, posted or not.

    The notice of an expiry counts too, unless its time was before `noticed_before`.
    """
    mine = LOTS.c.account_id == account_id
    release = (
        select(LOTS.c.available_at)
        .where(mine, NOT_RELEASED, SOME_LEFT)
        .order_by(LOTS.c.available_at)
        .limit(1)
    )
    expiry = (
        select(LOTS.c.expires_at)
        .where(mine, SOME_LEFT, LOTS.c.expires_at.is_not(None))
        .order_by(LOTS.c.expires_at)
        .limit(1)
    )
    connection = session.core
    ends = connection.scalar(expiry)
    return earliest(
        connection.scalar(release),
        ends,
        ends and _next_notice(session, account_id, noticed_before),
    )


def expiring(
    session: BrandSession, account_id: str, after: datetime, until: datetime
) -> tuple[datetime, int] | None:
    """The first end in [after, until] of open lots, and what goes then."""
    chosen = (
        select(LOTS.c.expires_at, func.sum(LOTS.c.left))
        .where(
            LOTS.c.account_id == account_id,
            SOME_LEFT,
            LOTS.c.expires_at >= after,
            LOTS.c.expires_at <= until,
        )
        .group_by(LOTS.c.expires_at)
        .order_by(LOTS.c.expires_at)
        .limit(1)
    )
    row = session.core.execute(chosen).first()
    if row is None or row[0] is None:
        return None
    return row[0], int(row[1])


def _next_notice(
    session: BrandSession, account_id: str, noticed_before: datetime
) -> datetime | None:
    statement = (
        select(LOTS.c.expires_at)
        .where(
            LOTS.c.account_id == account_id,
            SOME_LEFT,
            LOTS.c.expires_at >= noticed_before + NOTICE,
        )
        .order_by(LOTS.c.expires_at)
        .limit(1)
    )
    ends = session.core.scalar(statement)
    return ends - NOTICE if ends else None
