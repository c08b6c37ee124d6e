"""Where staff may work: everywhere, or at the places that their manager named."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from wallet_service.database import BrandSession
from wallet_service.models.access import Membership, MembershipLocation
from wallet_service.services import audit
from wallet_service.services.errors import Conflict, NotAllowed, NotFound
from wallet_service.services.staff import locations
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.services.users import Role


def of_membership(session: BrandSession, membership_id: str | None) -> frozenset[str]:
    """The places that the membership is bound to; none: it is bound to no place."""
    statement = select(MembershipLocation.location_id).where(
        MembershipLocation.membership_id == (membership_id or "")
    )
    return frozenset(session.scalars(statement))


def bind(
    session: BrandSession,
    visitor: Visitor,
    membership_id: str,
    location_ids: Collection[str],
    now: datetime,
) -> None:
    """Bind somebody's role at the scanners to these places; none sets it free.

    Raises NotFound (membership, location) or Conflict (`not_staff`).
    """
    found = session.scalar(select(Membership).where(Membership.id == membership_id))
    if found is None:
        raise NotFound("membership")
    if found.role != Role.STAFF:
        raise Conflict("not_staff", "Only sales staff are bound to locations.")
    free(session, membership_id)
    for location_id in sorted(set(location_ids)):
        locations.get(session, location_id)
        session.add(
            MembershipLocation(
                membership_id=membership_id,
                location_id=location_id,
                brand_id=session.brand,
            )
        )
    audit.record(
        session,
        visitor.actor,
        action="user.locations",
        object_id=found.user_id,
        now=now,
        detail={"locations": sorted(set(location_ids))},
    )
    session.flush()


def free(session: BrandSession, membership_id: str) -> None:
    """Bind the membership to no place."""
    session.execute(
        delete(MembershipLocation).where(
            MembershipLocation.membership_id == membership_id
        )
    )


def beginning(
    session: BrandSession, membership_id: str | None, location_id: str | None
) -> str | None:
    """Where a shift begins on a scanner that stands there; None: to be chosen."""
    own = of_membership(session, membership_id)
    return location_id if not own or location_id in own else None


def require(
    session: BrandSession, membership_id: str | None, location_id: str | None
) -> None:
    """Raise NotAllowed (`wrong_location`) for a place of others."""
    own = of_membership(session, membership_id)
    if own and location_id not in own:
        raise wrong_location()


def wrong_location() -> NotAllowed:
    """The refusal of somebody who is bound to other places."""
    detail = "You work at other locations: choose one of yours, or ask a manager."
    return NotAllowed("wrong_location", detail)
