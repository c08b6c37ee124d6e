"""Taking a scanner into use, unlocking it by PIN, locking it, moving it."""

from __future__ import annotations

from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.services import brands
from wallet_service.services.actors import Actor
from wallet_service.services.errors import NotAllowed
from wallet_service.services.staff import devices, locations, sessions, workplaces
from wallet_service.services.staff.devices import KnownDevice
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.services.staff.sessions import NewSession
from wallet_service.services.users import Role
from wallet_service.web import access, adapters, cookies, refusals, visitors
from wallet_service.web.access import Audience
from wallet_service.web.scanner import bodies, calls, device_cookie, shifts
from wallet_service.web.scanner.blueprint import blueprint

ENROLLING = (Role.OWNER, Role.MANAGER, Role.STAFF)


@blueprint.get("/api/state")
@access.allow(Audience.ANYONE)
def state() -> Response:
    """What the page shows first: set up, sign in, unlock, or scan."""
    return calls.answer(_state())


@blueprint.post("/api/device")
@access.allow(Audience.USER, *ENROLLING)
def enrol() -> Response:
    """Take this browser into use as a scanner of the brand."""
    sent = calls.body(bodies.DeviceBody)
    visitor, parts = visitors.current(), adapters.current()
    _require_proof(visitor)
    new = parts.database.run(
        str(visitor.brand_id),
        lambda session: devices.enrol(
            session,
            sent.name,
            sent.location_id,
            actor=visitor.actor,
            now=parts.clock(),
        ),
    )
    return device_cookie.put(calls.answer({"id": new.id}, 201), new)


@blueprint.post("/api/pin")
@access.allow(Audience.USER, Role.STAFF)
def choose_pin() -> Response:
    """Choose the PIN for this scanner, right after the password; begins the shift."""
    sent = calls.body(bodies.PinBody)
    visitor, device = visitors.current(), device_cookie.current()
    _require_proof(visitor)
    if device.brand_id != visitor.brand_id:
        detail = "This scanner belongs to another brand."
        raise NotAllowed("device_of_another_brand", detail)
    parts = adapters.current()
    now = parts.clock()
    with parts.database.writing_across_brands() as session:
        devices.set_pin(session, device.id, visitor.user_id, sent.pin, now)
        sessions.end(session, visitor.session_id, reason="replaced", now=now)
        new = _begin_shift(session, device, visitor.user_id)
    return visitors.put(calls.answer({"id": new.id}, 201), new)


@blueprint.post("/api/unlock")
@access.allow(Audience.ANYONE)
def unlock() -> Response:
    """Begin or go on with a shift by PIN; a few wrong ones end the PIN."""
    sent = calls.body(bodies.UnlockBody)
    device = device_cookie.current()
    refusals.attempted_by(device.brand_id, Actor("device", device.id))
    parts = adapters.current()
    check_pin(device, sent)
    with parts.database.writing_across_brands() as session:
        new = _begin_shift(session, device, sent.user_id)
    return visitors.put(calls.answer({"id": new.id}, 201), new)


@blueprint.post("/api/lock")
@access.allow(Audience.USER)
def lock() -> Response:
    """End the shift: the next person unlocks."""
    parts = adapters.current()
    with parts.database.writing_across_brands() as session:
        session_id = visitors.current().session_id
        sessions.end(session, session_id, reason="locked", now=parts.clock())
    response = calls.answer({})
    cookies.drop(response, visitors.COOKIE)
    return response


@blueprint.post("/api/location")
@access.allow(Audience.USER, *ENROLLING)
def move() -> Response:
    """The scanner stands somewhere else from now on, and a new shift begins there.

    What was confirmed before names the shift before, and counts where that was.
    """
    sent = calls.body(bodies.LocationBody)
    visitor, device = visitors.current(), device_cookie.current()
    if device.brand_id != visitor.brand_id:
        detail = "This scanner belongs to another brand."
        raise NotAllowed("device_of_another_brand", detail)
    adapters.current().database.run(
        device.brand_id,
        lambda session: _move(session, visitor, device, sent.location_id),
    )
    if visitor.device_id is None:
        return calls.answer({})
    with adapters.current().database.writing_across_brands() as session:
        new = sessions.move(
            session,
            visitor,
            sent.location_id,
            agent=device.name,
            now=adapters.now(),
        )
    return visitors.put(calls.answer({"id": new.id}), new)


