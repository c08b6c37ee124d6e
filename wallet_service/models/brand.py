"""Brands, and the keys that are theirs alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Document,
    PrimaryIdentifier,
    Sealed,
    ShortText,
    Word,
)


class Brand(Base):
    """A brand; `settings` is one document validated by services.brands."""

    __tablename__ = "brands"

    id: Mapped[PrimaryIdentifier]
    name: Mapped[ShortText]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    locale: Mapped[Word]
    settings: Mapped[Document]
    data_key_wrapped: Mapped[Sealed]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PassTokenKey(BrandOwned, Base):
    """A version of the key that a brand's pass tokens derive from; never removed."""

    __tablename__ = "pass_token_keys"

    brand_id: Mapped[str] = mapped_column(
        String(40), ForeignKey("brands.id"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    key_sealed: Mapped[Sealed]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
