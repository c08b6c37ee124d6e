"""Signing in by password: the same work and the same answer whoever is asked for."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.access import Membership, User
from wallet_service.models.brand import Brand
from wallet_service.services import passwords
from wallet_service.services.errors import NotAllowed
from wallet_service.services.staff import second_factor
from wallet_service.services.users import Role

# whose sign-in needs a second factor, in any brand
GUARDED = frozenset({Role.OWNER, Role.MANAGER})


@dataclass(frozen=True, slots=True)
class MembershipView:
    """A role that a person may act in."""

    id: str
    brand_id: str
    brand: str
    role: str


def by_password(session: BrandSession, email: str, password: str) -> User:
    """The person with this e-mail and password; needs a session across brands.

    Raises NotAllowed (`sign_in_refused`), in the same words for an unknown e-mail, a
    wrong password, a disabled person and one who has no password yet.
    """
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    hashed = user.password_hash if user and user.disabled_at is None else None
    right, renewed = passwords.verify(password, hashed or _nobodys_hash())
    if user is None or hashed is None or not right:
        detail = "The e-mail and the password do not belong together."
        raise NotAllowed("sign_in_refused", detail)
    if renewed is not None:
        user.password_hash = renewed
        session.flush()
    return user


def needs_second_factor(session: BrandSession, user_id: str) -> bool:
    """Whether the person's roles or their own wish ask for more than a password."""
    return is_guarded(session, user_id) or second_factor.has_any(session, user_id)


def is_guarded(session: BrandSession, user_id: str) -> bool:
    """Whether one of the person's roles demands a second factor."""
    statement = select(Membership.id).where(
        Membership.user_id == user_id, Membership.role.in_(GUARDED)
    )
    return session.scalar(statement.limit(1)) is not None


def memberships(session: BrandSession, user_id: str) -> list[MembershipView]:
    """What the person may act as, staff first."""
    rows = session.execute(
        select(Membership.id, Membership.brand_id, Brand.name, Membership.role)
        .join(Brand, Brand.id == Membership.brand_id)
        .where(Membership.user_id == user_id)
        .order_by(Brand.name, Membership.role.desc(), Membership.id)
    )
    return [MembershipView(*row) for row in rows]


def change_password(session: BrandSession, user_id: str, *, old: str, new: str) -> None:
    """Set another password after the old one was given.

    Raises NotAllowed (`password_wrong`) or Invalid for the new one. The caller ends the
    person's other sessions.
    """
    user = session.get_one(User, user_id)
    right, _ = passwords.verify(old, user.password_hash or _nobodys_hash())
    if not right:
        raise NotAllowed("password_wrong", "The present password is another one.")
    user.password_hash = passwords.hash_password(new, context=(user.email, user.name))
    session.flush()


@functools.cache
def _nobodys_hash() -> str:
    """Costs as much to check as a real one and fits no password."""
    return passwords.unusable_hash()
