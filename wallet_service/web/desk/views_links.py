"""A company's links: made, switched off and on, printed as posters."""

from __future__ import annotations

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.passes import poster
from wallet_service.passes.design import Design
from wallet_service.services.errors import NotFound, ServiceError
from wallet_service.services.joining import links, posters
from wallet_service.services.joining.links import NewLink
from wallet_service.services.joining.posters import Poster
from wallet_service.web import access, adapters, form_fields, languages
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import RULERS
from wallet_service.web.desk.views_companies import HERE, company_page


@blueprint.post("/companies/<company_id>/links")
@access.allow(Audience.USER, *RULERS)
def add_link(company_id: str) -> Response:
    """Make a link that invites this company's people."""
    program_id = form_fields.fields().get("program_id", "")

    def work(session: BrandSession) -> str:
        links.create_link(
            session,
            NewLink(program_id, company_id),
            actor=acting.actor(),
            now=adapters.now(),
        )
        return f"{HERE}/{company_id}#links"

    try:
        return acting.see_other(acting.write_once(work))
    except NotFound:
        raise
    except ServiceError as fault:
        return company_page(company_id, fault)


@blueprint.post("/links/<link_id>")
@access.allow(Audience.USER, *RULERS)
def switch_link(link_id: str) -> Response:
    """Switch a link off or on again."""
    active = bool(form_fields.fields().get("active"))

    def work(session: BrandSession) -> str:
        link = links.change_link(
            session,
            link_id,
            {"active": active},
            actor=acting.actor(),
            now=adapters.now(),
        )
        if link.company_id:
            return f"{HERE}/{link.company_id}#links"
        return f"/brand/programs/{link.program_id}#links"

    return acting.see_other(acting.write(work))


@blueprint.get("/links/<link_id>/poster.pdf")
@access.allow(Audience.USER, *RULERS)
def poster_pdf(link_id: str) -> Response:
    """The link's poster, to be printed."""
    found, design = _poster(link_id)
    content = poster.pdf(design, found.kind, found.text)
    return _file(content, "application/pdf", "poster.pdf")


@blueprint.get("/links/<link_id>/poster.png")
@access.allow(Audience.USER, *RULERS)
def poster_png(link_id: str) -> Response:
    """The same poster as a picture."""
    found, design = _poster(link_id)
    return _file(poster.png(design, found.kind, found.text), "image/png", "poster.png")


def _poster(link_id: str) -> tuple[Poster, Design]:
    """What stands on it; drawn after the database has been left."""
    parts = adapters.current()
    locale = request.args.get("locale")
    found = acting.read(
        lambda session: posters.poster_of(
            session,
            link_id,
            locale=locale if locale in languages.LANGUAGES else None,
            base_url=parts.settings.base_url,
        )
    )
    return found, parts.designs.get(found.design)


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
