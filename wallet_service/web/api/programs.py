"""Programs: made as a draft, changed, published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.models.program import Program, ProgramVersion
from wallet_service.services.programs import (
    budget_now,
    drafts,
    programs,
    publish_preview,
    publishing,
)
from wallet_service.services.programs.programs import NewProgram, ProgramChange
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import (
    answers,
    answers_campaigns,
    calls,
    rendering,
    rendering_campaigns,
    rendering_people,
)
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint, keyed
from wallet_service.web.api.calls import Done
from wallet_service.web.api.schemas import (
    ProgramBody,
    ProgramPatch,
    ProgramPath,
    PublishBody,
)
from wallet_service.web.parsing import Page

blueprint = api_blueprint("programs", "Loyalty programs and their versions")


@blueprint.post(
    "/programs",
    responses={201: answers.ProgramShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "*")
def create_program(body: ProgramBody) -> Response:
    """Make a program in draft."""
    new = NewProgram(**{**body.model_dump(), "policy": body.policy or {}})

    def work(session: BrandSession) -> Done:
        program_id = programs.create_program(
            session,
            new,
            templates=adapters.current().settings.templates_dir,
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(201, _document(session, program_id))

    return calls.write(work)


@blueprint.get("/programs", responses={200: answers.ProgramList})
@access.allow(Audience.API_KEY, "rules:read")
def list_programs(query: Page) -> Response:
    """List programs, newest first."""

    def work(session: BrandSession) -> dict[str, Any]:
        rows = programs.list_programs(session, after=query.after, limit=query.limit + 1)
        versions = drafts.newest_first(session, [row.id for row in rows])
        documents = [_rendered(session, row, versions[row.id]) for row in rows]
        return rendering.page(rows, documents, query.limit)

    return calls.read(work)


@blueprint.get("/programs/<program_id>", responses={200: answers.ProgramShape})
@access.allow(Audience.API_KEY, "rules:read")
def get_program(path: ProgramPath) -> Response:
    """Read a program with its versions."""
    return calls.read(lambda session: _document(session, path.program_id))


@blueprint.patch("/programs/<program_id>", responses={200: answers.ProgramShape})
@access.allow(Audience.API_KEY, "*")
def change_program(path: ProgramPath, body: ProgramPatch) -> Response:
    """Change a draft, or open the next version of a published program."""
    given = body.sent()
    if "policy" in given:
        given["policy"] = body.policy or {}
    change = ProgramChange(**given)

    def work(session: BrandSession) -> Done:
        programs.change_program(
            session,
            path.program_id,
            change,
            templates=adapters.current().settings.templates_dir,
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(200, _document(session, path.program_id))

    return calls.write(work)


@blueprint.post(
    "/programs/<program_id>/publish",
    responses={200: answers_campaigns.PublishedShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "*")
def publish_program(path: ProgramPath, body: PublishBody) -> Response:
    """Freeze the draft; purchases are computed with it from then on."""

    def work(session: BrandSession) -> Done:
        worst_case = publishing.publish_program(
            session,
            path.program_id,
            effective_at=body.effective_at,
            stamp_cards=body.stamp_cards or "finish",
            actor=principal().actor,
            now=adapters.now(),
        )
        document = _document(session, path.program_id)
        return Done(200, document | {"worst_case": worst_case})

    return calls.write(work)


@blueprint.post(
    "/programs/<program_id>/publish/preview",
    responses={200: answers_campaigns.PublishPreviewShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "rules:read")
def preview_publishing(path: ProgramPath, body: PublishBody) -> Response:
    """Tell what publishing would do to the cards there are; nothing is written."""

    def work(session: BrandSession) -> dict[str, Any]:
        found = publish_preview.preview_publishing(
            session,
            path.program_id,
            effective_at=body.effective_at,
            stamp_cards=body.stamp_cards or "finish",
            now=adapters.now(),
        )
        return rendering_campaigns.publish_preview(found)

    return calls.look(work)


def _document(session: BrandSession, program_id: str) -> dict[str, Any]:
    row = programs.get_program(session, program_id)
    versions = drafts.newest_first(session, [program_id])[program_id]
    return _rendered(session, row, versions)


def _rendered(
    session: BrandSession, row: Program, versions: Sequence[ProgramVersion]
) -> dict[str, Any]:
    found = budget_now.of_program(session, row, versions, adapters.now())
    shown = rendering_campaigns.budget(found)
    return rendering_people.program(row, versions) | {"budget": shown}
