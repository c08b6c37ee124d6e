"""What people call a location or whoever recorded a purchase."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.access import ApiKey, Membership, User
from wallet_service.models.device import Location


def of_locations(session: BrandSession, ids: Collection[str]) -> Mapping[str, str]:
    """Names of the brand's own locations; systems may name places that it has not."""
    statement = select(Location.id, Location.name).where(Location.id.in_(ids))
    return {row.id: row.name for row in session.execute(statement)}


def of_actors(session: BrandSession, sources: Collection[str]) -> Mapping[str, str]:
    """Names of the brand's people and keys by `kind:identifier`."""
    of_kind: dict[str, list[str]] = {}
    for source in sources:
        kind, _, identifier = source.partition(":")
        of_kind.setdefault(kind, []).append(identifier)
    people = (
        select(User.id, User.name, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(User.id.in_(of_kind.get("user", [])))
    )
    keys = select(ApiKey.id, ApiKey.name).where(
        ApiKey.id.in_(of_kind.get("api_key", []))
    )
    found = {f"user:{row.id}": row.name or row.email for row in session.execute(people)}
    return found | {
        f"api_key:{row.id}": row.name for row in session.execute(keys) if row.name
    }