def check_pin(device: KnownDevice, sent: bodies.UnlockBody) -> None:
    """Judge a PIN; raises NotAllowed (`pin_wrong` with `left`, `pin_gone`)."""
    refusals.about(sent.user_id)
    with adapters.current().database.writing_across_brands() as session:
        failures = devices.check_pin(session, device.id, sent.user_id, sent.pin)
        membership = devices.staff_membership(session, device.brand_id, sent.user_id)
    if failures:
        left = devices.MOST_FAILURES - failures
        detail = "This PIN is not right."
        raise NotAllowed("pin_wrong", detail, extra={"left": left})
    if membership is None:
        raise NotAllowed("role_missing", "This person may not scan any more.")


def _move(
    session: BrandSession, visitor: Visitor, device: KnownDevice, location_id: str
) -> None:
    workplaces.require(session, visitor.membership_id, location_id)
    devices.choose_location(
        session, device.id, location_id, actor=visitor.actor, now=adapters.now()
    )


def _begin_shift(
    session: BrandSession, device: KnownDevice, user_id: str
) -> NewSession:
    now = adapters.now()
    devices.note_seen(session, device.id, now)
    membership_id = devices.staff_membership(session, device.brand_id, user_id)
    return sessions.begin(
        session,
        user_id,
        is_full=True,
        agent=device.name,
        now=now,
        membership_id=membership_id,
        device_id=device.id,
        location_id=workplaces.beginning(session, membership_id, device.location_id),
    )


def _require_proof(visitor: Visitor) -> None:
    if not visitor.is_proven(adapters.now()):
        detail = "Sign in with your password once more for this."
        raise NotAllowed("proof_needed", detail)


def _state() -> dict[str, Any]:
    visitor, device = visitors.known(), device_cookie.known()
    document: dict[str, Any] = {
        "device": None,
        "people": [],
        "visitor": None,
        "locations": [],
    }
    brand_id = device.brand_id if device else visitor.brand_id if visitor else None
    if brand_id is not None:
        with adapters.current().database.reading(brand_id) as session:
            document |= _of_brand(session, device, visitor)
    if visitor is not None:
        document["visitor"] = _visitor(visitor)
    return document


def _of_brand(
    session: BrandSession, device: KnownDevice | None, visitor: Visitor | None
) -> dict[str, Any]:
    brand = brands.the_brand(session)
    found: dict[str, Any] = {
        "brand": brand.name,
        "undo_minutes": brands.settings_of(brand).undo_minutes,
    }
    if device is not None:
        place = device.location_id
        found["device"] = {
            "id": device.id,
            "name": device.name,
            "location_id": place,
            "location": locations.get(session, place).name if place else None,
        }
        known = devices.people(session, device.id)
        found["people"] = [{"id": one.id, "name": one.name} for one in known]
    if visitor is not None:
        found["locations"] = _places(session, visitor)
    return found


def _places(session: BrandSession, visitor: Visitor) -> list[dict[str, str]]:
    """The open places where the visitor may work."""
    own = workplaces.of_membership(session, visitor.membership_id)
    return [
        {"id": one.id, "name": one.name}
        for one in locations.list_locations(session, open_only=True)
        if not own or one.id in own
    ]


def _visitor(visitor: Visitor) -> dict[str, Any]:
    is_at_work = visitor.device_id is not None and not visitor.is_locked
    return {
        "id": visitor.user_id,
        "name": visitor.name,
        "role": visitor.role,
        "is_full": visitor.is_full,
        "is_locked": visitor.is_locked,
        "is_shift": visitor.device_id is not None,
        "is_misplaced": visitor.is_misplaced,
        "location_id": visitor.location_id,
        "is_proven": visitor.is_proven(adapters.now()),
        "csrf": visitors.csrf_token(),
        "shift": shifts.token_of(visitor.session_id) if is_at_work else None,
    }
