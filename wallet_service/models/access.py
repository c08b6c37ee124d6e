"""Who may act for a brand: staff users with roles, and API keys with scopes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Hash,
    Identifier,
    PrimaryIdentifier,
    ShortText,
    Word,
    one_brand,
    same_brand,
)


class User(Base):
    """A person of a brand's staff; has no password until the invitation is accepted.

    The seed of one-time codes is sealed; it counts once a first code has confirmed it.
    """

    __tablename__ = "users"

    id: Mapped[PrimaryIdentifier]
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[ShortText] = mapped_column(default="", server_default="")
    password_hash: Mapped[str | None] = mapped_column(String(255))
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Membership(BrandOwned, Base):
    """A user's role in one brand."""

    __tablename__ = "memberships"
    __table_args__ = (one_brand(), UniqueConstraint("user_id", "brand_id", "role"))

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.id"))
    role: Mapped[Word]
    company_id: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MembershipLocation(BrandOwned, Base):
    """A place to which a salesperson is bound; who has none may work at any."""

    __tablename__ = "membership_locations"
    __table_args__ = (
        same_brand("membership_id", "memberships"),
        same_brand("location_id", "locations"),
    )

    membership_id: Mapped[PrimaryIdentifier]
    location_id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))


class Invitation(Base):
    """A single-use invitation, stored by the hash of its token."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ApiKey(BrandOwned, Base):
    """A key of one of the brand's systems; only the hash of the secret is kept.

    With `user_id` it is a person's own key: what it does, that person did.
    """

    __tablename__ = "api_keys"
    __table_args__ = (one_brand(),)

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    name: Mapped[ShortText]
    key_hash: Mapped[Hash] = mapped_column(unique=True)
    scopes: Mapped[list[Any]] = mapped_column(JSON)
    created_by: Mapped[Identifier | None]
    user_id: Mapped[Identifier | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
