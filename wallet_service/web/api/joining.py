"""Links by which people join, and the forms that they lead to."""

from __future__ import annotations

from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.models.joining import JoinLink
from wallet_service.services.joining import forms, links
from wallet_service.services.joining.links import LinkFilter, NewLink
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import (
    answers_joining,
    calls,
    rendering,
    rendering_joining,
)
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint, keyed
from wallet_service.web.api.calls import Done
from wallet_service.web.api.schemas import ProgramPath
from wallet_service.web.api.schemas_joining import (
    JoinFormPatch,
    JoinLinkBody,
    JoinLinkPage,
    JoinLinkPatch,
    JoinLinkPath,
)

blueprint = api_blueprint("join links", "How people come into a program by themselves")


@blueprint.post(
    "/join-links",
    responses={201: answers_joining.JoinLinkShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "card:write")
def create_join_link(body: JoinLinkBody) -> Response:
    """Make a link to a program's form; with a company it is an invitation."""
    new = NewLink(**body.model_dump())

    def work(session: BrandSession) -> Done:
        link = links.create_link(
            session, new, actor=principal().actor, now=adapters.now()
        )
        return Done(201, _rendered(link))

    return calls.write(work)


@blueprint.get("/join-links", responses={200: answers_joining.JoinLinkList})
@access.allow(Audience.API_KEY, "card:read")
def list_join_links(query: JoinLinkPage) -> Response:
    """List links, newest first."""
    only = LinkFilter(query.program_id, query.company_id)

    def work(session: BrandSession) -> dict[str, Any]:
        rows = links.list_links(session, only, after=query.after, limit=query.limit + 1)
        return rendering.page(rows, [_rendered(row) for row in rows], query.limit)

    return calls.read(work)


@blueprint.get(
    "/join-links/<join_link_id>", responses={200: answers_joining.JoinLinkShape}
)
@access.allow(Audience.API_KEY, "card:read")
def get_join_link(path: JoinLinkPath) -> Response:
    """Read a link."""
    return calls.read(
        lambda session: _rendered(links.get_link(session, path.join_link_id))
    )


@blueprint.patch(
    "/join-links/<join_link_id>", responses={200: answers_joining.JoinLinkShape}
)
@access.allow(Audience.API_KEY, "card:write")
def change_join_link(path: JoinLinkPath, body: JoinLinkPatch) -> Response:
    """Switch a link off or on, or change when it ends."""

    def work(session: BrandSession) -> Done:
        link = links.change_link(
            session,
            path.join_link_id,
            body.sent(),
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(200, _rendered(link))

    return calls.write(work)


@blueprint.get(
    "/programs/<program_id>/join-form", responses={200: answers_joining.JoinFormShape}
)
@access.allow(Audience.API_KEY, "rules:read")
def get_join_form(path: ProgramPath) -> Response:
    """Read what the program's form asks, with the consents and their versions."""

    def work(session: BrandSession) -> dict[str, Any]:
        form = forms.form_of(session, path.program_id)
        return rendering_joining.form(path.program_id, form)

    return calls.read(work)


@blueprint.patch(
    "/programs/<program_id>/join-form", responses={200: answers_joining.JoinFormShape}
)
@access.allow(Audience.API_KEY, "*")
def change_join_form(path: ProgramPath, body: JoinFormPatch) -> Response:
    """Change the form; a consent whose text changes gets the next version."""
    given = body.sent()
    if "fields" in given:
        given["fields"] = body.fields.sent()

    def work(session: BrandSession) -> Done:
        form = forms.change_form(
            session,
            path.program_id,
            given,
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(200, rendering_joining.form(path.program_id, form))

    return calls.write(work)


def _rendered(link: JoinLink) -> dict[str, Any]:
    return rendering_joining.link(link, adapters.current().settings.base_url)
