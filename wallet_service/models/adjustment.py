"""Adjustments and payouts: what people change on a card, and who let them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, false
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


class Adjustment(BrandOwned, Base):
    """A correction, or points to be paid out: done, waiting for a person, or rejected.

    `amount` is in the unit, signed; a payout's is what the card loses. It is posted
    under its identifier when it is done, and never changes afterwards; time may take
    `stamps_expired` of what it gave. `is_opening`: a file brought it for a new card.
    """

    __tablename__ = "adjustments"
    __table_args__ = (
        one_brand(),
        same_brand("card_id", "cards"),
        CheckConstraint("kind IN ('adjust', 'payout')", name="ck_adjustments_kind"),
        CheckConstraint(
            "state IN ('waiting', 'done', 'rejected')", name="ck_adjustments_state"
        ),
        Index("ix_adjustments_card", "card_id", "id"),
        Index("ix_adjustments_state", "brand_id", "state", "id"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    card_id: Mapped[Identifier]
    kind: Mapped[Word]
    unit: Mapped[Word]
    amount: Mapped[Money]
    stamps_expired: Mapped[int] = mapped_column(BigInteger, server_default="0")
    is_opening: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[LongText]
    state: Mapped[Word]
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[LongText | None]
