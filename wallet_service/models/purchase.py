"""Purchases with their lines, payments and refunds; what is left counts down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    CLUSTERED,
    Counter,
    Identifier,
    Money,
    PrimaryIdentifier,
    Word,
    one_brand,
    same_brand,
)

BY_PEOPLE = "source LIKE 'user:%'"
SOLD = "gross > 0"
NUMBERED = "external_id IS NOT NULL AND state <> 'cancelled'"


class Purchase(BrandOwned, Base):
    """A recorded purchase. Its figures stay; `*_refunded` count what came back.

    A draft has what was asked for in `asked` and no lines; its figures are nothing
    until it is confirmed, so that it adds to no sum. States: draft, confirmed,
    part_refunded, refunded, cancelled (whose external number may be used again). It
    found a stamp card with a remainder of `carry_before`, after `lapses_before` cards
    whose stamps had expired.
    """

    __tablename__ = "purchases"
    __table_args__ = (
        one_brand(),
        same_brand("card_id", "cards"),
        same_brand("version_id", "program_versions"),
        same_brand("company_id", "companies"),
        same_brand("holding_id", "companies"),
        Index(
            "uq_purchases_external",
            "brand_id",
            "source",
            "external_id",
            unique=True,
            sqlite_where=text(NUMBERED),
            postgresql_where=text(NUMBERED),
        ),
        Index(
            "ix_purchases_stamps",
            "card_id",
            "occurred_at",
            sqlite_where=text("stamps_added <> 0"),
            postgresql_where=text("stamps_added <> 0"),
        ),
        Index("ix_purchases_card_recorded", "card_id", "recorded_at"),
        # all that the figures ask of a purchase, so that none is looked up for them
        Index(
            "ix_purchases_sold",
            "brand_id",
            "program_id",
            "occurred_at",
            "state",
            "card_id",
            "location_id",
            "source",
            "gross",
            "discount",
            sqlite_where=text(SOLD),
            postgresql_where=text(SOLD),
        ),
        # what people recorded, for the log of their shift; API keys pay nothing for it
        Index(
            "ix_purchases_people",
            "brand_id",
            "source",
            "recorded_at",
            sqlite_where=text(BY_PEOPLE),
            postgresql_where=text(BY_PEOPLE),
        ),
        CheckConstraint(
            "0 <= gross_refunded AND gross_refunded <= gross",
            name="ck_purchases_refunded",
        ),
        CheckConstraint(
            "0 <= points_returned AND points_returned <= points_spent",
            name="ck_purchases_points_returned",
        ),
        CheckConstraint(
            "0 <= earning_reversed AND earning_reversed <= earned",
            name="ck_purchases_earning_reversed",
        ),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    card_id: Mapped[Identifier]
    program_id: Mapped[Identifier]
    version_id: Mapped[Identifier]
    company_id: Mapped[str | None] = mapped_column(String(40))
    holding_id: Mapped[str | None] = mapped_column(String(40))
    source: Mapped[Identifier]
    external_id: Mapped[str | None] = mapped_column(String(128))
    location_id: Mapped[str | None] = mapped_column(String(128))
    state: Mapped[Word]
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gross: Mapped[Money]
    discount: Mapped[Money]
    points_spent: Mapped[Money]
    payable: Mapped[Money]
    earned: Mapped[Money]
    stamps_added: Mapped[Money]
    rewards_issued: Mapped[Money]
    turnover_added: Mapped[Money]
    carry_before: Mapped[Counter]
    lapses_before: Mapped[int] = mapped_column(BigInteger, server_default="0")
    gross_refunded: Mapped[Counter]
    money_refunded: Mapped[Counter]
    points_returned: Mapped[Counter]
    earning_reversed: Mapped[Counter]
    turnover_removed: Mapped[Counter]
    stamps_removed: Mapped[Counter]
    stamps_expired: Mapped[int] = mapped_column(BigInteger, server_default="0")
    trace: Mapped[list[Any]] = mapped_column(JSON)
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class PurchaseLine(Base):
    """A line as computed, and what is left of it for refunds."""

    __tablename__ = "purchase_lines"
    __table_args__ = (
        ForeignKeyConstraint(["purchase_id"], ["purchases.id"]),
        CheckConstraint(
            "0 <= gross_left AND gross_left <= gross", name="ck_lines_left"
        ),
        CLUSTERED,
    )

    purchase_id: Mapped[PrimaryIdentifier]
    number: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str | None] = mapped_column(String(128))
    sku: Mapped[str | None] = mapped_column(String(128))
    quantity: Mapped[Money]
    gross: Mapped[Money]
    cost: Mapped[int | None] = mapped_column(BigInteger)
    discount: Mapped[Money]
    points_spent: Mapped[Money]
    payable: Mapped[Money]
    earned: Mapped[Money]
    rate_bp: Mapped[int]
    gross_left: Mapped[Money]
    quantity_left: Mapped[Money]
    earned_kept: Mapped[Money]


class Payment(BrandOwned, Base):
    """A purchase was paid: once, when it is recorded (R15).

    `turnover_added` counts from then on in the period of the purchase (R8),
    `points_released` waited for it (C16).
    """

    __tablename__ = "payments"
    __table_args__ = (
        one_brand(),
        same_brand("purchase_id", "purchases"),
        UniqueConstraint("purchase_id"),
    )

    id: Mapped[PrimaryIdentifier]
    purchase_id: Mapped[Identifier]
    source: Mapped[Identifier]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    turnover_added: Mapped[Money]
    points_released: Mapped[Money]


class Refund(BrandOwned, Base):
    """A refund of a whole purchase or of a part; happens when it is recorded (R15)."""

    __tablename__ = "refunds"
    __table_args__ = (
        one_brand(),
        same_brand("purchase_id", "purchases"),
        Index("ix_refunds_purchase", "purchase_id"),
        Index("ix_refunds_card_recorded", "card_id", "recorded_at"),
        # what people gave back, for the limit of each
        Index(
            "ix_refunds_people",
            "brand_id",
            "source",
            "recorded_at",
            sqlite_where=text(BY_PEOPLE),
            postgresql_where=text(BY_PEOPLE),
        ),
        Index("ix_refunds_recorded", "brand_id", "recorded_at"),
    )

    id: Mapped[PrimaryIdentifier]
    purchase_id: Mapped[Identifier]
    card_id: Mapped[Identifier]
    source: Mapped[Identifier]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gross: Mapped[Money]
    money: Mapped[Money]
    points_returned: Mapped[Money]
    earning_reversed: Mapped[Money]
    turnover_removed: Mapped[Money]
    stamps_removed: Mapped[Money]
    rewards_cancelled: Mapped[Money]
    trace: Mapped[list[Any]] = mapped_column(JSON)


class RefundLine(Base):
    """What one line of a purchase gave back in one refund."""

    __tablename__ = "refund_lines"
    __table_args__ = (
        ForeignKeyConstraint(["refund_id"], ["refunds.id"]),
        CLUSTERED,
    )

    refund_id: Mapped[PrimaryIdentifier]
    number: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[Money]
    quantity: Mapped[Money]
    discount: Mapped[Money]
    money: Mapped[Money]
    points_returned: Mapped[Money]
    earning_reversed: Mapped[Money]
