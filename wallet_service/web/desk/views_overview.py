"""Where the brand stands: what is not ready yet, and how much there is."""

from __future__ import annotations

from flask import Response

from wallet_service.services.insight import readiness
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, pages
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import READERS


@blueprint.get("")
@access.allow(Audience.USER, *READERS)
def overview() -> Response:
    """The first page of the desk."""
    parts = adapters.current()
    found = acting.read(
        lambda session: readiness.look(session, parts.designs, parts.clock())
    )
    return pages.page(
        "overview.html",
        steps=found.steps,
        counts=found.counts,
        is_ready=found.is_ready,
        brand_id=acting.brand_id(),
    )
