"""One JSON line for each request: request id, method, route, status, duration.

The route is logged, never path values, queries, headers or bodies; of an error the type
and the places in the code, never its message, which may hold what was sent.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
import traceback

import structlog
from flask import Flask, Response, g, request

from wallet_service.settings import Settings

REQUEST_ID = "X-Request-Id"
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
UNMATCHED = "unmatched"


def configure(settings: Settings) -> None:
    """JSON lines on standard error, from the given level on."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_to_standard_error,
    )


def install(app: Flask) -> None:
    """Log every request of the application."""
    app.before_request(_begin)
    app.after_request(_end)


def route() -> str:
    """The route of this request, without its values."""
    return request.url_rule.rule if request.url_rule else UNMATCHED


def failure(error: BaseException) -> None:
    """Log an error that nobody expected: its type and where it happened."""
    frames = traceback.extract_tb(error.__traceback__)
    _logger().error(
        "failure",
        route=route(),
        error=type(error).__qualname__,
        where=[f"{one.filename}:{one.lineno} {one.name}" for one in frames[-12:]],
    )


def _begin() -> None:
    given = request.headers.get(REQUEST_ID, "")
    g.request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers[REQUEST_ID] = g.request_id
    _logger().info(
        "request",
        method=request.method,
        route=route(),
        status=response.status_code,
        duration_ms=round((time.perf_counter() - g.began) * 1000, 1),
        actor=g.get("actor"),
    )
    return response


def _logger() -> structlog.typing.FilteringBoundLogger:
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger


def _to_standard_error(*_: object) -> structlog.WriteLogger:
    return structlog.WriteLogger(sys.stderr)
