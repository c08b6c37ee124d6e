"""Turns every error into an answer, once: problem documents for the API, else a page.

What is told never holds what was sent, nor anything of the inside of the service.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, request
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError

from wallet_service import database
from wallet_service.services.errors import Invalid, NotFound, ServiceError, Unavailable
from wallet_service.web import (
    error_page,
    problems,
    refusals,
    request_log,
    validation,
)

# programs read what is answered here, all else is for people
MACHINES = ("/api/", "/scan/api/", "/account/passkeys/", "/sign-in/passkey/")
CODES = {
    HTTPStatus.NOT_FOUND: ("not_found", "There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "method_not_allowed",
        "This address does not answer to this method; see the Allow header.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "body_too_large",
        "The body is larger than what is accepted here.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "unsupported_media_type",
        "Send the body as JSON with Content-Type: application/json.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "internal_error",
        "Something went wrong on our side; the request id leads the operator to it.",
    ),
}


def install(app: Flask) -> None:
    """Answer every error of the application."""
    app.register_blueprint(error_page.blueprint)
    app.register_error_handler(ServiceError, answer)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(database.DatabaseBusy, _busy)
    app.register_error_handler(TimeoutError, _busy)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(Exception, _unexpected)


def answer(error: ServiceError) -> Response:
    """The answer to a refusal; who was refused, and why, stands in the log."""
    refusals.note(error)
    if not for_machines():
        return error_page.of(error.status, problems.headers_of(error))
    return problems.response(problems.of(error), problems.headers_of(error))


def refuse_invalid(error: ValidationError) -> Response:
    """Called when a request does not fit its schema: 422, a path's value 404."""
    if error.title.endswith("Path"):
        return answer(NotFound("object"))
    faults = validation.faults_of(error)
    detail = "The request does not fit its schema; see the errors of its fields."
    return answer(Invalid("invalid_request", detail, errors=faults))


def _http_error(error: HTTPException) -> Response:
    if error.response is not None and isinstance(error.response, Response):
        return error.response
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    code, detail = CODES.get(
        HTTPStatus(status), ("http_error", HTTPStatus(status).description)
    )
    headers = {
        name: value
        for name, value in error.get_headers()
        if name in {"Allow", "Location", "Retry-After"}
    }
    if not for_machines():
        return error_page.of(status, headers)
    return problems.response(problems.document(status, code, detail), headers)


def _busy(_: Exception) -> Response:
    detail = "The database is busy and nothing was done: try again in a moment."
    return answer(Unavailable("busy", detail))


def _database_error(error: OperationalError) -> Response:
    return _busy(error) if database.is_busy(error) else _unexpected(error)


def _unexpected(error: Exception) -> Response:
    request_log.failure(error)
    return _http_error(InternalServerError())


def for_machines() -> bool:
    """Whether the answer is read by a program, be it our own page's."""
    return request.path.startswith(MACHINES)
