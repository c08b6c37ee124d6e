"""The page itself, the same for everybody, and what makes it stay without a network."""

from __future__ import annotations

from flask import Response, current_app, render_template

from wallet_service.web import access, assets, languages
from wallet_service.web.access import Audience
from wallet_service.web.scanner.blueprint import blueprint

# the page's own files; the big decoder is fetched when a camera needs it
WITHOUT_NETWORK = (".js", ".css", ".svg", ".png", ".wasm")


@blueprint.get("")
@access.allow(Audience.ANYONE)
def scanner() -> Response:
    """The page: it holds nothing of anybody."""
    return Response(render_template("scanner/scanner.html"), mimetype="text/html")


@blueprint.get("/sw.js")
@access.allow(Audience.ANYONE)
def service_worker() -> Response:
    """Keeps the page and its files; changes whenever one of them does."""
    page = render_template("scanner/sw.js", version=_version(), files=_files())
    response = Response(page, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/scan"
    return response


@blueprint.get("/manifest.webmanifest")
@access.allow(Audience.ANYONE)
def manifest() -> Response:
    """How the scanner stands on a phone's home screen."""
    page = render_template("scanner/manifest.webmanifest")
    return Response(page, mimetype="application/manifest+json")


def _files() -> list[str]:
    folders = ("scanner", "pages")
    return [
        assets.address_of(folder, name)
        for folder in folders
        for name in sorted(current_app.extensions[assets.NAME][folder].names)
        if name.endswith(WITHOUT_NETWORK)
    ]


def _version() -> str:
    known = current_app.extensions[assets.NAME]
    language = languages.current()
    return f"{known['scanner'].digest}-{known['pages'].digest}-{language}"
