"""What phones are answered: statuses, headers, and bodies only where Apple wants one.

An error has no body and never the media type of a pass; a broken file on a phone tells
nobody why.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from flask import Blueprint, Response

from wallet_service.database import DatabaseBusy
from wallet_service.services.errors import ServiceError
from wallet_service.services.wallet.changed_passes import ChangedPasses
from wallet_service.services.wallet.pass_issuing import BuiltPass
from wallet_service.wallets.apple import bundle, web_service

RETRY_AFTER_SECONDS = 60


def install_error_handlers(blueprint: Blueprint) -> None:
    """Refusals of the use cases become bare statuses."""
    blueprint.register_error_handler(ServiceError, _refused)
    blueprint.register_error_handler(DatabaseBusy, _busy)
    blueprint.register_error_handler(web_service.BadRegistration, _malformed)


def empty(status: int) -> Response:
    """A status and nothing else."""
    response = Response(status=status)
    response.headers.pop("Content-Type", None)
    return response


def changed_passes(changed: ChangedPasses) -> Response:
    """The list, with the tag that the phone brings back next time."""
    body = web_service.changed_passes(changed.serial_numbers, changed.tag)
    return Response(json.dumps(body), mimetype="application/json")


def pass_file(built: BuiltPass) -> Response:
    """The pass with every header that phones look at (checked 2026-11)."""
    response = Response(built.data, content_type=bundle.MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="card.pkpass"'
    response.headers["Content-Length"] = str(len(built.data))
    modified = instant(built.last_modified)
    response.headers["Last-Modified"] = web_service.http_date(modified)
    return _uncached(response)


def not_modified() -> Response:
    """The phone has this version already; a 304 carries no Last-Modified."""
    return _uncached(empty(304))


def instant(seconds: int) -> datetime:
    """Unix seconds as an instant."""
    return datetime.fromtimestamp(seconds, UTC)


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(error: ServiceError) -> Response:
    if error.status >= 500:
        return _later(error.status)
    return empty(error.status)


def _busy(_: DatabaseBusy) -> Response:
    return _later(503)


def _malformed(_: web_service.BadRegistration) -> Response:
    return empty(400)


def _later(status: int) -> Response:
    response = empty(status)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
