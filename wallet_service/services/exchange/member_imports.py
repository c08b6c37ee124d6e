"""Imports of people: checked, started, worked off page by page, or dropped.

The file lies sealed until the work is done and is gone then. A page of rows is one
transaction with the mark of how far it is, so that a worker that dies is gone on after.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.member_import import MemberImport
from wallet_service.outbox import store, topics
from wallet_service.services import audit, brands
from wallet_service.services.actors import Actor
from wallet_service.services.errors import (
    Conflict,
    NotAllowed,
    NotFound,
    ServiceError,
)
from wallet_service.services.exchange import (
    import_check,
    import_rows,
    import_terms,
    import_work,
)
from wallet_service.services.exchange.import_check import Fate
from wallet_service.services.exchange.import_rows import ImportRow
from wallet_service.services.exchange.import_terms import ImportTerms
from wallet_service.services.keyring import Keyring

PAGE = 25
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import as it is told; `refused` are lines with the code of each."""

    id: str
    program_id: str | None
    file_name: str
    state: str
    rows: int
    openings: int
    done: int
    added: int
    known: int
    cards: int
    refused: list[Any]
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DryRun:
    """The fate of each row, columns that nobody asked for, and the program's terms."""

    fates: list[Fate]
    unused: tuple[str, ...]
    terms: ImportTerms | None


def begin(
    session: BrandSession,
    keyring: Keyring,
    content: bytes,
    *,
    file_name: str,
    program_id: str | None,
    actor: Actor,
    now: datetime,
) -> str:
    """Keep a file that can be read; nobody is brought in yet. Returns its identifier.

    Raises what `import_rows.read` and `import_terms.of_program` raise.
    """
    import_terms.of_program(session, program_id, now)
    rows, _ = import_rows.read(content, _region(session))
    import_id = identifiers.new_id("impt")
    sealed = keyring.data_key(session).seal(content, context=_context(import_id))
    session.add(
        MemberImport(
            id=import_id,
            brand_id=session.brand,
            program_id=program_id,
            file_name=file_name[:LONGEST_NAME],
            content_sealed=sealed,
            state="checked",
            rows=len(rows),
            openings=sum(1 for row in rows if row.balances),
            made_by=str(actor),
            made_at=now,
            refused=[],
        )
    )
    session.flush()
    return import_id


def dry_run(
    session: BrandSession, keyring: Keyring, import_id: str, now: datetime
) -> DryRun:
    """What would become of each row now; raises NotFound, Conflict (`import_over`)."""
    found = _find(session, import_id)
    content = _content(session, keyring, found)
    rows, read = import_rows.read(content, _region(session))
    terms = import_terms.of_program(session, found.program_id, now)
    fates = import_check.check(session, keyring, rows, terms)
    return DryRun(fates, read.unused, terms)


def start(
    session: BrandSession,
    import_id: str,
    *,
    by_owner: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Let the worker bring the rows in.

    Opening balances are points for nothing, and many at once: an owner lets them in.
    Raises NotFound, Conflict (`import_over`), NotAllowed (`import_owner`).
    """
    found = _locked(session, import_id)
    _require(found, "checked")
    if found.openings and not by_owner:
        detail = "An owner starts an import with opening balances."
        raise NotAllowed("import_owner", detail)
    found.state = "running"
    session.flush()
    store.enqueue(session, topics.MEMBER_IMPORT, import_id, now)
    _record(session, found, "import.start", actor, now)


def drop(session: BrandSession, import_id: str, *, actor: Actor, now: datetime) -> None:
    """Forget the file before anybody was brought in; raises NotFound, Conflict."""
    found = _locked(session, import_id)
    _require(found, "checked")
    found.state, found.content_sealed = "dropped", None
    session.flush()
    _record(session, found, "import.drop", actor, now)


def work_page(
    session: BrandSession, keyring: Keyring, import_id: str, now: datetime
) -> bool:
    """Bring in the next rows; whether there are more. Does nothing when it is over."""
    found = _locked(session, import_id)
    if found.state != "running":
        return False
    page = slice(found.done, found.done + PAGE)
    content = _content(session, keyring, found)
    rows, _ = import_rows.read(content, _region(session), page)
    terms = import_terms.of_program(session, found.program_id, now)
    refused = list(found.refused)
    for row in rows:
        fault = _bring_in(session, keyring, found, row, terms=terms, now=now)
        if fault is not None:
            refused.append([row.number, fault])
    found.refused = refused
    found.done = min(found.done + PAGE, found.rows)
    if found.done == found.rows:
        found.state, found.content_sealed = "done", None
    session.flush()
    return found.state == "running"


def get(session: BrandSession, import_id: str) -> ImportView:
    """An import as it is now; raises NotFound."""
    return _view(_find(session, import_id))


def list_imports(
    session: BrandSession, *, after: str | None = None, limit: int = 50
) -> list[ImportView]:
    """Imports, newest first, from the one behind `after`."""
    statement = select(MemberImport).order_by(MemberImport.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(MemberImport.id < after)
    return [_view(one) for one in session.scalars(statement)]


def _bring_in(
    session: BrandSession,
    keyring: Keyring,
    found: MemberImport,
    row: ImportRow,
    *,
    terms: ImportTerms | None,
    now: datetime,
) -> str | None:
    """The code of what was refused, with nothing of the row left behind; None: done."""
    kind, _, name = found.made_by.partition(":")
    try:
        with session.begin_nested():
            done = import_work.bring_in(
                session, keyring, row, terms, actor=Actor(kind, name), now=now
            )
    except ServiceError as refused:
        return refused.code
    found.added += done.is_new_person
    found.known += not done.is_new_person
    found.cards += done.is_new_card
    return None


def _find(session: BrandSession, import_id: str) -> MemberImport:
    found = session.scalar(select(MemberImport).where(MemberImport.id == import_id))
    if found is None:
        raise NotFound("import")
    return found


def _locked(session: BrandSession, import_id: str) -> MemberImport:
    statement = select(MemberImport).where(MemberImport.id == import_id)
    found = session.scalar(statement.with_for_update())
    if found is None:
        raise NotFound("import")
    return found


def _require(found: MemberImport, state: str) -> None:
    if found.state != state:
        detail = f"The import is {found.state}: bring the file again."
        raise Conflict("import_over", detail)


def _content(session: BrandSession, keyring: Keyring, found: MemberImport) -> bytes:
    if found.content_sealed is None:
        raise Conflict("import_over", "The file of this import is gone.")
    key = keyring.data_key(session)
    return key.open(found.content_sealed, context=_context(found.id))


def _region(session: BrandSession) -> str | None:
    return brands.settings_of(brands.the_brand(session)).phone_region


def _context(import_id: str) -> str:
    return f"member_import:{import_id}"


def _view(found: MemberImport) -> ImportView:
    names = (one.name for one in fields(ImportView))
    return ImportView(**{name: getattr(found, name) for name in names})


def _record(
    session: BrandSession, found: MemberImport, action: str, actor: Actor, now: datetime
) -> None:
    detail = {"rows": found.rows, "program": found.program_id}
    audit.record(
        session, actor, action=action, object_id=found.id, now=now, detail=detail
    )
    session.flush()
