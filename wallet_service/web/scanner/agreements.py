"""A second person agrees to a refund: by their PIN, for one purchase, for minutes.

The refund carries the agreement's token, so that no PIN waits in a browser's store.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta

from flask import Response

from wallet_service.services.errors import NotAllowed
from wallet_service.services.scanner.confirmations import Confirmed
from wallet_service.services.users import Role
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.scanner import (
    bodies,
    calls,
    device_cookie,
    shifts,
    views_unlocking,
)
from wallet_service.web.scanner.blueprint import blueprint

LIFE = timedelta(minutes=5)


@blueprint.post("/api/agreements")
@access.allow(Audience.USER, Role.STAFF)
def agree() -> Response:
    """A token for the refund; raises NotAllowed (`second_person_same`, `pin_wrong`)."""
    sent = calls.body(bodies.AgreeBody)
    if shifts.at_work().user_id == sent.user_id:
        detail = "The second person is somebody else."
        raise NotAllowed("second_person_same", detail)
    views_unlocking.check_pin(device_cookie.current(), sent)
    ends = str(int((adapters.now() + LIFE).timestamp()))
    signature = _signature(sent.user_id, sent.purchase_id, ends)
    return calls.answer({"agreement": f"{sent.user_id}.{ends}.{signature}"}, 201)


def second_person(token: str | None, purchase_id: str, by: Confirmed) -> str | None:
    """Who agreed to this refund in time; None without a right token."""
    parts = [*(token or "").split("."), "", ""]
    user_id, ends, signature = parts[:3]
    wanted = _signature(user_id, purchase_id, ends)
    if not user_id or not hmac.compare_digest(signature.encode(), wanted.encode()):
        return None
    in_time = by.made_at <= datetime.fromtimestamp(int(ends), UTC)
    return user_id if in_time and user_id != by.visitor.user_id else None


def _signature(user_id: str, purchase_id: str, ends: str) -> str:
    text = f"{user_id}\x00{purchase_id}\x00{ends}"
    return adapters.current().vault.keyed_hash(text, purpose="scanner.agreement")
