"""Claims: discounts that a refund took the ground from, put to a person to decide."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Identifier,
    LongText,
    Money,
    PrimaryIdentifier,
    Word,
    one_brand,
    same_brand,
)


class Claim(BrandOwned, Base):
    """What a refund's buyers had too much, in minor units; never charged by itself."""

    __tablename__ = "claims"
    __table_args__ = (
        one_brand(),
        same_brand("card_id", "cards"),
        same_brand("purchase_id", "purchases"),
        same_brand("refund_id", "refunds"),
        CheckConstraint("amount > 0", name="ck_claims_amount"),
        CheckConstraint(
            "state IN ('open', 'settled', 'dismissed')", name="ck_claims_state"
        ),
        Index("uq_claims_refund", "refund_id", unique=True),
        Index("ix_claims_state", "brand_id", "state", "id"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    card_id: Mapped[Identifier]
    purchase_id: Mapped[Identifier]
    refund_id: Mapped[Identifier]
    amount: Mapped[Money]
    state: Mapped[Word]
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[LongText | None]
