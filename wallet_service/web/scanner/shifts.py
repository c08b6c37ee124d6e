"""Whose confirmation this is: the shift in which it was made, at this very device.

A confirmation may arrive long after it was made: the network was down, the page was
closed, the next person has unlocked the scanner. So it names its shift by a token of
its own, which is worth nothing without the device's cookie.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from flask import g, request

from wallet_service.services.actors import Actor
from wallet_service.services.errors import NotAllowed, invalid
from wallet_service.services.scanner.confirmations import Confirmed
from wallet_service.services.staff import sessions, workplaces
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.services.users import Role
from wallet_service.web import adapters, refusals, visitors
from wallet_service.web.scanner import device_cookie

HEADER = "X-Shift"
CLOCK_AHEAD = timedelta(minutes=5)


def token_of(session_id: str) -> str:
    """What confirmations of this shift carry."""
    return f"{session_id}.{_signature(session_id)}"


def at_work() -> Visitor:
    """Who stands at this scanner now, where they may work.

    Raises NotAllowed (`no_shift`, `wrong_location`).
    """
    visitor = visitors.current()
    if visitor.device_id is None or visitor.device_id != device_cookie.current().id:
        raise NotAllowed("no_shift", "Unlock the scanner with your PIN first.")
    if visitor.is_misplaced:
        raise workplaces.wrong_location()
    return visitor


def confirmed(made_at: datetime) -> Confirmed:
    """Who confirmed this and when; raises NotAllowed, NotAuthenticated or Invalid."""
    now = adapters.now()
    worker = _worker()
    if not worker.made_at - CLOCK_AHEAD <= made_at <= now + CLOCK_AHEAD:
        detail = "This was confirmed outside of the shift; check the device's clock."
        raise invalid("/made_at", detail, code="outside_of_shift")
    here = visitors.known()
    is_live = (
        here is not None and not here.is_locked and here.session_id == worker.session_id
    )
    return Confirmed(worker, made_at=min(made_at, now), now=now, is_live=is_live)


def _worker() -> Visitor:
    device = device_cookie.current()
    refusals.attempted_by(device.brand_id, Actor("device", device.id))
    session_id, _, signature = request.headers.get(HEADER, "").partition(".")
    is_ours = hmac.compare_digest(signature.encode(), _signature(session_id).encode())
    found = None
    if session_id and is_ours:
        with adapters.current().database.reading_across_brands() as session:
            found = sessions.of_shift(session, session_id, adapters.now())
    if found is None or found.device_id != device.id or found.role != Role.STAFF:
        detail = "The person or the scanner may not record anything any more."
        raise NotAllowed("shift_ended", detail)
    g.actor = str(found.actor)
    refusals.attempted_by(device.brand_id, found.actor)
    if found.is_misplaced:
        raise workplaces.wrong_location()
    return found


def _signature(session_id: str) -> str:
    return adapters.current().vault.keyed_hash(session_id, purpose="scanner.shift")
