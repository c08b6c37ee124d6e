"""What was bought with cards, as sums: purchases by when they occurred, less refunds.

Turnover is what was paid after discounts; points never reduce it. A refund counts when
it was recorded. A cancelled purchase is no purchase: its money and its refund are
counted, and cancel each other out. Everything asked of purchases stands in one index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    bindparam,
    case,
    func,
    literal_column,
    select,
    text,
)

from wallet_service.database import BrandSession
from wallet_service.models.purchase import Purchase, Refund

PURCHASES: Table = Purchase.__table__  # type: ignore[assignment]
REFUNDS: Table = Refund.__table__  # type: ignore[assignment]
# word for word as in the partial index, or SQLite passes it by
IS_SALE = text("purchases.gross > 0")
IS_KEPT = PURCHASES.c.state != literal_column("'cancelled'")
NET = PURCHASES.c.gross - PURCHASES.c.discount
NET_BACK = REFUNDS.c.money + REFUNDS.c.points_returned
IN_SPAN = (
    PURCHASES.c.brand_id == bindparam("brand"),
    PURCHASES.c.program_id.in_(bindparam("programs", expanding=True)),
    PURCHASES.c.occurred_at >= bindparam("since"),
    PURCHASES.c.occurred_at < bindparam("until"),
    IS_SALE,
)
BACK_IN_SPAN = (
    REFUNDS.c.brand_id == bindparam("brand"),
    REFUNDS.c.recorded_at >= bindparam("since"),
    REFUNDS.c.recorded_at < bindparam("until"),
    PURCHASES.c.brand_id == bindparam("brand"),
    PURCHASES.c.program_id.in_(bindparam("programs", expanding=True)),
)


def _sum(value: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(value), 0)


SOLD = (
    _sum(case((IS_KEPT, 1), else_=0)),
    _sum(case((IS_KEPT, NET), else_=0)),
    _sum(NET),
    _sum(PURCHASES.c.discount),
)
RETURNED = (
    func.count(),
    _sum(NET_BACK),
    _sum(REFUNDS.c.gross - NET_BACK),
)
# what a figure can be told apart by
BY = {"location": PURCHASES.c.location_id, "staff": PURCHASES.c.source}
ALL_SOLD = select(*SOLD).where(*IN_SPAN)
ALL_RETURNED = select(*RETURNED).join(
    PURCHASES, PURCHASES.c.id == REFUNDS.c.purchase_id
)
ALL_RETURNED = ALL_RETURNED.where(*BACK_IN_SPAN)
SOLD_BY = {
    name: select(column, *SOLD).where(*IN_SPAN).group_by(column)
    for name, column in BY.items()
}
RETURNED_BY = {
    name: select(column, *RETURNED)
    .join(REFUNDS, PURCHASES.c.id == REFUNDS.c.purchase_id)
    .where(*BACK_IN_SPAN)
    .group_by(column)
    for name, column in BY.items()
}
_TIMES = (
    select(PURCHASES.c.card_id, func.count().label("times"))
    .where(*IN_SPAN, IS_KEPT)
    .group_by(PURCHASES.c.card_id)
    .subquery()
)
BUYERS = select(
    func.count(),
    _sum(case((_TIMES.c.times > 1, 1), else_=0)),
)


@dataclass(frozen=True, slots=True)
class Sales:
    """Sums in minor units: `receipts` is what the purchases came to at the till."""

    purchases: int = 0
    receipts: int = 0
    sold: int = 0
    discounts_given: int = 0
    refunds: int = 0
    returned: int = 0
    discounts_returned: int = 0

    @property
    def turnover(self) -> int:
        """Net of discounts and refunds."""
        return self.sold - self.returned

    @property
    def discounts(self) -> int:
        """Net of those that refunds took back."""
        return self.discounts_given - self.discounts_returned

    @property
    def average(self) -> int:
        """The average receipt, down to the minor unit; 0 without purchases."""
        return self.receipts // self.purchases if self.purchases else 0


@dataclass(frozen=True, slots=True)
class Buyers:
    """Cards that bought in a span, and those of them that did more than once."""

    cards: int
    repeated: int

    @property
    def repeat_bp(self) -> int:
        """The share of cards that came again, in basis points."""
        return self.repeated * 10_000 // self.cards if self.cards else 0


def total(
    session: BrandSession, programs: Sequence[str], since: datetime, until: datetime
) -> Sales:
    """The sums of a span [since, until)."""
    where = _where(session, programs, since, until)
    sold = session.core.execute(ALL_SOLD, where).one()
    back = session.core.execute(ALL_RETURNED, where).one()
    return _sales(sold, back)


def told_apart(
    session: BrandSession,
    by: str,
    programs: Sequence[str],
    since: datetime,
    until: datetime,
) -> dict[str | None, Sales]:
    """The sums by location or by staff, which are keys of BY; refunds are told where
    their purchase was made."""
    where = _where(session, programs, since, until)
    sold = {one[0]: one[1:] for one in session.core.execute(SOLD_BY[by], where)}
    back = {one[0]: one[1:] for one in session.core.execute(RETURNED_BY[by], where)}
    return {
        key: _sales(sold.get(key, (0,) * len(SOLD)), back.get(key, (0,) * 3))
        for key in {**sold, **back}
    }


def buyers(
    session: BrandSession, programs: Sequence[str], since: datetime, until: datetime
) -> Buyers:
    """Who bought in a span."""
    where = _where(session, programs, since, until)
    cards, repeated = session.core.execute(BUYERS, where).one()
    return Buyers(int(cards), int(repeated))


def _where(
    session: BrandSession, programs: Sequence[str], since: datetime, until: datetime
) -> dict[str, Any]:
    return {
        "brand": session.brand,
        "programs": list(programs),
        "since": since,
        "until": until,
    }


def _sales(sold: Sequence[Any], back: Sequence[Any]) -> Sales:
    return Sales(*(int(one) for one in (*sold, *back)))
