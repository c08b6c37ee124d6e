"""What people allow: a company its people's points, a brand a person's own rate."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Identifier,
    LongText,
    PrimaryIdentifier,
    ShortText,
    one_brand,
    same_brand,
)


class Approval(BrandOwned, Base):
    """A company lets its people earn in a program; rows are only ever added.

    Days are the program's, both included, None is open; of the approvals that cover a
    day the newest counts. A cap of 0 takes back what was approved before.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        one_brand(),
        same_brand("company_id", "companies"),
        same_brand("program_id", "programs"),
        CheckConstraint("monthly_cap_per_member >= 0", name="ck_approvals_cap"),
        Index("ix_approvals_company", "company_id", "program_id"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    company_id: Mapped[Identifier]
    program_id: Mapped[Identifier]
    monthly_cap_per_member: Mapped[int | None] = mapped_column(BigInteger)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    approved_by: Mapped[ShortText]
    document: Mapped[LongText | None]
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Override(BrandOwned, Base):
    """A person's own rate in a program, through `until`; rows are only ever added.

    The newest one counts from the moment it is made, and ends those before it.
    `card_revision` is what the person's card showed then.
    """

    __tablename__ = "overrides"
    __table_args__ = (
        one_brand(),
        same_brand("member_id", "members"),
        same_brand("program_id", "programs"),
        CheckConstraint("rate_bp BETWEEN 0 AND 10000", name="ck_overrides_rate"),
        Index("ix_overrides_member", "member_id", "program_id"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    member_id: Mapped[Identifier]
    program_id: Mapped[Identifier]
    rate_bp: Mapped[int]
    until: Mapped[date | None]
    reason: Mapped[LongText]
    approved_by: Mapped[str] = mapped_column(String(80))
    card_revision: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
