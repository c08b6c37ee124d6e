"""The stamp card being filled, and the rewards of full cards and milestones."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Counter,
    Identifier,
    PrimaryIdentifier,
    ShortText,
    Word,
    one_brand,
    same_brand,
)


class StampFilling(BrandOwned, Base):
    """How many stamp cards were filled before the one in hand."""

    __tablename__ = "stamp_fillings"
    __table_args__ = (same_brand("card_id", "cards"),)

    card_id: Mapped[PrimaryIdentifier]
    filling: Mapped[Counter]


class Reward(BrandOwned, Base):
    """A gift that is ready until it is redeemed, expired or cancelled."""

    __tablename__ = "rewards"
    __table_args__ = (
        one_brand(),
        same_brand("card_id", "cards"),
        Index("ix_rewards_card", "card_id", "filling"),
        CheckConstraint(
            "state IN ('issued', 'reserved', 'redeemed', 'expired', 'cancelled')",
            name="ck_rewards_state",
        ),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    card_id: Mapped[Identifier]
    purchase_id: Mapped[Identifier]
    name: Mapped[ShortText]
    filling: Mapped[int]
    at: Mapped[int]
    state: Mapped[Word]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
