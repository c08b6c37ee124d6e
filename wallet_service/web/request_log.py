"""One JSON line for each request: request id, method, route, status, duration.

The route is logged, never path values, queries, headers or bodies.
"""

from __future__ import annotations

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

from wallet_service import logs

REQUEST_ID = "X-Request-Id"
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
UNMATCHED = "unmatched"

log = structlog.get_logger(__name__)


def install(app: Flask) -> None:
    """Log every request of the application."""
    app.before_request(_begin)
    app.after_request(_end)


def route() -> str:
    """The route of this request, without its values."""
    return request.url_rule.rule if request.url_rule else UNMATCHED


def failure(error: BaseException) -> None:
    """Log an error that nobody expected: its type and where it happened."""
    log.error("failure", route=route(), **logs.describe(error))


def _begin() -> None:
    given = request.headers.get(REQUEST_ID, "")
    g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers[REQUEST_ID] = g.request_id
    log.info(
        "request",
        method=request.method,
        route=route(),
        status=response.status_code,
        duration_ms=round((time.perf_counter() - g.began) * 1000, 1),
        actor=g.get("actor"),
    )
    return response
