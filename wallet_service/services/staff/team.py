"""A brand's team: who is there, invited, given roles, switched off.

Owners change anybody, managers everybody but owners and managers; nobody switches
themselves off, and a brand keeps one owner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select, update

from wallet_service.database import BrandSession
from wallet_service.models.access import Membership, User
from wallet_service.models.sign_in import UserSession
from wallet_service.services import audit, users
from wallet_service.services.errors import Conflict, NotAllowed, NotFound
from wallet_service.services.staff import second_factor, sessions, workplaces
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.services.users import NewUser, Role

RULING = frozenset({Role.OWNER, Role.MANAGER})


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role of a person in this brand, and the places that it is bound to."""

    membership_id: str
    role: str
    location_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person of the team."""

    id: str
    name: str
    email: str = field(repr=False)
    has_password: bool
    is_disabled: bool
    roles: tuple[RoleView, ...]


def list_people(session: BrandSession) -> list[PersonView]:
    """Everybody with a role in the brand, by name."""
    rows = session.execute(
        select(User, Membership.id, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.brand_id == session.brand)
        .order_by(User.name, User.email, Membership.role)
    )
    roles: dict[str, list[RoleView]] = {}
    found: dict[str, User] = {}
    for user, membership_id, role in rows:
        found[user.id] = user
        places = workplaces.of_membership(session, membership_id)
        view = RoleView(membership_id, role, places)
        roles.setdefault(user.id, []).append(view)
    return [_view(user, roles[user.id]) for user in found.values()]


def invite(
    session: BrandSession,
    visitor: Visitor,
    *,
    email: str,
    name: str,
    role: str,
    now: datetime,
) -> NewUser:
    """Give a person a role; needs a session across brands.

    Raises NotAllowed (`owner_needed`), and what `users.create_user` raises.
    """
    _require_power(visitor, {role})
    return users.create_user(
        session,
        brand_id=str(visitor.brand_id),
        email=email,
        name=name,
        role=role,
        actor=visitor.actor,
        now=now,
    )


def new_link(
    session: BrandSession, visitor: Visitor, user_id: str, now: datetime
) -> NewUser:
    """A link for a new password; older links end. The second factor stays.

    Needs a session across brands; raises NotFound or NotAllowed (`owner_needed`).
    """
    _require_power(visitor, _roles_of(session, visitor, user_id))
    users.end_invitations(session, user_id, now)
    token = users.invite(session, user_id, now)
    _record(session, visitor, "user.new_link", user_id, now)
    return NewUser(user_id, token)


def remove_role(
    session: BrandSession, visitor: Visitor, membership_id: str, now: datetime
) -> None:
    """Take a role away; what was signed in with it ends at once.

    Needs a session across brands. Raises NotFound, NotAllowed (`owner_needed`) or
    Conflict (`own_account`, `last_owner`).
    """
    found = session.scalar(
        select(Membership).where(
            Membership.id == membership_id, Membership.brand_id == visitor.brand_id
        )
    )
    if found is None:
        raise NotFound("membership")
    _require_power(visitor, {found.role})
    if found.id == visitor.membership_id:
        raise Conflict("own_account", "Nobody takes a role from themselves.")
    if found.role == Role.OWNER:
        _require_another_owner(session, visitor, found.user_id)
    used = UserSession.membership_id == membership_id
    live = used, UserSession.ended_at.is_(None)
    ended = {"ended_at": now, "end_reason": "revoked"}
    session.execute(update(UserSession).where(*live).values(**ended))
    session.execute(update(UserSession).where(used).values(membership_id=None))
    workplaces.free(session, membership_id)
    session.execute(delete(Membership).where(Membership.id == membership_id))
    _record(session, visitor, "user.role_removed", found.user_id, now, role=found.role)


def set_disabled(
    session: BrandSession,
    visitor: Visitor,
    user_id: str,
    *,
    is_disabled: bool,
    now: datetime,
) -> None:
    """Switch a person off, with sessions and devices, or on again.

    Needs a session across brands. Raises NotFound, NotAllowed (`owner_needed`,
    `works_elsewhere`) or Conflict (`own_account`, `last_owner`).
    """
    roles = _roles_of(session, visitor, user_id)
    _require_power(visitor, roles)
    if user_id == visitor.user_id:
        raise Conflict("own_account", "Nobody switches themselves off.")
    _require_only_here(session, visitor, user_id)
    if is_disabled and Role.OWNER in roles:
        _require_another_owner(session, visitor, user_id)
    user = session.get_one(User, user_id)
    user.disabled_at = now if is_disabled else None
    session.flush()
    if is_disabled:
        sessions.end_all(session, user_id, reason="revoked", now=now)
    action = "user.disable" if is_disabled else "user.enable"
    _record(session, visitor, action, user_id, now)


def reset_second_factor(
    session: BrandSession, visitor: Visitor, user_id: str, now: datetime
) -> None:
    """Forget a person's second factor and sign them out; for owners alone.

    Needs a session across brands. Raises NotFound, NotAllowed (`owner_needed`) or
    Conflict (`own_account`).
    """
    _roles_of(session, visitor, user_id)
    if visitor.role != Role.OWNER:
        raise NotAllowed("owner_needed", "Only an owner may reset a second factor.")
    if user_id == visitor.user_id:
        raise Conflict("own_account", "Nobody resets their own second factor here.")
    second_factor.remove(session, user_id)
    sessions.end_all(session, user_id, reason="revoked", now=now)
    _record(session, visitor, "user.factor_reset", user_id, now)


def _view(user: User, roles: list[RoleView]) -> PersonView:
    return PersonView(
        id=user.id,
        name=user.name or user.email,
        email=user.email,
        has_password=user.password_hash is not None,
        is_disabled=user.disabled_at is not None,
        roles=tuple(roles),
    )


def _roles_of(session: BrandSession, visitor: Visitor, user_id: str) -> set[str]:
    statement = select(Membership.role).where(
        Membership.user_id == user_id, Membership.brand_id == visitor.brand_id
    )
    roles = set(session.scalars(statement))
    if not roles:
        raise NotFound("user")
    return roles


def _require_power(visitor: Visitor, roles: set[str]) -> None:
    if visitor.role != Role.OWNER and RULING.intersection(roles):
        detail = "Only an owner may change owners and managers."
        raise NotAllowed("owner_needed", detail)


def _require_another_owner(
    session: BrandSession, visitor: Visitor, user_id: str
) -> None:
    others = (
        select(func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.brand_id == visitor.brand_id,
            Membership.role == Role.OWNER,
            Membership.user_id != user_id,
            User.disabled_at.is_(None),
        )
    )
    if not session.scalar(others):
        raise Conflict("last_owner", "The brand needs at least one owner.")


def _require_only_here(session: BrandSession, visitor: Visitor, user_id: str) -> None:
    """One brand must not switch off a person of another."""
    elsewhere = select(Membership.id).where(
        Membership.user_id == user_id, Membership.brand_id != visitor.brand_id
    )
    if session.scalar(elsewhere.limit(1)) is not None:
        detail = "This person works for another brand too: take the roles away instead."
        raise NotAllowed("works_elsewhere", detail)


def _record(
    session: BrandSession,
    visitor: Visitor,
    action: str,
    user_id: str,
    now: datetime,
    **detail: str,
) -> None:
    audit.record(
        session,
        visitor.actor,
        action=action,
        object_id=user_id,
        now=now,
        detail=detail,
        brand_id=visitor.brand_id,
    )
    session.flush()
