"""People and companies from a file: looked at first, then brought in by the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response, request

from wallet_service.services.errors import (
    Conflict,
    NotAllowed,
    NotFound,
    ServiceError,
)
from wallet_service.services.exchange import import_check, member_imports
from wallet_service.services.exchange.csv_files import LARGEST_FILE, MOST_ROWS
from wallet_service.services.exchange.import_check import Fate
from wallet_service.services.exchange.import_rows import COLUMNS
from wallet_service.services.exchange.member_imports import DryRun, ImportView
from wallet_service.web import access, adapters, form_fields
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, pages, shown_links
from wallet_service.web.desk.blueprint import UPLOADS, blueprint
from wallet_service.web.desk.roles import RULERS

HERE = "/brand/people/import"
PER_PAGE = 100
MOST_LISTED = 20
# the file and the form around it
LARGEST_BODY = LARGEST_FILE + 64 * 1024
UPLOADS["desk.upload_import"] = LARGEST_BODY


@blueprint.get("/people/import")
@access.allow(Audience.USER, *RULERS)
def imports() -> Response:
    """The form for a file, and the imports so far."""
    return _page(None)


@blueprint.post("/people/import")
@access.allow(Audience.USER, *RULERS)
def upload_import() -> Response:
    """Take a file and lead to its dry run; nobody is brought in yet."""
    elsewhere = acting.proof_missing(HERE)
    if elsewhere is not None:
        return elsewhere
    sent = request.files.get("file")
    content = sent.read() if sent is not None else b""
    program_id = form_fields.fields().get("program_id") or None
    try:
        import_id = acting.write(
            lambda session: member_imports.begin(
                session,
                adapters.current().keyring,
                content,
                file_name=(sent.filename if sent is not None else None) or "",
                program_id=program_id,
                actor=acting.actor(),
                now=adapters.now(),
            )
        )
    except NotFound:
        raise
    except ServiceError as fault:
        return _page(fault)
    return acting.see_other(f"{HERE}/{import_id}")


@blueprint.get("/people/import/<import_id>")
@access.allow(Audience.USER, *RULERS)
def one_import(import_id: str) -> Response:
    """The dry run of an import, or how far its work is."""
    return _import_page(import_id, None)


@blueprint.post("/people/import/<import_id>/start")
@access.allow(Audience.USER, *RULERS)
def start_import(import_id: str) -> Response:
    """Let the worker bring everybody in."""
    here = f"{HERE}/{import_id}"
    elsewhere = acting.proof_missing(here)
    if elsewhere is not None:
        return elsewhere
    try:
        acting.write(
            lambda session: member_imports.start(
                session,
                import_id,
                by_owner=pages.owns(),
                actor=acting.actor(),
                now=adapters.now(),
            )
        )
    except (Conflict, NotAllowed) as fault:
        return _import_page(import_id, fault)
    return acting.see_other(here)


@blueprint.post("/people/import/<import_id>/drop")
@access.allow(Audience.USER, *RULERS)
def drop_import(import_id: str) -> Response:
    """Forget the file."""
    try:
        acting.write(
            lambda session: member_imports.drop(
                session, import_id, actor=acting.actor(), now=adapters.now()
            )
        )
    except Conflict as fault:
        return _import_page(import_id, fault)
    return acting.see_other(HERE)


def _page(fault: ServiceError | None) -> Response:
    found, programs = acting.read(
        lambda session: (
            member_imports.list_imports(session, limit=MOST_LISTED),
            shown_links.open_programs(session),
        )
    )
    return pages.page(
        "imports.html",
        fault=fault,
        imports=found,
        programs=programs,
        columns=tuple(COLUMNS),
        most=MOST_ROWS,
    )


def _import_page(import_id: str, fault: ServiceError | None) -> Response:
    found = acting.read(lambda session: member_imports.get(session, import_id))
    if found.state == "checked":
        return _dry_run_page(found, fault)
    return pages.page("import_work.html", fault=fault, found=found)


def _dry_run_page(found: ImportView, fault: ServiceError | None) -> Response:
    run: DryRun = acting.read(
        lambda session: member_imports.dry_run(
            session, adapters.current().keyring, found.id, adapters.now()
        )
    )
    only = "refused" if request.args.get("only") == "refused" else ""
    wanted = list(_wanted(run.fates, only))
    start = _start(len(wanted))
    return pages.page(
        "import_check.html",
        fault=fault,
        found=found,
        may_start=pages.owns() or not found.openings,
        run=run,
        counts=import_check.counts(run.fates),
        only=only,
        fates=wanted[start : start + PER_PAGE],
        following=start + PER_PAGE if start + PER_PAGE < len(wanted) else None,
    )


def _wanted(fates: Sequence[Fate], only: str) -> Iterator[Fate]:
    return (one for one in fates if not only or one.person == only)


def _start(length: int) -> int:
    """The place in the list that the address names; the beginning for nonsense."""
    written = request.args.get("from", "")
    start = int(written) if written.isascii() and written.isdigit() else 0
    return start if start < length else 0
