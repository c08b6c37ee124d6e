"""Lots: each earning with its life, and which lot was used by what.

The spending order is earliest expiry first, no expiry last, then earliest available,
then identifier. What is open in an account's lots less its debt is its balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Row,
    Table,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.sql import Select

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.models.ledger import Lot, LotUse

PAGE = 200
# who holds points is told on their seventh last day, at ten in the morning there
NOTICE = timedelta(days=6, hours=14)

LOTS: Table = Lot.__table__  # type: ignore[assignment]
USES: Table = LotUse.__table__  # type: ignore[assignment]

# word for word as in the partial indexes, or SQLite passes them by
SOME_LEFT = text('lots."left" > 0')
NOT_RELEASED = text("NOT lots.released")
OPEN_LOT = insert(LOTS)
WRITE_USES = insert(USES)
EMPTY_LOT = update(LOTS).where(LOTS.c.id == bindparam("lot")).values(left=0)
RELEASE_LOT = update(LOTS).where(LOTS.c.id == bindparam("lot")).values(released=True)


class NotEnoughPoints(Exception):
    """The lots hold less than was to be spent: a defect of the caller's reading."""


@dataclass(frozen=True, slots=True)
class OpenLot:
    """A lot with something left."""

    id: str
    left: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class DueLot:
    """A lot to which time alone does something at `at`: released, or it expires."""

    id: str
    at: datetime
    expires: bool
    left: int


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot to open: points spendable in [available_at, expires_at)."""

    amount: int
    earned_at: datetime
    available_at: datetime
    expires_at: datetime | None
    purchase_id: str | None = None
    returned_use_id: int | None = None


def credit(
    session: BrandSession,
    account: AccountState,
    transaction: Transaction,
    lot: NewLot,
    *,
    kind: str,
) -> Posting:
    """Open a lot; a debt takes its part of it at once (R12). Gives the posting."""
    owed = min(account.debt, lot.amount)
    lot_id = identifiers.new_id("lot")
    pending = lot.available_at > transaction.recorded_at
    session.core.execute(
        OPEN_LOT,
        {
            "id": lot_id,
            "brand_id": session.brand,
            "account_id": account.id,
            "transaction_id": transaction.id,
            "purchase_id": lot.purchase_id,
            "returned_use_id": lot.returned_use_id,
            "earned_at": lot.earned_at,
            "available_at": lot.available_at,
            "expires_at": lot.expires_at,
            "amount": lot.amount,
            "left": lot.amount - owed,
            "released": not pending,
        },
    )
    account.debt -= owed
    if owed:
        _write_uses(session, transaction, "debt", [(lot_id, owed)])
    account.next_due_at = _earliest(
        account.next_due_at,
        lot.available_at if pending else None,
        first_notice(lot.expires_at, transaction.recorded_at),
    )
    return Posting(account, kind, lot.amount, lot_id=lot_id)


def spend(
    session: BrandSession,
    account: AccountState,
    transaction: Transaction,
    amount: int,
) -> Posting:
    """Take points that are spendable both at the purchase and now (R16).

    Raises NotEnoughPoints when the lots hold less; the caller has checked the maximum.
    """
    until = min(transaction.occurred_at, transaction.recorded_at)
    spendable = select_open(account.id).where(
        LOTS.c.available_at <= until, _alive(transaction.recorded_at)
    )
    if take(session, transaction, "spend", spendable, amount):
        raise NotEnoughPoints(account.id)
    return Posting(account, "spend", -amount)


def select_open(account_id: str) -> Select[str, int, datetime | None]:
    """The open lots of an account in spending order."""
    return (
        select(LOTS.c.id, LOTS.c.left, LOTS.c.expires_at)
        .where(LOTS.c.account_id == account_id, SOME_LEFT)
        .order_by(
            LOTS.c.expires_at.is_(None),
            LOTS.c.expires_at,
            LOTS.c.available_at,
            LOTS.c.id,
        )
    )


def take(
    session: BrandSession,
    transaction: Transaction,
    kind: str,
    chosen: Select[str, int, datetime | None],
    amount: int,
) -> int:
    """Take up to `amount` from the chosen lots in order; gives what is missing."""
    uses: list[tuple[str, int]] = []
    for lot in _pages(session, chosen):
        if not amount:
            break
        part = min(amount, lot.left)
        uses.append((lot.id, part))
        amount -= part
    reduce(session, transaction, kind, uses)
    return amount


def reduce(
    session: BrandSession,
    transaction: Transaction,
    kind: str,
    uses: list[tuple[str, int]],
) -> None:
    """Take the given parts from their lots and write down what took them."""
    if not uses:
        return
    connection = session.core
    for lot_id, part in uses:
        connection.execute(
            update(LOTS).where(LOTS.c.id == lot_id).values(left=LOTS.c.left - part)
        )
    _write_uses(session, transaction, kind, uses)


def first_notice(ends: datetime | None, now: datetime) -> datetime | None:
    """When something with an end is due first: at the notice of it, or at the end."""
    if ends is None or ends - NOTICE <= now:
        return ends
    return ends - NOTICE


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
        session.core.execute(WRITE_USES, uses)


def release(session: BrandSession, lots: Iterable[DueLot]) -> None:
    """Pending lots became spendable."""
    released = [{"lot": lot.id} for lot in lots]
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
    return _earliest(
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


def _alive(now: datetime) -> ColumnElement[bool]:
    return or_(LOTS.c.expires_at.is_(None), LOTS.c.expires_at > now)


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((one for one in instants if one is not None), default=None)


def _pages(
    session: BrandSession, chosen: Select[str, int, datetime | None]
) -> Iterator[OpenLot]:
    """Read in pages: a spend seldom needs more than the first few lots."""
    offset = 0
    while True:
        page = session.core.execute(chosen.limit(PAGE).offset(offset)).all()
        yield from _lots(page)
        if len(page) < PAGE:
            return
        offset += PAGE


def _lots(rows: Iterable[Row[str, int, datetime | None]]) -> Iterator[OpenLot]:
    for lot_id, left, expires_at in rows:
        yield OpenLot(lot_id, left, expires_at)


def _write_uses(
    session: BrandSession,
    transaction: Transaction,
    kind: str,
    uses: list[tuple[str, int]],
) -> None:
    rows = [
        {
            "brand_id": session.brand,
            "lot_id": lot_id,
            "transaction_id": transaction.id,
            "kind": kind,
            "amount": amount,
            "recorded_at": transaction.recorded_at,
        }
        for lot_id, amount in uses
    ]
    session.core.execute(WRITE_USES, rows)
