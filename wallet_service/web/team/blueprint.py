"""The blueprint of the team's pages, and what its views share."""

from __future__ import annotations

from flask import Blueprint, Response

from wallet_service.services import brands
from wallet_service.services.users import Role
from wallet_service.web import adapters, frame, visitors

RULING = (Role.OWNER, Role.MANAGER)

blueprint = Blueprint(
    "team", __name__, url_prefix="/brand", template_folder="templates"
)
frame.frame(blueprint)


def brand_id() -> str:
    """The brand that the visitor acts for."""
    return str(visitors.current().brand_id)


def brand_name() -> str:
    """The name of that brand."""
    with adapters.current().database.reading(brand_id()) as session:
        return brands.the_brand(session).name


def see_other(address: str) -> Response:
    """Lead to a page after something was done."""
    response = Response(status=303)
    response.headers["Location"] = address
    return response


def proof_missing(back: str) -> Response | None:
    """Where to go first when the visitor has not proved lately who they are."""
    if visitors.current().is_proven(adapters.now()):
        return None
    return see_other(f"/sign-in/again?next={back}")
