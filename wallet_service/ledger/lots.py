"""Lots: each earning with its life, and which lot was used by what.

The spending order is earliest expiry first, no expiry last, then earliest available,
then identifier. What is open in an account's lots less its debt is its balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Row,
    Table,
    insert,
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
from wallet_service.prepared import Prepared

PAGE = 200
# who holds points is told on their seventh last day, at ten in the morning there
NOTICE = timedelta(days=6, hours=14)
# a lot that waits for a payment has no date yet: it comes after every date
UNDATED = datetime(9999, 1, 1, tzinfo=UTC)

LOTS: Table = Lot.__table__  # type: ignore[assignment]
USES: Table = LotUse.__table__  # type: ignore[assignment]

# word for word as in the partial indexes, or SQLite passes them by
SOME_LEFT = text('lots."left" > 0')
NOT_RELEASED = text("NOT lots.released")
OPEN_LOT = Prepared(insert(LOTS))
WRITE_USES = Prepared(insert(USES))


class NotEnoughPoints(Exception):
    """The lots hold less than was to be spent: a defect of the caller's reading."""


@dataclass(frozen=True, slots=True)
class OpenLot:
    """A lot with something left."""

    id: str
    left: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot to open: points spendable in [available_at, expires_at).

    `available_at` is UNDATED while they wait for a payment.
    """

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
    OPEN_LOT.run(
        session.core,
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
    account.next_due_at = earliest(
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


def pay_out(
    session: BrandSession,
    account: AccountState,
    transaction: Transaction,
    amount: int,
) -> Posting:
    """Take spendable points that are paid out in money, in the spending order (C19).

    Raises NotEnoughPoints when the lots hold less; the caller has checked the maximum.
    """
    now = transaction.recorded_at
    spendable = select_open(account.id).where(LOTS.c.available_at <= now, _alive(now))
    if take(session, transaction, "payout", spendable, amount):
        raise NotEnoughPoints(account.id)
    return Posting(account, "payout", -amount)


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


def _alive(now: datetime) -> ColumnElement[bool]:
    return or_(LOTS.c.expires_at.is_(None), LOTS.c.expires_at > now)


def earliest(*instants: datetime | None) -> datetime | None:
    """The first of the instants that there are."""
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
    WRITE_USES.run_many(session.core, rows)
