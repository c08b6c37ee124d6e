"""Letters that are owed to people, and the links in them that do one thing each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Counter,
    Hash,
    Identifier,
    PrimaryIdentifier,
    Sealed,
    Word,
    one_brand,
    same_brand,
)


class Letter(BrandOwned, Base):
    """A letter of a kind; whom it goes to and what stands in it lie sealed until then.

    Nothing is sent after `useless_at`: a code that has ended helps nobody.
    """

    __tablename__ = "letters"
    __table_args__ = (one_brand(), Index("ix_letters_created", "created_at"))

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    kind: Mapped[Word]
    locale: Mapped[Word]
    content_sealed: Mapped[Sealed | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    useless_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailedLink(BrandOwned, Base):
    """A link for one purpose that was sent to a member; kept by its hash."""

    __tablename__ = "mailed_links"
    __table_args__ = (
        one_brand(),
        same_brand("member_id", "members"),
        Index("ix_mailed_links_member", "brand_id", "member_id"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    member_id: Mapped[Identifier]
    purpose: Mapped[Word]
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    uses: Mapped[Counter]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
