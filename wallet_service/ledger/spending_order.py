"""I-5: points were spent from the lot that was to be spent first.

The lots and uses of one account at a time are played again in the order of the uses; a
spend must find no lot before its own (earliest expiry, then earliest available, then
identifier) that was spendable then and had something left.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import CursorResult, Row, and_, func, select
from sqlalchemy.sql import Select

from wallet_service.database import BrandSession
from wallet_service.ledger.book import ENTRIES
from wallet_service.ledger.lots import LOTS, UNDATED, USES

PAGE = 5_000
CHOSEN_BY_ORDER = ("spend", "payout")

Place = tuple[bool, datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class PassedBy:
    """A use that should have been of another lot."""

    use_id: int
    lot_id: str
    before: str


@dataclass(slots=True)
class _Shelf:
    """The open lots of an account in spending order."""

    left: dict[str, int] = field(default_factory=dict)
    lots: dict[str, Row[Any]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)

    def put(self, lot: Row[Any]) -> None:
        self.left[lot.id] = lot.amount
        self.lots[lot.id] = lot
        insort(self.places, _place(lot))

    def take(self, use: Row[Any]) -> None:
        self.left[use.lot_id] -= use.amount
        place = _place(self.lots[use.lot_id])
        at = bisect_left(self.places, place)
        if self.left[use.lot_id] <= 0 and self.places[at : at + 1] == [place]:
            del self.places[at]

    def passed_by(self, use: Row[Any]) -> str | None:
        """A lot before that of the use which should have given its points first."""
        own = _place(self.lots[use.lot_id])
        for place in self.places:
            if place >= own:
                return None
            if _spendable(self.lots[place[-1]], use):
                return place[-1]
        return None


def passed_by(session: BrandSession) -> Iterator[PassedBy]:
    """Every spend and payout that passed by a lot before its own."""
    with (
        _streamed(session, _uses()) as all_uses,
        _streamed(session, _lots()) as all_lots,
    ):
        lots = groupby(all_lots, attrgetter("account_id"))
        for account_id, uses in groupby(all_uses, attrgetter("account_id")):
            yield from _played(_lots_of(account_id, lots), uses)


def _played(lots: Iterable[Row[Any]], uses: Iterable[Row[Any]]) -> Iterator[PassedBy]:
    shelf = _Shelf()
    for lot in lots:
        shelf.put(lot)
    for use in uses:
        if use.kind in CHOSEN_BY_ORDER:
            before = shelf.passed_by(use)
            if before:
                yield PassedBy(use.id, use.lot_id, before)
        shelf.take(use)


def _lots_of(
    account_id: str, groups: Iterator[tuple[str, Iterator[Row[Any]]]]
) -> Iterator[Row[Any]]:
    """The lots of the account; those of accounts without uses are skipped."""
    for owner, lots in groups:
        if owner == account_id:
            return lots
    return iter(())


def _place(lot: Row[Any]) -> Place:
    return (
        lot.expires_at is None,
        lot.expires_at or UNDATED,
        lot.available_at,
        lot.id,
    )


def _spendable(lot: Row[Any], use: Row[Any]) -> bool:
    """Whether the lot was there, available and not over, as the use was made (R16)."""
    if lot.opened is None or use.posted is None or lot.opened >= use.posted:
        return False
    if lot.available_at > min(use.occurred_at, use.recorded_at):
        return False
    return lot.expires_at is None or bool(lot.expires_at > use.recorded_at)


def _lots() -> Select[Any]:
    """Lots with the entry that opened each, by account."""
    opened = (
        select(ENTRIES.c.lot_id, func.min(ENTRIES.c.sequence).label("opened"))
        .where(ENTRIES.c.lot_id.is_not(None))
        .group_by(ENTRIES.c.lot_id)
        .subquery()
    )
    return (
        select(
            LOTS.c.account_id,
            LOTS.c.id,
            LOTS.c.amount,
            LOTS.c.available_at,
            LOTS.c.expires_at,
            opened.c.opened,
        )
        .outerjoin(opened, opened.c.lot_id == LOTS.c.id)
        .order_by(LOTS.c.account_id)
    )


def _uses() -> Select[Any]:
    """Uses in their order with the entry that spent, by account."""
    spent = and_(
        ENTRIES.c.account_id == LOTS.c.account_id,
        ENTRIES.c.transaction_id == USES.c.transaction_id,
        ENTRIES.c.kind == USES.c.kind,
        ENTRIES.c.kind.in_(CHOSEN_BY_ORDER),
    )
    return (
        select(
            LOTS.c.account_id,
            USES.c.id,
            USES.c.lot_id,
            USES.c.kind,
            USES.c.amount,
            USES.c.recorded_at,
            ENTRIES.c.occurred_at,
            ENTRIES.c.sequence.label("posted"),
        )
        .join(LOTS, LOTS.c.id == USES.c.lot_id)
        .outerjoin(ENTRIES, spent)
        .order_by(LOTS.c.account_id, USES.c.id)
    )


def _streamed(session: BrandSession, statement: Select[Any]) -> CursorResult[Any]:
    """Rows as the database gives them, never all in memory; close it."""
    options = {"yield_per": PAGE}
    return session.core.execute(statement, execution_options=options)
