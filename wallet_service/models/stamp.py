"""The stamp card being filled, its rewards, and the codes that redeem them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
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
    """How many stamp cards came before the one in hand, and how long it lasts.

    `lapsed` are the cards whose stamps expired, in that order. The stamps in hand are
    of `first_day` to `last_day` and are gone at `expires_at`.
    """

    __tablename__ = "stamp_fillings"
    __table_args__ = (same_brand("card_id", "cards"),)

    card_id: Mapped[PrimaryIdentifier]
    filling: Mapped[Counter]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lapsed: Mapped[list[int] | None] = mapped_column(JSON)


class Reward(BrandOwned, Base):
    """A gift that is ready until it is redeemed, expired or cancelled.

    That it is reserved is not written here: it is while a code of it is alive.
    """

    __tablename__ = "rewards"
    __table_args__ = (
        one_brand(),
        same_brand("card_id", "cards"),
        Index("ix_rewards_card", "card_id", "filling"),
        CheckConstraint(
            "state IN ('issued', 'redeemed', 'expired', 'cancelled')",
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


class Redemption(BrandOwned, Base):
    """A one-time code bound to a card and a reward; a code never comes twice.

    States: open (lapsed from `expires_at` on, by the clock), confirmed, cancelled,
    withdrawn (with a refund), lapsed (written when the reward gets its next code).
    """

    __tablename__ = "redemptions"
    __table_args__ = (
        one_brand(),
        same_brand("card_id", "cards"),
        same_brand("reward_id", "rewards"),
        Index("uq_redemptions_code", "brand_id", "code", unique=True),
        Index(
            "uq_redemptions_live",
            "reward_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'confirmed')"),
            postgresql_where=text("state IN ('open', 'confirmed')"),
        ),
        Index("ix_redemptions_card_settled", "card_id", "settled_at"),
        CheckConstraint(
            "state IN ('open', 'confirmed', 'cancelled', 'withdrawn', 'lapsed')",
            name="ck_redemptions_state",
        ),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    card_id: Mapped[Identifier]
    reward_id: Mapped[Identifier]
    code: Mapped[str] = mapped_column(String(8))
    state: Mapped[Word]
    source: Mapped[ShortText]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(255))
    location_id: Mapped[str | None] = mapped_column(String(255))
