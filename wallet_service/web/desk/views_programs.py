"""Programs: listed, looked at, with their versions, links and what a draft changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.models.program import ProgramVersion
from wallet_service.services.errors import NotFound, ServiceError
from wallet_service.services.joining import links
from wallet_service.services.joining.links import NewLink
from wallet_service.services.membership import companies
from wallet_service.services.programs import (
    closing,
    drafts,
    pilots,
    programs,
    version_difference,
)
from wallet_service.web import access, adapters, form_fields
from wallet_service.web.access import Audience
from wallet_service.web.desk import (
    acting,
    pages,
    program_words,
    shown_links,
    tables,
    typed,
)
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import OWNERS, READERS, RULERS
from wallet_service.web.desk.tables_of_programs import PROGRAMS

HERE = "/brand/programs"
LONGEST_PILOT = 20_000


@blueprint.get("/programs")
@access.allow(Audience.USER, *READERS)
def list_programs() -> Response:
    """Every program of the brand."""
    ruling = pages.rules()
    shown = acting.read(lambda session: tables.show(PROGRAMS, session, rules=ruling))
    return pages.page("programs.html", shown=shown)


@blueprint.get("/programs/<program_id>")
@access.allow(Audience.USER, *READERS)
def program(program_id: str) -> Response:
    """A program: what it gives, its versions, its links."""
    return program_page(program_id)


@blueprint.post("/programs/<program_id>/links")
@access.allow(Audience.USER, *RULERS)
def add_program_link(program_id: str) -> Response:
    """Make a link by which anybody may join."""

    def work(session: BrandSession) -> str:
        links.create_link(
            session, NewLink(program_id), actor=acting.actor(), now=adapters.now()
        )
        return f"{HERE}/{program_id}#links"

    return acting.see_other(acting.write_once(work))


@blueprint.post("/programs/<program_id>/pilot")
@access.allow(Audience.USER, *RULERS)
def set_pilot(program_id: str) -> Response:
    """Give cards to the people of some companies alone, or to everybody again."""

    def work(session: BrandSession) -> str:
        form = typed.Form()
        written = form.paragraphs("companies", longest=LONGEST_PILOT)
        form.check()
        lines = [one.strip() for one in written.splitlines() if one.strip()]
        pilots.set_companies(
            session,
            program_id,
            [companies.named(session, one, pointer="/companies") for one in lines],
            actor=acting.actor(),
            now=adapters.now(),
        )
        return f"{HERE}/{program_id}#pilot"

    try:
        return acting.see_other(acting.write_once(work))
    except NotFound:
        raise
    except ServiceError as fault:
        given = form_fields.fields().get("companies", "")
        return program_page(program_id, fault, pilot=given)


@blueprint.post("/programs/<program_id>/close")
@access.allow(Audience.USER, *OWNERS)
def close_program(program_id: str) -> Response:
    """Give out no more cards of it."""
    return _move(program_id, closed=True)


@blueprint.post("/programs/<program_id>/reopen")
@access.allow(Audience.USER, *OWNERS)
def reopen_program(program_id: str) -> Response:
    """Give out cards of it again."""
    return _move(program_id, closed=False)


def _move(program_id: str, *, closed: bool) -> Response:
    here = f"{HERE}/{program_id}"
    elsewhere = acting.proof_missing(here)
    if elsewhere is not None:
        return elsewhere
    change = closing.close_program if closed else closing.reopen_program

    def work(session: BrandSession) -> str:
        form = typed.Form()
        reason = form.reason()
        form.check()
        now = adapters.now()
        change(session, program_id, reason=reason, actor=acting.actor(), now=now)
        return here

    try:
        return acting.see_other(acting.write_once(work))
    except NotFound:
        raise
    except ServiceError as fault:
        return program_page(program_id, fault)


def program_page(
    program_id: str, fault: ServiceError | None = None, *, pilot: str | None = None
) -> Response:
    """The program's page, with what went wrong and what was typed of a pilot."""
    ruling = pages.rules()

    def look(session: BrandSession) -> dict[str, Any]:
        found = programs.get_program(session, program_id)
        versions = drafts.newest_first(session, [program_id])[program_id]
        newest = versions[0]
        values: dict[str, Any] = {
            "program": found,
            "versions": [one for one in versions if one.published_at is not None],
            "draft": newest if newest.published_at is None else None,
            "rules": program_words.facts(found, newest),
            "changes": program_words.changes(found, _differences(versions)),
        }
        if ruling:
            values["links"] = shown_links.of_program(session, program_id)
            values["pilot"] = _pilot(session, program_id) if pilot is None else pilot
        return values

    return pages.page(
        "program.html",
        fault=fault,
        now=adapters.now(),
        owns=pages.owns(),
        **acting.read(look),
    )


def _pilot(session: BrandSession, program_id: str) -> str:
    """The companies of the pilot, a line each, as they can be typed."""
    found = pilots.companies_of(session, program_id)
    return "\n".join(one.tax_id or one.name for one in found)


def _differences(
    versions: Sequence[ProgramVersion],
) -> list[version_difference.Difference]:
    """What the draft changes of the newest published version."""
    if len(versions) < 2 or versions[0].published_at is not None:
        return []
    return version_difference.between(versions[1], versions[0])
