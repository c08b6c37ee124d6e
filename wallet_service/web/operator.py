"""What the operator's machines ask: alive, ready, figures.

`/healthz` and `/readyz` tell anyone yes or no and nothing else. `/metrics` answers to
this very machine alone: a loopback address, and no trace of a proxy in between.
"""

from __future__ import annotations

import ipaddress

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from wallet_service import schema
from wallet_service.services.errors import NotAllowed
from wallet_service.web import access, adapters, metrics
from wallet_service.web.access import Audience

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")

blueprint = Blueprint("operator", __name__)


@blueprint.get("/healthz")
@access.allow(Audience.ANYONE)
def healthz() -> Response:
    """The process answers."""
    return _plain("ok", 200)


@blueprint.get("/readyz")
@access.allow(Audience.ANYONE)
def readyz() -> Response:
    """The database is there and its tables are those that the code needs."""
    try:
        schema.require_head(adapters.current().database)
    except (SQLAlchemyError, schema.SchemaOutdated):
        return _plain("not ready", 503)
    return _plain("ready", 200)


@blueprint.get("/metrics")
@access.allow(Audience.OPERATOR)
def figures() -> Response:
    """The figures in Prometheus' text format."""
    if not _is_this_machine():
        raise NotAllowed("operator_only", "Metrics are read on this machine alone.")
    found: metrics.Metrics = current_app.extensions[metrics.NAME]
    return Response(found.text(), content_type="text/plain; version=0.0.4")


def _is_this_machine() -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _plain(text: str, status: int) -> Response:
    return Response(f"{text}\n", status=status, mimetype="text/plain")
