"""The last letters of every brand, as they would have been sent; in development alone.

Links in them can be followed, so that a whole journey works without a mail server.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from sqlalchemy import select

from wallet_service.models.brand import Brand
from wallet_service.services.errors import NotFound
from wallet_service.services.mail import letters
from wallet_service.services.mail.letters import WrittenLetter
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience

MOST = 20

blueprint = Blueprint(
    "development", __name__, url_prefix="/development", template_folder="templates"
)


@blueprint.get("/letters")
@access.allow(Audience.ANYONE)
def show_letters() -> Response:
    """What would have been sent, newest first."""
    if not adapters.current().settings.is_development:
        raise NotFound("page")
    page = render_template("development/letters.html", letters=_newest(), locale="en")
    return Response(page, mimetype="text/html")


def _newest() -> list[WrittenLetter]:
    parts = adapters.current()
    with parts.database.reading_across_brands() as session:
        brand_ids = list(session.scalars(select(Brand.id)))
    found: list[WrittenLetter] = []
    for brand_id in brand_ids:
        with parts.database.reading(brand_id) as session:
            found += letters.newest(session, parts.keyring, MOST)
    return sorted(found, key=lambda one: one.id, reverse=True)[:MOST]
