"""Campaigns, what purchases had of them, welcomes, and the budgets of programs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    CLUSTERED,
    Counter,
    Document,
    Identifier,
    Money,
    PrimaryIdentifier,
    ShortText,
    Word,
    one_brand,
    same_brand,
)


class Campaign(BrandOwned, Base):
    """A dated campaign, in force in [starts_at, ends_at).

    `terms` hold what its kind has: rate_bp, categories, adds, factor_bp, amount,
    minimum_amount. `budget_used` counts points while there is a budget.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        one_brand(),
        same_brand("program_id", "programs"),
        CheckConstraint(
            "kind IN ('extra_rate', 'multiplier', 'welcome')", name="ck_campaigns_kind"
        ),
        CheckConstraint("starts_at < ends_at", name="ck_campaigns_time"),
        Index("ix_campaigns_program", "program_id", "ends_at"),
    )

    id: Mapped[PrimaryIdentifier]
    program_id: Mapped[Identifier]
    name: Mapped[ShortText]
    kind: Mapped[Word]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    audience: Mapped[Document]
    terms: Mapped[Document]
    budget_amount: Mapped[int | None] = mapped_column(BigInteger)
    budget_mode: Mapped[Word]
    budget_used: Mapped[Counter]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PurchaseCampaign(BrandOwned, Base):
    """What a campaign gave of a purchase's points, and what refunds took of it."""

    __tablename__ = "purchase_campaigns"
    __table_args__ = (
        same_brand("purchase_id", "purchases"),
        same_brand("campaign_id", "campaigns"),
        CheckConstraint(
            "0 <= reversed AND reversed <= points",
            name="ck_purchase_campaigns_reversed",
        ),
        CLUSTERED,
    )

    purchase_id: Mapped[PrimaryIdentifier]
    campaign_id: Mapped[PrimaryIdentifier]
    points: Mapped[Money]
    reversed: Mapped[Counter]


class Welcome(BrandOwned, Base):
    """Points given at a member's sign-up, once in a program; a purchase frees them."""

    __tablename__ = "welcomes"
    __table_args__ = (
        one_brand(),
        same_brand("program_id", "programs"),
        same_brand("member_id", "members"),
        same_brand("campaign_id", "campaigns"),
        same_brand("account_id", "accounts"),
        UniqueConstraint("program_id", "member_id"),
    )

    id: Mapped[PrimaryIdentifier]
    program_id: Mapped[Identifier]
    member_id: Mapped[Identifier]
    campaign_id: Mapped[Identifier]
    account_id: Mapped[Identifier]
    lot_id: Mapped[Identifier]
    amount: Mapped[Money]
    minimum_amount: Mapped[Money]
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProgramBudget(BrandOwned, Base):
    """The points of a program in one period, net of reversals of the same period.

    An alarm is raised once a period, at 80 and at 100 per cent of the budget.
    """

    __tablename__ = "program_budgets"
    __table_args__ = (
        one_brand(),
        same_brand("program_id", "programs"),
        UniqueConstraint("program_id", "period", "starts_at"),
    )

    id: Mapped[PrimaryIdentifier]
    program_id: Mapped[Identifier]
    period: Mapped[Word]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used: Mapped[Counter]
    alarm_80_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    alarm_100_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
