"""A brand's people: a user has a role in a brand and comes in by an invitation.

The invitation's token is shown once and works once; only its hash is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import email_validator
from sqlalchemy import Connection, bindparam, select, update

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.access import Invitation, Membership, User
from wallet_service.models.brand import Brand
from wallet_service.models.company import Company
from wallet_service.services import audit, passwords
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, NotFound, invalid
from wallet_service.services.staff import sessions

INVITATION_LIFE = timedelta(hours=72)


class Role(StrEnum):
    """What a user may do in a brand; `partner` manages one partner company."""

    OWNER = "owner"
    MANAGER = "manager"
    STAFF = "staff"
    ANALYST = "analyst"
    PARTNER = "partner"


MANAGER = (
    select(Membership.id)
    .join(User, User.id == Membership.user_id)
    .where(
        Membership.user_id == bindparam("user"),
        Membership.brand_id == bindparam("brand"),
        Membership.role.in_((Role.OWNER, Role.MANAGER)),
        User.disabled_at.is_(None),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user and the invitation's token, which is known only now.

    There is no invitation for someone who already has a password.
    """

    id: str
    invitation: str | None = field(repr=False)


def create_user(
    session: BrandSession,
    *,
    brand_id: str,
    email: str,
    role: str,
    actor: Actor,
    now: datetime,
    company_id: str | None = None,
    name: str = "",
) -> NewUser:
    """Give a person a role in a brand; needs a session across brands.

    Raises NotFound for brand or company, Invalid, or Conflict for a role already held.
    """
    if session.get(Brand, brand_id) is None:
        raise NotFound("brand")
    chosen = _checked_role(role, company_id)
    if company_id is not None:
        _require_company(session, brand_id, company_id)
    user = _find_or_add(session, _checked_email(email), name.strip(), now)
    _add_membership(session, user, brand_id, role=chosen, company_id=company_id, at=now)
    token = invite(session, user.id, now) if user.password_hash is None else None
    audit.record(
        session,
        actor,
        action="user.create",
        object_id=user.id,
        now=now,
        detail={"role": chosen},
        brand_id=brand_id,
    )
    session.flush()
    return NewUser(user.id, token)


def accept_invitation(
    session: BrandSession,
    token: str,
    *,
    password: str,
    now: datetime,
    name: str | None = None,
) -> str:
    """Set the invited person's password, once; returns the user's identifier.

    Other links end, and whoever was signed in as them is signed out. Needs a session
    across brands. Raises NotFound for a token that is unknown, used or out of date,
    Invalid for the password.
    """
    invitation = session.get(Invitation, token_hash(token), with_for_update=True)
    if invitation is None or invitation.accepted_at or invitation.expires_at <= now:
        raise NotFound("invitation")
    user = session.get_one(User, invitation.user_id)
    user.name = (name or user.name).strip()
    user.password_hash = passwords.hash_password(
        password, context=(user.email, user.name)
    )
    invitation.accepted_at = now
    session.flush()
    end_invitations(session, user.id, now)
    sessions.end_all(session, user.id, reason="revoked", now=now)
    return user.id


def invite(session: BrandSession, user_id: str, now: datetime) -> str:
    """A fresh invitation's token."""
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            token_hash=token_hash(token),
            user_id=user_id,
            expires_at=now + INVITATION_LIFE,
        )
    )
    session.flush()
    return token


def end_invitations(session: BrandSession, user_id: str, now: datetime) -> None:
    """Links that were given out and not used end."""
    session.execute(
        update(Invitation)
        .where(
            Invitation.user_id == user_id,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(expires_at=now)
    )


def token_hash(token: str) -> str:
    """Tokens are random and long, so SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_manager(connection: Connection, user_id: str, brand_id: str) -> bool:
    """Whether the user is an owner or manager of the brand, and not disabled."""
    where = {"user": user_id, "brand": brand_id}
    return connection.scalar(MANAGER, where) is not None


def require_manager(connection: Connection, user_id: str, brand_id: str) -> None:
    """Raise Invalid unless the user is an owner or manager of the brand."""
    if not is_manager(connection, user_id, brand_id):
        detail = "Name a user who is an owner or manager of this brand."
        raise invalid("/user_id", detail)


def _checked_role(role: str, company_id: str | None) -> Role:
    if role not in set(Role):
        raise invalid("/role", f"Choose one of: {', '.join(Role)}.")
    if (role == Role.PARTNER) != (company_id is not None):
        detail = "A partner's user needs a company, and no other role has one."
        raise invalid("/company_id", detail)
    return Role(role)


def _checked_email(email: str) -> str:
    try:
        checked = email_validator.validate_email(email, check_deliverability=False)
    except email_validator.EmailNotValidError:
        raise invalid("/email", "This is not an e-mail address.") from None
    return checked.normalized.lower()


def _require_company(session: BrandSession, brand_id: str, company_id: str) -> None:
    statement = select(Company.id).where(
        Company.brand_id == brand_id, Company.id == company_id
    )
    if session.scalar(statement) is None:
        raise NotFound("company")


def _find_or_add(session: BrandSession, email: str, name: str, now: datetime) -> User:
    user = session.scalar(select(User).where(User.email == email))
    if user is None:
        user = User(
            id=identifiers.new_id("user"), email=email, name=name, created_at=now
        )
        session.add(user)
        session.flush()
    return user


def _add_membership(
    session: BrandSession,
    user: User,
    brand_id: str,
    *,
    role: Role,
    company_id: str | None,
    at: datetime,
) -> None:
    held = select(Membership.id).where(
        Membership.user_id == user.id,
        Membership.brand_id == brand_id,
        Membership.role == role,
    )
    if session.scalar(held) is not None:
        detail = f"This person already has the role '{role}' in the brand."
        raise Conflict("role_held", detail)
    session.add(
        Membership(
            id=identifiers.new_id("mshp"),
            brand_id=brand_id,
            user_id=user.id,
            role=role,
            company_id=company_id,
            created_at=at,
        )
    )
