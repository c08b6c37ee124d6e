"""The API's OpenAPI document and its readable pages; both are for anyone to read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app
from flask_openapi.openapi import OpenAPI

from wallet_service.web import access
from wallet_service.web.access import Audience

DOCUMENT = "/api/v1/openapi.json"
# the library's first page offers one viewer only, so it goes there at once
TO_THE_VIEWER = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta http-equiv="refresh" content="0; url=swagger">'
    '<link rel="icon" href="data:,">'
    '<title>API</title><a href="swagger">API</a></html>'
)

INTRODUCTION = """\
Send an API key as `Authorization: Bearer wsk_...`. Money is an integer in minor units,
rates are integer basis points (`_bp`), times are RFC 3339 with an offset.

Purchases and refunds need an `Idempotency-Key`; every POST accepts one. The same key
with the same body is answered with the first answer, byte for byte, and with
`Idempotent-Replayed: true`.

Refusals are problem documents (RFC 9457) with a stable `code`; `errors` name the fields
by JSON pointers. Lists are pages: `?limit=50&after=...`, where `after` is the `next` of
the page before.
"""

blueprint = Blueprint("documentation", __name__)


def configure(app: OpenAPI) -> None:
    """Lead the readable pages to the document."""
    app.config["OPENAPI_HTML_STRING"] = TO_THE_VIEWER
    app.config["SWAGGER_CONFIG"] = {
        "url": DOCUMENT,
        # without the viewer's own bar: it asks for the address of another document
        "layout": "BaseLayout",
        "defaultModelsExpandDepth": 0,
    }


@blueprint.get(DOCUMENT)
@access.allow(Audience.ANYONE)
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    found: dict[str, Any] = current_app.api_doc  # type: ignore[attr-defined]
    return found
