"""A member agrees to a spending: a code goes to them, and is typed at the counter."""

from __future__ import annotations

from flask import Response

from wallet_service.services.errors import NotAllowed
from wallet_service.services.scanner import spending_codes
from wallet_service.services.staff import attempts
from wallet_service.services.staff.attempts import Counted
from wallet_service.services.users import Role
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.scanner import bodies, calls, shifts
from wallet_service.web.scanner.blueprint import blueprint


@blueprint.post("/api/codes")
@access.allow(Audience.USER, Role.STAFF)
def send_code() -> Response:
    """Owe the card's member a code; the answer says where they find it."""
    sent = calls.body(bodies.CodeBody)
    visitor, parts = shifts.at_work(), adapters.current()
    now = parts.clock()
    brand_id = str(visitor.brand_id)
    counted = Counted("spending.code", sent.card_id, spending_codes.SENT)
    attempts.take(parts.database, parts.vault, [counted], now)
    made = parts.database.run(
        brand_id,
        lambda session: spending_codes.send(
            session,
            parts.keyring,
            sent.card_id,
            sent.points,
            visitor=visitor,
            has_mail=parts.settings.sends_mail,
            now=now,
        ),
    )
    document = {
        "id": made.id,
        "channels": list(made.channels),
        "expires_at": made.expires_at.isoformat(),
    }
    return calls.answer(document, 201)


@blueprint.post("/api/codes/<code_id>")
@access.allow(Audience.USER, Role.STAFF)
def type_code(code_id: str) -> Response:
    """Judge what was typed; raises NotAllowed (`code_wrong`, `code_over`)."""
    sent = calls.body(bodies.TypedCodeBody)
    visitor, parts = shifts.at_work(), adapters.current()
    wrong = parts.database.run(
        str(visitor.brand_id),
        lambda session: spending_codes.judge(
            session,
            parts.keyring,
            code_id,
            sent.code,
            visitor=visitor,
            now=parts.clock(),
        ),
    )
    if wrong:
        left = spending_codes.TRIES - wrong
        detail = "This is not the code."
        raise NotAllowed("code_wrong", detail, extra={"left": left})
    return calls.answer({})
