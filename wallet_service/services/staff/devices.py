"""A brand's scanners: taken into use by somebody who is signed in, blocked by managers.

A device is known by a random token in its cookie. On it each person has a PIN of their
own; after five wrong ones in a row that PIN is gone and the password is asked again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import delete, select, update

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.access import Membership, User
from wallet_service.models.device import Device, DevicePin, Location
from wallet_service.services import audit, passwords
from wallet_service.services.actors import Actor
from wallet_service.services.errors import NotAllowed, NotFound, invalid
from wallet_service.services.staff import locations, sessions
from wallet_service.services.users import Role

PIN_DIGITS = range(4, 9)
MOST_FAILURES = 5
LONGEST_NAME = 255
EASY = frozenset({"1234", "12345", "123456", "4321", "54321", "654321"})


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device and its token, which is known only now."""

    id: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """The device that a request comes from."""

    id: str
    brand_id: str
    name: str
    location_id: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has a PIN on a device."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device in the managers' list."""

    id: str
    name: str
    location: str | None
    seen_at: datetime
    revoked_at: datetime | None
    people: tuple[str, ...] = ()


def enrol(
    session: BrandSession,
    name: str,
    location_id: str | None,
    *,
    actor: Actor,
    now: datetime,
) -> NewDevice:
    """Take a device into use; raises Invalid (`device_name`) or NotFound (location)."""
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        detail = f"A scanner's name has 1 to {LONGEST_NAME} characters."
        raise invalid("/name", detail, code="device_name")
    if location_id is not None:
        locations.get(session, location_id)
    token = secrets.token_urlsafe(32)
    device = Device(
        id=identifiers.new_id("devi"),
        brand_id=session.brand,
        name=name,
        token_hash=sessions.hash_of(token),
        location_id=location_id,
        enrolled_by=str(actor),
        enrolled_at=now,
        seen_at=now,
    )
    session.add(device)
    audit.record(session, actor, action="device.enrol", object_id=device.id, now=now)
    session.flush()
    return NewDevice(device.id, token)


def find(session: BrandSession, token: str) -> KnownDevice | None:
    """The device with this token, unless it is blocked; across brands."""
    row = session.execute(
        select(Device.id, Device.brand_id, Device.name, Device.location_id).where(
            Device.token_hash == sessions.hash_of(token), Device.revoked_at.is_(None)
        )
    ).one_or_none()
    return KnownDevice(*row) if row is not None else None


def people(session: BrandSession, device_id: str) -> list[Person]:
    """Who has a PIN on the device and may scan, by name."""
    rows = session.execute(
        select(User.id, User.name, User.email)
        .join(DevicePin, DevicePin.user_id == User.id)
        .join(Device, Device.id == DevicePin.device_id)
        .join(
            Membership,
            (Membership.user_id == User.id) & (Membership.brand_id == Device.brand_id),
        )
        .where(
            DevicePin.device_id == device_id,
            Membership.role == Role.STAFF,
            User.disabled_at.is_(None),
        )
        .order_by(User.name, User.email)
    )
    return [Person(row.id, row.name or row.email) for row in rows]


def set_pin(
    session: BrandSession, device_id: str, user_id: str, pin: str, now: datetime
) -> None:
    """Give a person a PIN on a device; raises Invalid (`pin_form`, `pin_easy`)."""
    is_digits = pin.isascii() and pin.isdigit()
    if not is_digits or len(pin) not in PIN_DIGITS:
        raise invalid("/pin", "A PIN has 4 to 8 digits.", code="pin_form")
    if pin in EASY or len(set(pin)) == 1:
        detail = "This PIN is guessed first; choose another one."
        raise invalid("/pin", detail, code="pin_easy")
    _forget_pin(session, device_id, user_id)
    session.add(
        DevicePin(
            device_id=device_id,
            user_id=user_id,
            pin_hash=passwords.hash_pin(pin),
            failures=0,
            set_at=now,
        )
    )
    session.flush()


def check_pin(session: BrandSession, device_id: str, user_id: str, pin: str) -> int:
    """Judge a PIN: 0 for a right one, else the number of wrong ones in a row.

    The caller commits before it answers, so that a wrong try is counted. Raises
    NotAllowed (`pin_gone`) where there is no PIN, or no more.
    """
    found = session.get(DevicePin, (device_id, user_id), with_for_update=True)
    if found is None:
        detail = "Sign in with your password; you choose a new PIN then."
        raise NotAllowed("pin_gone", detail)
    right, _ = passwords.verify(pin, found.pin_hash)
    found.failures = 0 if right else found.failures + 1
    failures = found.failures
    session.flush()
    if failures >= MOST_FAILURES:
        _forget_pin(session, device_id, user_id)
    return failures


def staff_membership(session: BrandSession, brand_id: str, user_id: str) -> str | None:
    """The membership in which a person may scan for the brand."""
    statement = select(Membership.id).where(
        Membership.user_id == user_id,
        Membership.brand_id == brand_id,
        Membership.role == Role.STAFF,
    )
    return session.scalar(statement)


def choose_location(
    session: BrandSession,
    device_id: str,
    location_id: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Move the device to a place that is open; raises NotFound."""
    if locations.get(session, location_id).closed_at is not None:
        raise NotFound("location")
    session.execute(
        update(Device).where(Device.id == device_id).values(location_id=location_id)
    )
    audit.record(
        session,
        actor,
        action="device.move",
        object_id=device_id,
        now=now,
        detail={"location_id": location_id},
    )
    session.flush()


def note_seen(session: BrandSession, device_id: str, now: datetime) -> None:
    """Remember that the device was used."""
    session.execute(update(Device).where(Device.id == device_id).values(seen_at=now))


def list_devices(session: BrandSession) -> list[DeviceView]:
    """The brand's devices, those in use first, the one used last on top."""
    rows = session.execute(
        select(Device.id, Device.name, Location.name, Device.seen_at, Device.revoked_at)
        .outerjoin(Location, Location.id == Device.location_id)
        .where(Device.brand_id == session.brand)
        .order_by(Device.revoked_at.is_not(None), Device.seen_at.desc(), Device.id)
    ).all()
    return [
        replace(view, people=_names(people(session, view.id)))
        for view in (DeviceView(*row) for row in rows)
    ]


def revoke(
    session: BrandSession, device_id: str, *, actor: Actor, now: datetime
) -> None:
    """Block a device for ever; its shifts end at once. Raises NotFound.

    Needs a session of the brand; one that was blocked stays as it is.
    """
    device = session.scalar(select(Device).where(Device.id == device_id))
    if device is None:
        raise NotFound("device")
    if device.revoked_at is not None:
        return
    device.revoked_at = now
    audit.record(session, actor, action="device.revoke", object_id=device_id, now=now)
    session.flush()
    session.execute(delete(DevicePin).where(DevicePin.device_id == device_id))
    sessions.end_of_device(session, device_id, now)


def _names(found: Iterable[Person]) -> tuple[str, ...]:
    return tuple(one.name for one in found)


def _forget_pin(session: BrandSession, device_id: str, user_id: str) -> None:
    session.execute(
        delete(DevicePin).where(
            DevicePin.device_id == device_id, DevicePin.user_id == user_id
        )
    )
