"""Invitations and new passwords by a link that works once, for three days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.access import Invitation, Membership, User
from wallet_service.models.brand import Brand
from wallet_service.services import users
from wallet_service.services.errors import NotFound


@dataclass(frozen=True, slots=True)
class InvitationView:
    """Whom the link is for."""

    email: str = field(repr=False)
    name: str
    brands: tuple[str, ...]
    is_new: bool


def look(session: BrandSession, token: str, now: datetime) -> InvitationView:
    """Who is invited; nothing is used up. Raises NotFound as `users` does."""
    invitation = session.get(Invitation, users.token_hash(token))
    if invitation is None or invitation.accepted_at or invitation.expires_at <= now:
        raise NotFound("invitation")
    user = session.get_one(User, invitation.user_id)
    names = session.scalars(
        select(Brand.name)
        .join(Membership, Membership.brand_id == Brand.id)
        .where(Membership.user_id == user.id)
        .distinct()
        .order_by(Brand.name)
    )
    return InvitationView(
        email=user.email,
        name=user.name,
        brands=tuple(names),
        is_new=user.password_hash is None,
    )
