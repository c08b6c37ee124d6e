"""Programs and their versions; a published version never changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Document,
    Identifier,
    PrimaryIdentifier,
    ShortText,
    Word,
    one_brand,
    same_brand,
)


class Program(BrandOwned, Base):
    """A loyalty program; kind, currency and zone are fixed by the first publishing.

    `rotating_barcode`: where a wallet can, the card's code changes every half minute.
    `campaigns_until` is when the last of its campaigns ends, `budgeted_since` when the
    first version with a budget was published: without them a purchase asks for neither.
    """

    __tablename__ = "programs"
    __table_args__ = (
        one_brand(),
        CheckConstraint(
            "kind IN ('discount', 'accumulating', 'cashback', 'stamp')",
            name="ck_programs_kind",
        ),
        CheckConstraint(
            "state IN ('draft', 'published', 'closed')", name="ck_programs_state"
        ),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    name: Mapped[ShortText]
    kind: Mapped[Word]
    currency: Mapped[str] = mapped_column(String(3))
    time_zone: Mapped[str] = mapped_column(String(64))
    state: Mapped[Word]
    design: Mapped[str] = mapped_column(String(64))
    terms: Mapped[Document]
    looks_revision: Mapped[int]
    rotating_barcode: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    campaigns_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    budgeted_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # only people of its pilot companies get a card
    is_pilot: Mapped[bool] = mapped_column(default=False, server_default=false())


class PilotCompany(BrandOwned, Base):
    """A company whose people can get the card of a program in its pilot."""

    __tablename__ = "pilot_companies"
    __table_args__ = (
        same_brand("program_id", "programs"),
        same_brand("company_id", "companies"),
    )

    program_id: Mapped[PrimaryIdentifier]
    company_id: Mapped[PrimaryIdentifier]


class ProgramVersion(BrandOwned, Base):
    """What was published, rules and policy; at most one draft beside the versions.

    `stamp_cards` says what becomes of the stamp cards in hand: finish or convert (S13).
    """

    __tablename__ = "program_versions"
    __table_args__ = (
        one_brand(),
        same_brand("program_id", "programs"),
        UniqueConstraint("program_id", "number"),
        Index(
            "uq_program_versions_draft",
            "program_id",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryIdentifier]
    program_id: Mapped[Identifier]
    number: Mapped[int]
    beneficiary: Mapped[Word]
    rules: Mapped[Document]
    policy: Mapped[Document] = mapped_column(default=dict)
    stamp_cards: Mapped[Word] = mapped_column(default="finish", server_default="finish")
    effective_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
