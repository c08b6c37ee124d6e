"""What moved on accounts of points, summed by kind of entry, and what is open on them.

Entries count by when they occurred; the ledger's own sums, and nothing beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, literal_column, or_, select, text

from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import ACCOUNTS
from wallet_service.ledger.book import ENTRIES
from wallet_service.models.ledger import POINTS_KINDS

# word for word as in the partial index, or SQLite passes it by
OF_POINTS = text(POINTS_KINDS.replace("kind", "entries.kind", 1))
IS_OF_POINTS = ACCOUNTS.c.unit == literal_column("'points'")
# what the brand's cost has on its other side
GIVEN = frozenset(
    {"earn", "earn_pending", "earn_reverse", "welcome", "retro_bonus", "adjust"}
)
_SIGN = case((ENTRIES.c.amount < 0, -1), else_=1)
MOVED = (
    select(ENTRIES.c.kind, _SIGN, func.sum(ENTRIES.c.amount))
    .join(ACCOUNTS, ACCOUNTS.c.id == ENTRIES.c.account_id)
    .where(
        ENTRIES.c.brand_id == bindparam("brand"),
        ENTRIES.c.occurred_at >= bindparam("since"),
        ENTRIES.c.occurred_at < bindparam("until"),
        OF_POINTS,
        ACCOUNTS.c.program_id.in_(bindparam("programs", expanding=True)),
        IS_OF_POINTS,
    )
    .group_by(ENTRIES.c.kind, _SIGN)
)
OPEN = select(
    func.coalesce(func.sum(ACCOUNTS.c.balance + ACCOUNTS.c.debt), 0),
    func.coalesce(func.sum(ACCOUNTS.c.debt), 0),
).where(
    ACCOUNTS.c.brand_id == bindparam("brand"),
    ACCOUNTS.c.program_id.in_(bindparam("programs", expanding=True)),
    IS_OF_POINTS,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """Sums of a span by kind and sign, in minor units, as the entries have them."""

    by_kind: dict[tuple[str, int], int]

    @property
    def came_in(self) -> int:
        """All that was added."""
        return sum(one for one in self.by_kind.values() if one > 0)

    @property
    def went_out(self) -> int:
        """All that was taken, as a figure above 0."""
        return -sum(one for one in self.by_kind.values() if one < 0)

    @property
    def given(self) -> int:
        """What points cost the brand: given, less what was taken back."""
        return sum(one for (kind, _), one in self.by_kind.items() if kind in GIVEN)


@dataclass(frozen=True, slots=True)
class Open:
    """Points that members hold, available and pending; and what members owe."""

    liability: int
    debt: int


@dataclass(frozen=True, slots=True)
class MovedRow:
    """An entry of points; `owner` is whose account it stands on."""

    id: int
    occurred_at: datetime
    kind: str
    amount: int
    card_id: str | None
    owner_kind: str
    owner_id: str


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An account with open points or a debt, in minor units."""

    id: str
    owner_kind: str
    owner_id: str
    open: int
    debt: int


def in_span(
    session: BrandSession, programs: Sequence[str], since: datetime, until: datetime
) -> Moved:
    """What moved in [since, until)."""
    where = {
        "brand": session.brand,
        "programs": list(programs),
        "since": since,
        "until": until,
    }
    rows = session.core.execute(MOVED, where)
    return Moved({(kind, sign): int(amount) for kind, sign, amount in rows})


def open_now(session: BrandSession, programs: Sequence[str]) -> Open:
    """What is open as posted: what fell due a moment ago is posted within a minute."""
    where = {"brand": session.brand, "programs": list(programs)}
    liability, debt = session.core.execute(OPEN, where).one()
    return Open(int(liability), int(debt))


def rows_in_span(
    session: BrandSession,
    programs: Sequence[str],
    since: datetime,
    until: datetime,
    *,
    kind: str = "",
    before: tuple[datetime, int] | None,
    limit: int,
) -> list[MovedRow]:
    """The entries that `in_span` sums, the latest first; of one kind if it is given."""
    statement = (
        select(
            ENTRIES.c.id,
            ENTRIES.c.occurred_at,
            ENTRIES.c.kind,
            ENTRIES.c.amount,
            ENTRIES.c.card_id,
            ACCOUNTS.c.owner_kind,
            ACCOUNTS.c.owner_id,
        )
        .join(ACCOUNTS, ACCOUNTS.c.id == ENTRIES.c.account_id)
        .where(
            ENTRIES.c.brand_id == session.brand,
            ENTRIES.c.occurred_at >= since,
            ENTRIES.c.occurred_at < until,
            OF_POINTS,
            ACCOUNTS.c.program_id.in_(programs),
            IS_OF_POINTS,
        )
        .order_by(ENTRIES.c.occurred_at.desc(), ENTRIES.c.id.desc())
        .limit(limit)
    )
    if kind:
        statement = statement.where(ENTRIES.c.kind == kind)
    if before is not None:
        at, entry_id = before
        statement = statement.where(
            or_(
                ENTRIES.c.occurred_at < at,
                and_(ENTRIES.c.occurred_at == at, ENTRIES.c.id < entry_id),
            )
        )
    return [MovedRow(*row) for row in session.core.execute(statement)]


def open_accounts(
    session: BrandSession, programs: Sequence[str], *, after: str, limit: int
) -> list[OpenRow]:
    """The accounts that `open_now` sums, but for empty ones, by their identifiers."""
    statement = (
        select(
            ACCOUNTS.c.id,
            ACCOUNTS.c.owner_kind,
            ACCOUNTS.c.owner_id,
            ACCOUNTS.c.balance + ACCOUNTS.c.debt,
            ACCOUNTS.c.debt,
        )
        .where(
            ACCOUNTS.c.brand_id == session.brand,
            ACCOUNTS.c.program_id.in_(programs),
            IS_OF_POINTS,
            ACCOUNTS.c.balance != 0,
            ACCOUNTS.c.id > after,
        )
        .order_by(ACCOUNTS.c.id)
        .limit(limit)
    )
    return [OpenRow(*row) for row in session.core.execute(statement)]
