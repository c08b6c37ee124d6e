"""What time alone changes, for every brand: posted, and owed to the cards it touches.

A transaction holds a bounded number of accounts and of their lots, so the work can be
stopped and begun again at any point; who finds an account posted leaves it. What was
missed is made up in the order in which it fell due: a period's end finds all that came
before it posted, as if somebody had been there every day. An account that cannot be
posted is set aside for a while and keeps nobody waiting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog

from wallet_service.database import BrandSession, Database
from wallet_service.ledger import accounts
from wallet_service.ledger.accounts import AccountState, Unit
from wallet_service.services.till import (
    due_faults,
    points_due,
    retro_work,
    rewards_due,
    stamp_conversion,
    stamps_due,
    turnover_due,
)
from wallet_service.services.till.aged_cards import tell
from wallet_service.services.till.aging import Aged

PAGE = 200
MOST_ENTRIES = 1_000

log = structlog.get_logger(__name__)

Progress = Callable[[int], None]
Pass = Callable[[BrandSession, str, AccountState, datetime, datetime], Aged | None]

PASSES: dict[Unit, Pass] = {
    Unit.CARRY: stamps_due.let_pass,
    Unit.POINTS: points_due.let_pass,
    Unit.REWARDS: rewards_due.let_pass,
    Unit.STAMPS: stamp_conversion.let_pass,
    Unit.TURNOVER: turnover_due.let_pass,
}


def run_due(database: Database, now: datetime, progress: Progress) -> int:
    """Post all that has fallen due by `now`; gives the number of accounts moved.

    Last come the bonuses of ended periods: each of what was recorded before its end.
    """
    done = 0
    while True:
        with database.reading_across_brands() as session:
            turnover_at = accounts.first_due(session, now, turnover=True)
        until = turnover_at or now
        for turnover in (False, True):
            done = _catch_up(database, until, now, turnover, done, progress)
        if turnover_at is None:
            return done + retro_work.close_periods(database, now)


def _catch_up(
    database: Database,
    until: datetime,
    now: datetime,
    turnover: bool,
    done: int,
    progress: Progress,
) -> int:
    while True:
        with database.reading_across_brands() as session:
            page = accounts.due(session, until, now=now, turnover=turnover, limit=PAGE)
        if not page:
            return done
        by_brand = defaultdict(list)
        for brand_id, account_id in page:
            by_brand[brand_id].append(account_id)
        for brand_id, account_ids in by_brand.items():
            done += _post(database, brand_id, account_ids, until, now)
        progress(done)


def _post(
    database: Database,
    brand_id: str,
    account_ids: Sequence[str],
    until: datetime,
    now: datetime,
) -> int:
    """The accounts together; if that fails each by itself, so that one alone waits."""

    def together(some: Sequence[str]) -> int:
        return _post_some(database, brand_id, some, until, now)

    try:
        return together(account_ids)
    except due_faults.OF_DATABASE:
        raise
    except Exception:
        log.exception("due_work_goes_one_by_one", brand_id=brand_id)
    return sum(
        due_faults.guarded(database, brand_id, one, partial(together, [one]), now=now)
        for one in account_ids
    )


def _post_some(
    database: Database,
    brand_id: str,
    account_ids: Sequence[str],
    until: datetime,
    now: datetime,
) -> int:
    """As many accounts of one brand as a transaction may hold, then their cards."""
    with database.writing(brand_id) as session:
        aged, handled, entries = [], [], 0
        for program_id, account in accounts.lock_due(session, account_ids, until):
            handled.append(account.id)
            let_pass = PASSES[account.key.unit]
            if one := let_pass(session, program_id, account, until, now):
                aged.append(one)
                entries += one.entries
            # the rest stays due: tills wait for nothing longer than this
            if entries >= MOST_ENTRIES:
                break
        due_faults.forget(session, handled)
        tell(session, aged, now)
    return len(aged)
