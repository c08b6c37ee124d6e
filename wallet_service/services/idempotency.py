"""Once per key: the first answer is kept with the work and given again byte for byte.

The key's row is written in the use case's own transaction. Work runs in a savepoint, so
that a business refusal takes its work back and still keeps its answer. Twins wait for
the first: on SQLite at the queue of writers, on PostgreSQL at the key's own row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Table, bindparam, select, update

from wallet_service import dialects
from wallet_service.database import BrandSession, Database
from wallet_service.models.idempotency import IdempotencyKey
from wallet_service.services.errors import Conflict, Refused
from wallet_service.services.keyring import Keyring

KEEP_ANSWERS = timedelta(days=30)
KEYS: Table = IdempotencyKey.__table__  # type: ignore[assignment]
SELECT_KEY = select(
    KEYS.c.request_hash, KEYS.c.status, KEYS.c.body_sealed, KEYS.c.created_at
).where(KEYS.c.brand_id == bindparam("brand"), KEYS.c.key == bindparam("the_key"))
TAKE_KEY = dialects.for_each(
    lambda insert: insert(KEYS).on_conflict_do_nothing().returning(KEYS.c.key)
)
STORE_ANSWER = (
    update(KEYS)
    .where(KEYS.c.brand_id == bindparam("brand"), KEYS.c.key == bindparam("the_key"))
    .values(status=bindparam("new_status"), body_sealed=bindparam("new_body"))
)


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

    def once(session: BrandSession) -> Answer:
        return _once(session, keyring, request, now, work, refusal)

    return database.run(brand_id, once)


def _once(
    session: BrandSession,
    keyring: Keyring,
    request: Request,
    now: datetime,
    work: Work,
    refusal: RenderRefusal,
) -> Answer:
    if not _is_first(session, request, now):
        return _first_answer(session, keyring, request, now)
    try:
        with session.connection().begin_nested():
            answer = work(session)
            session.flush()
    except Refused as refused:
        # the savepoint was the connection's: what the session holds is of no use now
        session.expunge_all()
        answer = refusal(refused)
    sealed = keyring.data_key(session).seal(answer.body, context=_context(request))
    session.connection().execute(
        STORE_ANSWER,
        {
            "brand": session.brand,
            "the_key": request.key,
            "new_status": answer.status,
            "new_body": sealed,
        },
    )
    return answer


def _is_first(session: BrandSession, request: Request, now: datetime) -> bool:
    written = session.connection().execute(
        dialects.of(session, TAKE_KEY),
        {
            "brand_id": session.brand,
            "key": request.key,
            "request_hash": request.hash,
            "created_at": now,
        },
    )
    return written.first() is not None


def _first_answer(
    session: BrandSession, keyring: Keyring, request: Request, now: datetime
) -> Answer:
    where = {"brand": session.brand, "the_key": request.key}
    row = session.connection().execute(SELECT_KEY, where).one()
    if row.request_hash != request.hash:
        raise Conflict(
            "idempotency_key_reused",
            "This Idempotency-Key was used for another request; take a new key.",
        )
    if row.body_sealed is None or row.created_at <= now - KEEP_ANSWERS:
        raise Conflict(
            "idempotency_key_expired",
            "This Idempotency-Key is older than 30 days and its answer is gone; "
            "look the object up, and take a new key for new work.",
        )
    key = keyring.data_key(session)
    body = key.open(row.body_sealed, context=_context(request))
    return replace(Answer(row.status, body), replayed=True)


def _context(request: Request) -> str:
    return f"idempotency.body:{request.key}"
