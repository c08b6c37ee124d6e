"""First answers by idempotency key; they are given again for 30 days."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import Hash, Sealed


class IdempotencyKey(BrandOwned, Base):
    """The first request under a key and its answer, written together."""

    __tablename__ = "idempotency_keys"

    brand_id: Mapped[str] = mapped_column(
        String(40), ForeignKey("brands.id"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_hash: Mapped[Hash]
    status: Mapped[int]
    body_sealed: Mapped[Sealed | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
