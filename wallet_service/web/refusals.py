"""Writes refused attempts into the brand's log: who, where, why; never what was sent.

What is forbidden or too often is told there, in a transaction of its own, since that of
the attempt was undone. Programs repeat themselves, and so does who meets a limit: of
them one refusal a minute, kind and route is written.
"""

from __future__ import annotations

import re
from http import HTTPStatus

import structlog
from flask import Flask, current_app, g, request
from limits import RateLimitItemPerMinute
from sqlalchemy.exc import SQLAlchemyError

from wallet_service.database import DatabaseBusy
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import ServiceError
from wallet_service.web import adapters, request_log
from wallet_service.web.pace import Pace

NAME = "wallet_service.refusals"
ACTION = "refused"
TOLD = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})
IDENTIFIER = re.compile(r"[a-z]{4}_[A-Za-z0-9]{1,35}")

log = structlog.get_logger(__name__)


def install(app: Flask) -> None:
    """Give the application its memory of what was written lately."""
    app.extensions[NAME] = Pace(RateLimitItemPerMinute(1))


def attempted_by(brand_id: str | None, actor: Actor) -> None:
    """Whose attempts in this request are written, if they are refused."""
    if brand_id is not None:
        g.attempted_by = (brand_id, actor)


def about(object_id: str) -> None:
    """What the attempt is about, where the address does not say it."""
    g.attempted_about = object_id


def note(error: ServiceError) -> None:
    """Write a refusal down; where nobody known is asking there is no log for it."""
    found: tuple[str, Actor] | None = g.get("attempted_by")
    if error.status not in TOLD or found is None or _is_repeated(error, *found):
        return
    brand_id, actor = found
    parts = adapters.current()
    try:
        with parts.database.writing(brand_id) as session:
            audit.record(
                session,
                actor,
                action=ACTION,
                object_id=_object(actor),
                now=parts.clock(),
                detail={
                    "code": error.code,
                    "method": request.method,
                    "route": request_log.route(),
                },
            )
    except (DatabaseBusy, SQLAlchemyError) as fault:
        # the refusal stands, told or not
        log.warning("refusal_not_written", error=type(fault).__name__)


def _is_repeated(error: ServiceError, brand_id: str, actor: Actor) -> bool:
    if error.status == HTTPStatus.FORBIDDEN and actor.kind != "api_key":
        return False
    lately: Pace = current_app.extensions[NAME]
    where = request_log.route()
    return not lately.hit(f"{brand_id} {actor} {error.code} {request.method} {where}")


def _object(actor: Actor) -> str:
    """What it was about: an identifier in the address, else the actor."""
    named = [*(request.view_args or {}).values(), g.get("attempted_about")]
    known = [str(one) for one in named if IDENTIFIER.fullmatch(str(one))]
    return known[-1] if known else actor.id
