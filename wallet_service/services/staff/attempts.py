"""Counts what may be tried so often only: passwords, codes, look-ups by number.

Attempts are rows, so that every process counts the same. An attempt is noted before it
is judged, in a transaction of its own, so that many at once are all counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, func, insert, select

from wallet_service.database import BrandSession, Database
from wallet_service.models.sign_in import Attempt
from wallet_service.services.errors import TooMany
from wallet_service.vault import Vault

KEEP = timedelta(days=1)
PURPOSE = "attempt"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many attempts in so much time."""

    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Counted:
    """Whose attempts are counted: a kind, a person or address, and the limits."""

    kind: str
    whom: str
    limits: Sequence[Limit]


SIGN_IN = (Limit(10, timedelta(minutes=5)),)
SIGN_IN_BY_ALL = (Limit(1_000, timedelta(minutes=5)),)
SECOND_FACTOR = (
    Limit(5, timedelta(minutes=5)),
    Limit(20, timedelta(hours=1)),
    Limit(50, timedelta(days=1)),
)


def take(
    database: Database, vault: Vault, counted: Sequence[Counted], now: datetime
) -> None:
    """Count one attempt for each; raises TooMany without counting beyond a limit."""
    subjects = {_subject(vault, one): one.limits for one in counted}
    with database.reading_across_brands() as session:
        _require_room(session, subjects, now, taken=0)
    with database.writing_across_brands() as session:
        rows = [{"subject": subject, "at": now} for subject in subjects]
        session.execute(insert(Attempt), rows)
        old = Attempt.subject.in_(subjects), Attempt.at <= now - KEEP
        session.execute(delete(Attempt).where(*old))
    with database.reading_across_brands() as session:
        _require_room(session, subjects, now, taken=1)


def require_room(
    session: BrandSession, vault: Vault, counted: Counted, now: datetime
) -> None:
    """Raise TooMany when the limit is reached; nothing is counted."""
    _require_room(session, {_subject(vault, counted): counted.limits}, now, taken=0)


def forgive(
    session: BrandSession, vault: Vault, counted: Sequence[Counted], now: datetime
) -> None:
    """Take back the newest attempt of each: it was a right one."""
    for one in counted:
        newest = select(func.max(Attempt.id)).where(
            Attempt.subject == _subject(vault, one), Attempt.at <= now
        )
        session.execute(delete(Attempt).where(Attempt.id.in_(newest)))


def forget_old(session: BrandSession, now: datetime) -> None:
    """Remove what no limit asks for any more; needs a session across brands."""
    session.execute(delete(Attempt).where(Attempt.at <= now - KEEP))


def _require_room(
    session: BrandSession,
    subjects: dict[str, Sequence[Limit]],
    now: datetime,
    *,
    taken: int,
) -> None:
    for subject, limits in subjects.items():
        for limit in limits:
            since = Attempt.subject == subject, Attempt.at > now - limit.within
            if (session.scalar(_count(since)) or 0) >= limit.most + taken:
                first = session.scalar(select(func.min(Attempt.at)).where(*since))
                raise _too_many((first or now) + limit.within - now)


def _count(since: tuple[ColumnElement[bool], ...]) -> Select[int]:
    return select(func.count()).select_from(Attempt).where(*since)


def _too_many(wait: timedelta) -> TooMany:
    seconds = max(1, math.ceil(wait.total_seconds()))
    return TooMany(f"Try again in {seconds} seconds.", retry_after=seconds)


def _subject(vault: Vault, counted: Counted) -> str:
    """Addresses are hashed with the machine's secret: none lies here in clear."""
    return vault.keyed_hash(f"{counted.kind}\x00{counted.whom}", purpose=PURPOSE)
