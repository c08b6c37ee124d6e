"""Who holds a session, read with everything that could have ended it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, not_, select
from sqlalchemy.engine import Row

from wallet_service.models.access import Membership, MembershipLocation, User
from wallet_service.models.device import Device
from wallet_service.models.sign_in import UserSession
from wallet_service.services.actors import Actor

IDLE = timedelta(minutes=30)
IDLE_AT_SCANNER = timedelta(minutes=5)
PROOF_LASTS = timedelta(minutes=10)
STAFF_BACKDATING_DAYS = 3


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, as what, and how far.

    `is_misplaced`: the shift's place is none of those that the person is bound to.
    """

    session_id: str
    user_id: str
    name: str
    email: str = field(repr=False)
    is_full: bool
    brand_id: str | None
    membership_id: str | None
    role: str | None
    company_id: str | None
    device_id: str | None
    location_id: str | None
    made_at: datetime
    seen_at: datetime
    proven_at: datetime
    is_locked: bool
    is_misplaced: bool

    @property
    def actor(self) -> Actor:
        """As whom everything is recorded."""
        return Actor("user", self.user_id, backdating_days=STAFF_BACKDATING_DAYS)

    def is_proven(self, now: datetime) -> bool:
        """Whether the person proved who they are within the last ten minutes."""
        return now - self.proven_at <= PROOF_LASTS


def joined() -> Select[*tuple[Any, ...]]:
    """Sessions with their person, role and device, ended ones too."""
    return (
        select(
            UserSession.id,
            UserSession.user_id,
            User.name,
            User.email,
            UserSession.stage,
            Membership.brand_id,
            UserSession.membership_id,
            Membership.role,
            Membership.company_id,
            UserSession.device_id,
            Device.name.label("device_name"),
            UserSession.location_id,
            _is_misplaced().label("is_misplaced"),
            UserSession.agent,
            UserSession.made_at,
            UserSession.seen_at,
            UserSession.proven_at,
        )
        .join(User, User.id == UserSession.user_id)
        .outerjoin(Membership, Membership.id == UserSession.membership_id)
        .outerjoin(Device, Device.id == UserSession.device_id)
    )


def live(now: datetime) -> Select[*tuple[Any, ...]]:
    """Sessions that nothing has ended."""
    return joined().where(
        UserSession.ended_at.is_(None),
        UserSession.ends_at > now,
        User.disabled_at.is_(None),
        Device.revoked_at.is_(None),
    )


def _is_misplaced() -> ColumnElement[bool]:
    own = MembershipLocation.membership_id == UserSession.membership_id
    here = MembershipLocation.location_id == UserSession.location_id
    is_bound = exists().where(own).correlate(UserSession)
    is_here = exists().where(own, here).correlate(UserSession)
    return and_(is_bound, not_(is_here))


def is_idle(row: Row[Any], now: datetime) -> bool:
    """Whether a session at a desk was left alone for too long."""
    return row.device_id is None and bool(now - row.seen_at > IDLE)


def visitor_of(row: Row[Any], now: datetime) -> Visitor:
    """Whose session it is; a shift that was left alone is locked."""
    idle = row.device_id is not None and now - row.seen_at > IDLE_AT_SCANNER
    return Visitor(
        session_id=row.id,
        user_id=row.user_id,
        name=row.name or row.email,
        email=row.email,
        is_full=row.stage == "full",
        brand_id=row.brand_id,
        membership_id=row.membership_id if row.role else None,
        role=row.role,
        company_id=row.company_id,
        device_id=row.device_id,
        location_id=row.location_id,
        made_at=row.made_at,
        seen_at=row.seen_at,
        proven_at=row.proven_at,
        is_locked=bool(idle),
        is_misplaced=bool(row.is_misplaced),
    )
