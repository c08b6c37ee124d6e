"""Once per key: the first answer is kept with the work and given again byte for byte.

The key's row is written last in the use case's own transaction: both are there or none.
A business refusal takes its work back and keeps its answer in a transaction of its own.
Twins wait for the first: on SQLite at the queue of writers, on PostgreSQL at the key's
row; whoever comes second takes its own work back and gives the first answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Table, bindparam, select, update

from wallet_service import dialects
from wallet_service.database import BrandSession, Database
from wallet_service.models.idempotency import IdempotencyKey
from wallet_service.prepared import Prepared
from wallet_service.services.errors import Conflict, Refused
from wallet_service.services.keyring import Keyring

KEEP_ANSWERS = timedelta(days=30)
PAGE = 500
KEYS: Table = IdempotencyKey.__table__  # type: ignore[assignment]
SELECT_KEY = Prepared(
    select(
        KEYS.c.request_hash, KEYS.c.status, KEYS.c.body_sealed, KEYS.c.created_at
    ).where(KEYS.c.brand_id == bindparam("brand"), KEYS.c.key == bindparam("the_key"))
)
KEEP = Prepared(
    dialects.for_each(
        lambda insert: insert(KEYS).on_conflict_do_nothing().returning(KEYS.c.key)
    )
)

OLD_ANSWERS = (
    select(KEYS.c.brand_id, KEYS.c.key)
    .where(KEYS.c.created_at <= bindparam("before"), KEYS.c.body_sealed.is_not(None))
    .limit(PAGE)
)
FORGET_ANSWER = (
    update(KEYS)
    .where(KEYS.c.brand_id == bindparam("brand"), KEYS.c.key == bindparam("the_key"))
    .values(body_sealed=None)
)


class _TwinWasFirst(Exception):
    """Another request with the same key was done while this one was at work."""


class _WorkRefused(Exception):
    """The use case refused; whatever it had written is taken back."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the exact bytes of a body."""

    status: int
    body: bytes
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What an idempotency key stands for: one call with one body."""

    key: str
    method: str
    path: str
    body: object

    @property
    def hash(self) -> str:
        """SHA-256 of method, path and the body as canonical JSON."""
        text = json.dumps(
            [self.method, self.path, self.body],
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        return hashlib.sha256(text.encode()).hexdigest()


Work = Callable[[BrandSession], Answer]
RenderRefusal = Callable[[Refused], Answer]


def perform(
    database: Database,
    keyring: Keyring,
    brand_id: str,
    request: Request | None,
    *,
    now: datetime,
    work: Work,
    refusal: RenderRefusal,
) -> Answer:
    """Do `work` in one transaction, once per key; without a request, just do it.

    Raises Conflict (`idempotency_key_reused`, `idempotency_key_expired`). Other errors
    of the work pass through, undo everything and keep nothing, so a retry runs afresh.
    """
    if request is None:
        return database.run(brand_id, work)
    kept = _Kept(keyring, request, now)
    try:
        return database.run(brand_id, lambda session: _once(session, kept, work))
    except _WorkRefused as stopped:
        answer = refusal(stopped.refused)
        return database.run(brand_id, lambda session: kept.put(session, answer))
    except _TwinWasFirst:
        return database.run(brand_id, kept.first_answer)


def forget_old_answers(database: Database, now: datetime) -> int:
    """Remove answers older than 30 days, a page at a time; keys and hashes stay.

    They are looked for in a snapshot, so that a large table holds up no writer.
    """
    forgotten = 0
    while True:
        with database.reading_across_brands() as session:
            found = session.core.execute(OLD_ANSWERS, {"before": now - KEEP_ANSWERS})
            page = [{"brand": row.brand_id, "the_key": row.key} for row in found]
        if not page:
            return forgotten
        with database.writing_across_brands() as session:
            session.core.execute(FORGET_ANSWER, page)
        forgotten += len(page)


def _once(session: BrandSession, kept: _Kept, work: Work) -> Answer:
    if kept.is_known(session):
        return kept.first_answer(session)
    try:
        answer = work(session)
    except Refused as refused:
        raise _WorkRefused(refused) from refused
    session.flush()
    if kept.put(session, answer) is not answer:
        raise _TwinWasFirst
    return answer


@dataclass(frozen=True, slots=True)
class _Kept:
    """The row of one key: looked up, written with its answer, read back."""

    keyring: Keyring
    request: Request
    now: datetime

    def is_known(self, session: BrandSession) -> bool:
        """Whether an answer is kept already."""
        found = SELECT_KEY.first(session.core, self._where(session))
        return found is not None

    def put(self, session: BrandSession, answer: Answer) -> Answer:
        """Keep the answer; a twin that was first is waited for and answers instead."""
        key = self.keyring.data_key(session)
        row = {
            "brand_id": session.brand,
            "key": self.request.key,
            "request_hash": self.request.hash,
            "status": answer.status,
            "body_sealed": key.seal(answer.body, context=self._context),
            "created_at": self.now,
        }
        written = KEEP.first(session.core, row)
        return answer if written else self.first_answer(session)

    def first_answer(self, session: BrandSession) -> Answer:
        """The kept answer, marked as replayed; raises Conflict as `perform` says."""
        row = SELECT_KEY.first(session.core, self._where(session))
        if row.request_hash != self.request.hash:
            raise Conflict(
                "idempotency_key_reused",
                "This Idempotency-Key was used for another request; take a new key.",
            )
        if row.body_sealed is None or row.created_at <= self.now - KEEP_ANSWERS:
            raise Conflict(
                "idempotency_key_expired",
                "This Idempotency-Key is older than 30 days and its answer is gone; "
                "look the object up, and take a new key for new work.",
            )
        key = self.keyring.data_key(session)
        body = key.open(row.body_sealed, context=self._context)
        return Answer(row.status, body, replayed=True)

    def _where(self, session: BrandSession) -> dict[str, str]:
        return {"brand": session.brand, "the_key": self.request.key}

    @property
    def _context(self) -> str:
        return f"idempotency.body:{self.request.key}"
