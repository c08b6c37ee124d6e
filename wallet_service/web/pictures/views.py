"""Pictures by design and state: the same bytes for ever, and nobody's data in them.

An address that was not given out is as unknown as a state that cannot be.
"""

from __future__ import annotations

from flask import Blueprint, Response

from wallet_service.passes import google_art, picture_names
from wallet_service.passes.design import Design
from wallet_service.passes.templates import DesignError
from wallet_service.services.errors import NotFound
from wallet_service.services.wallet import drawn_pictures, picture_links
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience

blueprint = Blueprint("pictures", __name__, url_prefix=f"/{picture_links.PATH}")
FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("/<design>/<revision>/<name>.<signature>.png")
@access.allow(Audience.ANYONE)
def picture(design: str, revision: str, name: str, signature: str) -> Response:
    """A picture across Google's card, or the design's logo on a square."""
    parts = adapters.current()
    if not parts.pictures.is_ours(design, revision, name, signature):
        raise NotFound("picture")
    address = f"{design}/{revision}/{name}"
    with parts.database.reading_across_brands() as session:
        content = drawn_pictures.find(session, address)
    response = Response(content or _first_time(address, design, revision, name))
    response.content_type = "image/png"
    response.headers["Cache-Control"] = FOR_EVER
    # fetched by wallets and shown by pages of other hosts
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _first_time(address: str, design: str, revision: str, name: str) -> bytes:
    """Draw it, and keep it for when the design has changed."""
    parts = adapters.current()
    content = _drawn(_of_revision(design, revision), name)
    with parts.database.writing_across_brands() as session:
        return drawn_pictures.keep(session, address, content, parts.clock())


def _of_revision(name: str, revision: str) -> Design:
    try:
        design = adapters.current().designs.get(name)
    except DesignError:
        raise NotFound("picture") from None
    if design.revision != revision:
        raise NotFound("picture")
    return design


def _drawn(design: Design, name: str) -> bytes:
    if name == picture_links.LOGO:
        return google_art.logo(design)
    state = picture_names.read(name)
    if state is None:
        raise NotFound("picture")
    return google_art.hero(design, state)
