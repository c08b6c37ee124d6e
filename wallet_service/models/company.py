"""Partner companies; a parent makes them part of a holding."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    PrimaryIdentifier,
    ShortText,
    one_brand,
    same_brand,
)


class Company(BrandOwned, Base):
    """A partner company of one brand."""

    __tablename__ = "companies"
    __table_args__ = (
        one_brand(),
        same_brand("parent_id", "companies"),
        UniqueConstraint("brand_id", "external_id"),
        UniqueConstraint("brand_id", "tax_id"),
        Index("ix_companies_name", "brand_id", "search_name", "id"),
        Index("ix_companies_parent", "brand_id", "parent_id"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    name: Mapped[ShortText]
    # small letters, for people who search by a part of the name
    search_name: Mapped[ShortText] = mapped_column(default="", server_default="")
    tax_id: Mapped[str | None] = mapped_column(String(64))
    external_id: Mapped[str | None] = mapped_column(String(128))
    parent_id: Mapped[str | None] = mapped_column(String(40))
    manager: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
