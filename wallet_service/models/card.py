"""Cards, and the passes that stand for them in wallets: one live pass per card."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
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
    Counter,
    Identifier,
    PrimaryIdentifier,
    Word,
    one_brand,
    same_brand,
)

INSTALLED = "installed_at IS NOT NULL AND retired_at IS NULL"


class Card(BrandOwned, Base):
    """A member's card in one program, for ever.

    `revision` counts the card's own changes, and `own_changes` are the revisions that
    the card showed after the newest of them, its accounts' included. `changed_at` is
    the second that goes out as Last-Modified and moves on by at least one with every
    change. `news` are the figures of the card's own last event.
    """

    __tablename__ = "cards"
    __table_args__ = (
        one_brand(),
        same_brand("program_id", "programs"),
        same_brand("member_id", "members"),
        UniqueConstraint("brand_id", "program_id", "member_id"),
        UniqueConstraint("brand_id", "number"),
        Index("ix_cards_member", "brand_id", "member_id"),
        Index("ix_cards_issued", "brand_id", "program_id", "issued_at", "state"),
        CheckConstraint(
            "state IN ('active', 'frozen', 'closed')", name="ck_cards_state"
        ),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    program_id: Mapped[Identifier]
    member_id: Mapped[Identifier]
    number: Mapped[str] = mapped_column(String(12))
    state: Mapped[Word]
    revision: Mapped[Counter]
    changed_at: Mapped[int] = mapped_column(BigInteger)
    own_changes: Mapped[list[Any]] = mapped_column(JSON)
    news: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # points of the sign-up wait for the first purchase
    welcome_waits: Mapped[bool] = mapped_column(default=False, server_default=false())


class CardPass(BrandOwned, Base):
    """A pass of a card: its serial number, scan code and link are apart and random.

    `update_tag` is given out by the relay before a push; `fetched_revision` is the
    revision that a phone last downloaded, `fetched_change` that state's `changed_at`,
    `fetched_lag` how many seconds passed between the two. A phone kept the pass first
    at `installed_at`, and none keeps it since `removed_at`.
    """

    __tablename__ = "card_passes"
    __table_args__ = (
        one_brand(),
        same_brand("card_id", "cards"),
        Index(
            "uq_card_passes_live",
            "card_id",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
        Index("ix_card_passes_card", "card_id"),
        Index(
            "ix_card_passes_installed",
            "brand_id",
            "installed_at",
            "removed_at",
            "card_id",
            sqlite_where=text(INSTALLED),
            postgresql_where=text(INSTALLED),
        ),
    )

    id: Mapped[PrimaryIdentifier]
    card_id: Mapped[Identifier]
    serial_number: Mapped[str] = mapped_column(String(64), unique=True)
    scan_code: Mapped[str] = mapped_column(String(64), unique=True)
    link_token: Mapped[str] = mapped_column(String(64), unique=True)
    token_key_version: Mapped[int]
    update_tag: Mapped[Counter]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    link_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fetched_revision: Mapped[int | None] = mapped_column(BigInteger)
    fetched_change: Mapped[int | None] = mapped_column(BigInteger)
    fetched_lag: Mapped[int | None] = mapped_column(BigInteger)
    installed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
