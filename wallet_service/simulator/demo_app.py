"""The demonstration's pages, to be mounted at /demo beside the service.

Pages hold no key and no secret of a phone; what a visitor does goes over HTTP to the
public API, and what the phone then shows was fetched by the phone itself.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, render_template, request
from werkzeug.exceptions import HTTPException

from wallet_service.passes import drawn
from wallet_service.simulator import demo_texts, demo_views
from wallet_service.simulator.demo_api import ApiRefused
from wallet_service.simulator.demonstration import Demonstration, DemoParts

__all__ = ["DemoParts", "Demonstration", "create_demo_app"]

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LARGEST_FORM = 16 * 1024


def create_demo_app(demonstration: Demonstration) -> Flask:
    """The application; it shows that it is being prepared until `prepare` is done."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_FORM
    app.extensions[demo_views.NAME] = demonstration
    app.register_blueprint(demo_views.blueprint)
    app.register_blueprint(_drawn_passes())
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(ApiRefused, _api_refused)
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)
    return app


def _drawn_passes() -> Blueprint:
    """The template and the style sheet of a pass, the same as on members' pages."""
    return Blueprint(
        "drawn",
        __name__,
        url_prefix="/drawn",
        template_folder=drawn.TEMPLATES,
        static_folder=drawn.STATIC,
    )


def _refuse_other_sites() -> None:
    """A page of another site may not make purchases here."""
    origin = request.headers.get("Origin")
    is_foreign = origin is not None and urlsplit(origin).netloc != request.host
    if request.method == "POST" and is_foreign:
        abort(403)


def _http_error(error: HTTPException) -> Response:
    return _error_page(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)


def _api_refused(_: ApiRefused) -> Response:
    """What the page is made of could not be read."""
    return _error_page(HTTPStatus.BAD_GATEWAY)


def _error_page(status: int) -> Response:
    language = demo_views.preferred_language()
    text = demo_texts.page(language)
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    what = "error_down" if is_ours else "error_page"
    page = render_template("simulator/error.html", t=text, what=what, language=language)
    return Response(page, status=status, mimetype="text/html")


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
