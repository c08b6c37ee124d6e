"""A brand's places: added, named, closed; a closed one can be opened again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.device import Location
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound, invalid

LONGEST = 255
PREFIX = "loct"


def add_location(
    session: BrandSession,
    name: str,
    address: str | None,
    *,
    actor: Actor,
    now: datetime,
) -> str:
    """Add a place; raises Invalid (`location_name`) or Conflict (`location_exists`)."""
    name = name.strip()
    if not 0 < len(name) <= LONGEST:
        detail = f"A location's name has 1 to {LONGEST} characters."
        raise invalid("/name", detail, code="location_name")
    location = Location(
        id=identifiers.new_id(PREFIX),
        brand_id=session.brand,
        name=name,
        address=(address or "").strip()[:LONGEST] or None,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(location)
            session.flush()
    except IntegrityError:
        detail = "There is a location of this name already."
        raise Conflict("location_exists", detail) from None
    _record(session, "location.create", location.id, actor, now)
    return location.id


def set_closed(
    session: BrandSession,
    location_id: str,
    *,
    is_closed: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Close a place, or open it again; raises NotFound."""
    location = get(session, location_id)
    location.closed_at = now if is_closed else None
    action = "location.close" if is_closed else "location.open"
    _record(session, action, location_id, actor, now)


def get(session: BrandSession, location_id: str) -> Location:
    """A place of the brand; raises NotFound."""
    found = session.scalar(select(Location).where(Location.id == location_id))
    if found is None:
        raise NotFound("location")
    return found


def require_known(session: BrandSession, location_id: str | None) -> None:
    """Raise NotFound, naming the field, for an identifier that is no place of ours.

    A till may name its place in words of its own; what begins as our identifiers do is
    taken for one.
    """
    if location_id is None or not location_id.startswith(f"{PREFIX}_"):
        return
    known = select(Location.id).where(Location.id == location_id)
    if session.scalar(known) is None:
        raise NotFound("location", pointer="/location_id")


def list_locations(session: BrandSession, *, open_only: bool = False) -> list[Location]:
    """The brand's places by name."""
    statement = select(Location).order_by(Location.name)
    if open_only:
        statement = statement.where(Location.closed_at.is_(None))
    return list(session.scalars(statement))


def _record(
    session: BrandSession, action: str, location_id: str, actor: Actor, now: datetime
) -> None:
    audit.record(session, actor, action=action, object_id=location_id, now=now)
    session.flush()
