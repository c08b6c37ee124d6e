"""One-time codes by which a member agrees to a spending at a counter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Hash,
    Identifier,
    Money,
    PrimaryIdentifier,
    one_brand,
    same_brand,
)


class SpendingCode(BrandOwned, Base):
    """A code that went to the holder of a card, for so many points or a reward.

    Typed right it is proven, and then used by one spending. `locked_until` stands where
    the last try was a wrong one: until then nothing is spent from the card.
    """

    __tablename__ = "spending_codes"
    __table_args__ = (
        one_brand(),
        same_brand("card_id", "cards"),
        Index("ix_spending_codes_card", "card_id", "made_at"),
        Index("ix_spending_codes_made", "made_at"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    card_id: Mapped[Identifier]
    points: Mapped[Money]
    code_hash: Mapped[Hash]
    asked_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries_left: Mapped[int]
    proven_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
