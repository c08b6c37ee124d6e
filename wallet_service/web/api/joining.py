"""Links by which people join, and the forms that they lead to."""

from __future__ import annotations

from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.models.joining import JoinLink
from wallet_service.passes import poster
from wallet_service.passes.design import Design
from wallet_service.services.joining import forms, links, posters
from wallet_service.services.joining.links import LinkFilter, NewLink
from wallet_service.services.joining.posters import Poster
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
    PosterQuery,
)

PDF, PNG = "application/pdf", "image/png"


def _binary(media_type: str) -> dict[int | str, Any]:
    """How the document describes an answer that is a file."""
    schema = {"type": "string", "format": "binary"}
    return {
        200: {"description": "The file", "content": {media_type: {"schema": schema}}}
    }


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


@blueprint.get("/join-links/<join_link_id>/poster.pdf", responses=_binary(PDF))
@access.allow(Audience.API_KEY, "card:read")
def get_poster_pdf(path: JoinLinkPath, query: PosterQuery) -> Response:
    """A poster of A4 with the code that leads to the form, to be printed."""
    found, design = _poster(path.join_link_id, query.locale)
    return _file(poster.pdf(design, found.kind, found.text), PDF, "poster.pdf")


@blueprint.get("/join-links/<join_link_id>/poster.png", responses=_binary(PNG))
@access.allow(Audience.API_KEY, "card:read")
def get_poster_png(path: JoinLinkPath, query: PosterQuery) -> Response:
    """The same poster as a picture of 300 dots an inch."""
    found, design = _poster(path.join_link_id, query.locale)
    return _file(poster.png(design, found.kind, found.text), PNG, "poster.png")


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


def _poster(link_id: str, locale: str | None) -> tuple[Poster, Design]:
    """What stands on the poster; drawn after the database has been left."""
    parts = adapters.current()
    with parts.database.reading(principal().brand_id) as session:
        found = posters.poster_of(
            session, link_id, locale=locale, base_url=parts.settings.base_url
        )
    return found, parts.designs.get(found.design)


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
