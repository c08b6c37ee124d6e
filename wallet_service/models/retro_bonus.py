"""Periods of programs that are closed, and the bonuses that were given for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Identifier,
    Money,
    PrimaryIdentifier,
    Word,
    same_brand,
)


class PeriodClosing(BrandOwned, Base):
    """Every scope of a program was looked at for the period that ended then."""

    __tablename__ = "period_closings"
    __table_args__ = (same_brand("program_id", "programs"),)

    program_id: Mapped[PrimaryIdentifier]
    period_end: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RetroBonus(BrandOwned, Base):
    """A ledger's part of a scope's bonus, once; 0 where its company had not approved.

    It is posted under its identifier.
    """

    __tablename__ = "retro_bonuses"
    __table_args__ = (
        same_brand("program_id", "programs"),
        UniqueConstraint(
            "program_id",
            "scope_kind",
            "scope_id",
            "owner_kind",
            "owner_id",
            "period_end",
        ),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    program_id: Mapped[Identifier]
    scope_kind: Mapped[Word]
    scope_id: Mapped[Identifier]
    owner_kind: Mapped[Word]
    owner_id: Mapped[Identifier]
    period_start: Mapped[datetime] = mapped_column(UtcDateTime)
    period_end: Mapped[datetime] = mapped_column(UtcDateTime)
    gross: Mapped[Money]
    amount: Mapped[Money]
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
