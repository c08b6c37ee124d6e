"""Every table of the desk as CSV: streamed a page at a time, each page a short read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from flask import Response, request, stream_with_context

from wallet_service.services import audit
from wallet_service.services.errors import NotFound
from wallet_service.services.staff import attempts
from wallet_service.services.staff.attempts import Counted, Limit
from wallet_service.web import access, adapters, visitors
from wallet_service.web.access import Audience
from wallet_service.web.desk import (
    acting,
    csv_lines,
    tables,
    tables_of_access,
    tables_of_figures,
    tables_of_people,
    tables_of_programs,
    views_delivery,
)
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import RULERS
from wallet_service.web.desk.tables import Asked, Table

PAGE = 500
MOST = (Limit(20, timedelta(hours=1)),)
TABLES: Mapping[str, Table] = {
    one.name: one
    for one in (
        *tables_of_access.TABLES,
        *tables_of_figures.TABLES,
        *tables_of_people.TABLES,
        tables_of_programs.PROGRAMS,
        views_delivery.STALE,
    )
}


@blueprint.get("/export/<name>.csv")
@access.allow(Audience.USER, *RULERS)
def export(name: str) -> Response:
    """A table, or what of it the address narrows it to."""
    table = TABLES.get(name)
    if table is None:
        raise NotFound("table")
    elsewhere = acting.proof_missing(request.full_path.rstrip("?"))
    if elsewhere is not None:
        return elsewhere
    _count()
    given = tables.filters_of(table)
    # what cannot be found is told before the file begins
    first = _page(table, given, None)
    _record(table)
    response = Response(
        stream_with_context(_lines(table, given, first)),
        content_type="text/csv; charset=utf-8",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(
    table: Table, given: Mapping[str, str], first: tuple[str, str | None]
) -> Iterator[str]:
    """Rows stay in memory a page at a time; no transaction lives longer than a page."""
    written, after = first
    yield csv_lines.BYTE_ORDER_MARK + csv_lines.head(table.columns) + written
    while after is not None:
        written, after = _page(table, given, after)
        yield written


def _page(
    table: Table, given: Mapping[str, str], after: str | None
) -> tuple[str, str | None]:
    """The lines of a page, and behind which row the next one begins; None: nowhere."""
    with adapters.current().database.reading(acting.brand_id()) as session:
        rows = table.find(Asked(session, given, after, PAGE, with_contacts=True))
        written = csv_lines.body(table.columns, rows)
    return written, table.cursor(rows[-1]) if len(rows) == PAGE else None


def _count() -> None:
    """Twenty tables an hour are enough for a person, and little for a thief."""
    parts = adapters.current()
    counted = [Counted("export", visitors.current().user_id, MOST)]
    attempts.take(parts.database, parts.vault, counted, parts.clock())


def _record(table: Table) -> None:
    acting.write(
        lambda session: audit.record(
            session,
            acting.actor(),
            action="export",
            object_id=table.name,
            now=adapters.now(),
        )
    )
