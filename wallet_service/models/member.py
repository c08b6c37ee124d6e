"""Members: people with cards. Contacts are sealed and found by keyed hashes only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    LongText,
    PrimaryIdentifier,
    Sealed,
    Serial,
    ShortText,
    Word,
    one_brand,
    same_brand,
)


class Member(BrandOwned, Base):
    """A person; e-mail and phone stand here sealed, beside hashes that find them.

    `has_overrides` spares everybody else the look for rates of their own. What a person
    states of their company in a form gives them nothing until the brand sets it.
    """

    __tablename__ = "members"
    __table_args__ = (
        one_brand(),
        same_brand("company_id", "companies"),
        UniqueConstraint("brand_id", "email_hash"),
        UniqueConstraint("brand_id", "phone_hash"),
        Index("ix_members_phone_last", "brand_id", "phone_last_four_hash"),
        Index("ix_members_company", "brand_id", "company_id"),
        Index("ix_members_name", "brand_id", "search_name", "id"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    name: Mapped[ShortText]
    # small letters, for people who search by a part of the name
    search_name: Mapped[ShortText] = mapped_column(default="", server_default="")
    email_hash: Mapped[str | None] = mapped_column(String(64))
    email_sealed: Mapped[Sealed | None]
    phone_hash: Mapped[str | None] = mapped_column(String(64))
    phone_last_four_hash: Mapped[str | None] = mapped_column(String(64))
    phone_sealed: Mapped[Sealed | None]
    company_id: Mapped[str | None] = mapped_column(String(40))
    stated_company: Mapped[ShortText | None]
    stated_tax_id: Mapped[str | None] = mapped_column(String(64))
    role: Mapped[str | None] = mapped_column(String(64))
    locale: Mapped[Word]
    has_overrides: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Consent(BrandOwned, Base):
    """A consent as it was given: purpose, version of its text, time and channel."""

    __tablename__ = "consents"
    __table_args__ = (
        same_brand("member_id", "members"),
        Index("ix_consents_member", "brand_id", "member_id"),
    )

    id: Mapped[Serial]
    member_id: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[Word]
    version: Mapped[Word]
    text: Mapped[LongText | None]
    given: Mapped[bool]
    channel: Mapped[Word]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
