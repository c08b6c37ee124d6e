"""Looking up: cards, previews, what was bought, the person's own log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, request
from pydantic_core import to_jsonable_python

from wallet_service.database import BrandSession
from wallet_service.services.errors import NotFound
from wallet_service.services.scanner import card_search, card_sheets, logs, previews
from wallet_service.services.staff import attempts
from wallet_service.services.staff.attempts import Counted, Limit
from wallet_service.services.till import past
from wallet_service.services.users import Role
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.scanner import (
    bodies,
    calls,
    documents,
    paces,
    shifts,
)
from wallet_service.web.scanner.blueprint import blueprint

SEARCHES = (Limit(30, timedelta(minutes=1)),)
MISSES = (Limit(20, timedelta(hours=1)),)
LOG_REACHES_BACK = timedelta(hours=12)


@blueprint.get("/api/find")
@access.allow(Audience.USER, Role.STAFF)
def find() -> Response:
    """A card by what was scanned or typed: one card, or findings to choose from."""
    text = request.args.get("q", "")[:255]
    visitor, parts = shifts.at_work(), adapters.current()
    paces.current().look_up(visitor.user_id)
    misses = Counted("scan.miss", visitor.user_id, MISSES)
    with parts.database.reading(str(visitor.brand_id)) as session:
        attempts.require_room(session, parts.vault, misses, parts.clock())
        card_id = card_search.by_code(session, text)
        if card_id is not None:
            return calls.answer({"card": _sheet(session, card_id), "found": []})
    return _search(text, misses)


@blueprint.get("/api/cards/<card_id>")
@access.allow(Audience.USER, Role.STAFF)
def card(card_id: str) -> Response:
    """A card, and what it bought."""

    shifts.at_work()

    def work(session: BrandSession) -> dict[str, Any]:
        bought = logs.of_card(session, card_id)
        return {
            "card": _sheet(session, card_id),
            "purchases": [to_jsonable_python(one) for one in bought],
        }

    return calls.read(work)


@blueprint.post("/api/preview")
@access.allow(Audience.USER, Role.STAFF)
def preview() -> Response:
    """What a purchase would do; nothing is written."""
    sent = calls.body(bodies.PurchaseBody)
    now, visitor = adapters.now(), shifts.at_work()
    command = bodies.purchase_command(sent, now, visitor.location_id)

    def work(session: BrandSession) -> dict[str, Any]:
        found = previews.preview(session, command, visitor.actor, now)
        return documents.preview(found)

    return calls.read(work)


@blueprint.get("/api/purchases/<purchase_id>")
@access.allow(Audience.USER, Role.STAFF)
def purchase(purchase_id: str) -> Response:
    """A purchase with its lines and what is left of them."""

    shifts.at_work()

    def work(session: BrandSession) -> dict[str, Any]:
        found = past.get_purchase(session, purchase_id, adapters.now())
        left = [
            {
                "line": line.number,
                "category": line.category,
                "gross": line.gross,
                "left": line.gross_left,
                "quantity_left": line.quantity_left,
            }
            for line in past.lines_of(session, purchase_id)
        ]
        return documents.receipt(found) | {"left": left}

    return calls.read(work)


@blueprint.get("/api/shift")
@access.allow(Audience.USER, Role.STAFF)
def shift() -> Response:
    """What this person recorded in the last twelve hours."""
    visitor = shifts.at_work()
    since = adapters.now() - LOG_REACHES_BACK

    def work(session: BrandSession) -> dict[str, Any]:
        mine = logs.of_person(session, visitor.actor, since)
        return {"purchases": [to_jsonable_python(one) for one in mine]}

    return calls.read(work)


def _search(text: str, misses: Counted) -> Response:
    visitor, parts = shifts.at_work(), adapters.current()
    searches = Counted("scan.search", visitor.user_id, SEARCHES)
    attempts.take(parts.database, parts.vault, [searches], parts.clock())
    with parts.database.reading(str(visitor.brand_id)) as session:
        found = card_search.search(session, parts.keyring, text)
    if not found:
        attempts.take(parts.database, parts.vault, [misses], parts.clock())
        raise NotFound("card")
    return calls.answer(
        {"card": None, "found": [to_jsonable_python(one) for one in found]}
    )


def _sheet(session: BrandSession, card_id: str) -> dict[str, Any]:
    found = card_sheets.sheet(
        session,
        adapters.current().keyring,
        card_id,
        visitor=shifts.at_work(),
        now=adapters.now(),
    )
    return documents.sheet(found)
