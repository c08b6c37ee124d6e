"""Accounts and programs whose due work fails: set aside, told, and tried again.

One that is broken must not keep time from all the others. A database that fails is
nobody's fault and stops the work as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Executable, Table, bindparam, delete, func, select
from sqlalchemy.exc import InterfaceError, OperationalError

from wallet_service import dialects
from wallet_service.database import BrandSession, Database, DatabaseBusy
from wallet_service.models.due_fault import DueFault

FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=6)

FAULTS: Table = DueFault.__table__  # type: ignore[assignment]
FORGET = delete(FAULTS).where(FAULTS.c.subject.in_(bindparam("them", expanding=True)))
CHANGING = ("tries", "error", "failed_at", "retry_at")


def _write(insert_into: dialects.Insert) -> Executable:
    statement = insert_into(FAULTS)
    written: Executable = statement.on_conflict_do_update(
        index_elements=[FAULTS.c.subject],
        set_={name: statement.excluded[name] for name in CHANGING},
    )
    return written


WRITE = dialects.for_each(_write)

# these are nobody's: the work is tried again as a whole
OF_DATABASE = (OperationalError, InterfaceError, DatabaseBusy)

log = structlog.get_logger(__name__)


def guarded(
    database: Database,
    brand_id: str,
    subject: str,
    work: Callable[[], int],
    *,
    now: datetime,
) -> int:
    """What `work` gives; 0 when it failed, which is written down with its next try.

    Raises what the database raises when it is the one that fails.
    """
    try:
        done = work()
    except OF_DATABASE:
        raise
    except Exception as error:
        log.exception("due_work_set_aside", brand_id=brand_id, subject=subject)
        with database.writing(brand_id) as session:
            _set_aside(session, subject, type(error).__name__, now)
        return 0
    return done


def forget(session: BrandSession, subjects: Iterable[str]) -> None:
    """Their work has been done."""
    session.core.execute(FORGET, {"them": list(subjects)})


def known(session: BrandSession) -> tuple[int, DueFault | None]:
    """How many there are, of all brands, and the last that failed."""
    count = session.scalar(select(func.count(DueFault.subject))) or 0
    newest = select(DueFault).order_by(DueFault.failed_at.desc()).limit(1)
    return count, session.scalar(newest)


def _set_aside(session: BrandSession, subject: str, error: str, now: datetime) -> None:
    statement = select(FAULTS.c.tries).where(FAULTS.c.subject == subject)
    tries = (session.core.scalar(statement) or 0) + 1
    wait = min(FIRST_RETRY * 2 ** min(tries - 1, 10), LONGEST_RETRY)
    row = {
        "subject": subject,
        "brand_id": session.brand,
        "tries": tries,
        "error": error[:80],
        "failed_at": now,
        "retry_at": now + wait,
    }
    session.core.execute(dialects.of(session, WRITE), row)
