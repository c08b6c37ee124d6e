"""What an account has earned in a month: the room that a monthly cap leaves (R17).

Purchases count by when they occurred, reversals take off only those recorded in the
same month.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, func, select

from wallet_service.cards import periods
from wallet_service.cards.periods import Period
from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.book import ENTRIES
from wallet_service.models.purchase import Purchase

PURCHASES: Table = Purchase.__table__  # type: ignore[assignment]
# made once: building a statement costs several times its execution
OF_MONTH = (
    ENTRIES.c.account_id == bindparam("account"),
    ENTRIES.c.occurred_at >= bindparam("start"),
    ENTRIES.c.occurred_at < bindparam("end"),
)
EARNED = select(func.sum(ENTRIES.c.amount)).where(
    *OF_MONTH, ENTRIES.c.kind.in_(("earn", "earn_pending"))
)
REVERSED = (
    select(func.sum(ENTRIES.c.amount))
    .join(PURCHASES, PURCHASES.c.id == ENTRIES.c.reverses)
    .where(
        *OF_MONTH,
        ENTRIES.c.kind == "earn_reverse",
        PURCHASES.c.occurred_at >= bindparam("start"),
        PURCHASES.c.occurred_at < bindparam("end"),
    )
)
BOTH = (EARNED, REVERSED)
UP_TO = tuple(
    statement.where(ENTRIES.c.sequence <= bindparam("last")) for statement in BOTH
)


def in_month(
    session: BrandSession,
    account: AccountState | None,
    instant: datetime,
    time_zone: ZoneInfo,
    *,
    last: int | None = None,
) -> int:
    """Points earned in the local month of `instant`, net, in minor units.

    With `last` only the account's entries up to that sequence count.
    """
    if account is None:
        return 0
    first = periods.local_day(instant, time_zone).replace(day=1)
    where = {
        "account": account.id,
        "start": periods.midnight(first, time_zone),
        "end": periods.midnight(periods.next_first_day(Period.MONTH, first), time_zone),
    }
    if last is not None:
        where["last"] = last
    statements = BOTH if last is None else UP_TO
    return sum(int(session.core.scalar(one, where) or 0) for one in statements)
