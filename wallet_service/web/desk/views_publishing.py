"""Publishing: what it would do to the cards there are, then the deed."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.models.program import Program
from wallet_service.services.errors import Conflict, NotFound, ServiceError
from wallet_service.services.programs import (
    drafts,
    programs,
    publish_preview,
    publishing,
    version_difference,
)
from wallet_service.services.programs.publish_preview import PublishPreview
from wallet_service.web import access, adapters, form_fields
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, pages, program_words, typed
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import OWNERS, RULERS
from wallet_service.web.desk.views_programs import HERE

STAMP_CARDS = ("finish", "convert")


@blueprint.get("/programs/<program_id>/publish")
@access.allow(Audience.USER, *RULERS)
def publishing_page(program_id: str) -> Response:
    """What publishing the draft would do, counted on the cards as they are."""
    return _page(program_id, request.args.to_dict(), None)


@blueprint.post("/programs/<program_id>/publish")
@access.allow(Audience.USER, *OWNERS)
def publish_program(program_id: str) -> Response:
    """Put the draft in force; only owners, and only who proved lately who they are."""
    elsewhere = acting.proof_missing(f"{HERE}/{program_id}/publish")
    if elsewhere is not None:
        return elsewhere

    def work(session: BrandSession) -> str:
        found = programs.get_program(session, program_id)
        form = typed.Form()
        begin, stamp_cards = _wanted(form, found)
        form.check()
        publishing.publish_program(
            session,
            program_id,
            effective_at=begin,
            stamp_cards=stamp_cards,
            actor=acting.actor(),
            now=adapters.now(),
        )
        return f"{HERE}/{program_id}"

    try:
        return acting.see_other(acting.write_once(work))
    except NotFound:
        raise
    except ServiceError as fault:
        return _page(program_id, form_fields.fields(), fault)


def _page(
    program_id: str, given: dict[str, str], fault: ServiceError | None
) -> Response:
    try:
        values, refused = acting.read(
            lambda session: _values(session, program_id, given)
        )
    except Conflict:
        # nothing is left to publish: somebody was faster
        return acting.see_other(f"{HERE}/{program_id}")
    return pages.page(
        "publish.html",
        fault=fault or refused,
        given=given,
        owns=pages.owns(),
        **values,
    )


def _values(
    session: BrandSession, program_id: str, given: dict[str, str]
) -> tuple[dict[str, Any], ServiceError | None]:
    found = programs.get_program(session, program_id)
    preview, refused = _preview(session, found, given)
    versions = drafts.newest_first(session, [program_id])[program_id]
    former = versions[1] if len(versions) > 1 else None
    differences = (
        version_difference.between(former, versions[0]) if former is not None else []
    )
    values = {
        "program": found,
        "preview": preview,
        "rules": program_words.facts(found, versions[0]),
        "changes": program_words.changes(found, differences),
    }
    return values, refused


def _preview(
    session: BrandSession, found: Program, given: dict[str, str]
) -> tuple[PublishPreview, ServiceError | None]:
    """The preview for what is asked; where that cannot be, for now, with the fault."""
    form = typed.Form(given)
    begin, stamp_cards = _wanted(form, found)
    try:
        form.check()
        return _of(session, found.id, begin, stamp_cards), None
    except Conflict:
        raise
    except ServiceError as fault:
        return _of(session, found.id, None, "finish"), fault


def _of(
    session: BrandSession, program_id: str, begin: datetime | None, stamp_cards: str
) -> PublishPreview:
    return publish_preview.preview_publishing(
        session,
        program_id,
        effective_at=begin,
        stamp_cards=stamp_cards,
        now=adapters.now(),
    )


def _wanted(form: typed.Form, found: Program) -> tuple[datetime | None, str]:
    """From when on, at midnight of the program's zone; nothing means now."""
    day = form.day("effective_at")
    stamp_cards = form.choice("stamp_cards", STAMP_CARDS, "finish")
    if day is None:
        return None, stamp_cards
    zone = ZoneInfo(found.time_zone)
    return datetime.combine(day, time(), zone).astimezone(UTC), stamp_cards
