"""The brand that the key belongs to, and what it decides for all of its programs."""

from __future__ import annotations

from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.services import brands
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import answers_joining, calls, rendering_joining
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint
from wallet_service.web.api.calls import Done
from wallet_service.web.api.schemas_joining import BrandPatch

blueprint = api_blueprint("brand", "The brand and its settings")


@blueprint.get("/brand", responses={200: answers_joining.BrandShape})
@access.allow(Audience.API_KEY, "brand:read")
def get_brand() -> Response:
    """Read the brand of the key."""
    return calls.read(_document)


@blueprint.patch("/brand", responses={200: answers_joining.BrandShape})
@access.allow(Audience.API_KEY, "*")
def change_brand(body: BrandPatch) -> Response:
    """Change what is given; the cards follow."""
    given = body.sent()

    def work(session: BrandSession) -> Done:
        if given:
            brands.change_settings(
                session, given, actor=principal().actor, now=adapters.now()
            )
        return Done(200, _document(session))

    return calls.write(work)


def _document(session: BrandSession) -> dict[str, Any]:
    return rendering_joining.brand(brands.the_brand(session))
