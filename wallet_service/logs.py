"""Structured logs: one JSON line an event, on standard error.

Of an error they tell the type and the places in the code, never its message, which may
hold what was sent.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

DEEPEST_FRAMES = 12


def configure(level: str) -> None:
    """Write events from `level` on; the level is a name such as INFO."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _describe_exception,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=_to_standard_error,
    )


def describe(error: BaseException) -> dict[str, Any]:
    """What a log may tell of an error: its type and where it happened."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST_FRAMES:]
    return {
        "error": type(error).__qualname__,
        "where": [f"{one.filename}:{one.lineno} {one.name}" for one in frames],
    }


def _describe_exception(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Renders `exc_info`, which `log.exception` sets."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exception()
    if given and error is not None:
        event.update(describe(error))
    return event


def _to_standard_error(*_: object) -> structlog.WriteLogger:
    return structlog.WriteLogger(sys.stderr)
