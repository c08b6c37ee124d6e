"""The ledger: accounts, append-only entries, lots and their uses, turnover by day.

Only `wallet_service.ledger` reads and writes these tables. An entry is a double posting
in one row: the account gains `amount`, the brand's account named by `counter` loses it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
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
    Hash,
    Identifier,
    Money,
    PrimaryIdentifier,
    Serial,
    Word,
    one_brand,
    same_brand,
)

TURNOVER_KINDS = "kind IN ('turnover', 'turnover_reverse')"
# of points alone but for adjustments, which are of every unit
POINTS_KINDS = (
    "kind IN ('earn', 'earn_pending', 'earn_reverse', 'welcome', 'retro_bonus', "
    "'spend', 'spend_return', 'expire', 'payout', 'adjust')"
)


class Account(BrandOwned, Base):
    """What an owner has of one unit; the balance is the sum of the account's entries.

    A negative balance is allowed only as a debt, which stands beside it. `revision` is
    the sequence of the last entry. Nothing falls due by time before `next_due_at`.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        one_brand(),
        same_brand("program_id", "programs"),
        UniqueConstraint("brand_id", "program_id", "owner_kind", "owner_id", "unit"),
        Index("ix_accounts_program", "brand_id", "program_id", "unit"),
        Index(
            "ix_accounts_due",
            "next_due_at",
            sqlite_where=text("next_due_at IS NOT NULL"),
            postgresql_where=text("next_due_at IS NOT NULL"),
        ),
        CheckConstraint(
            "debt >= 0 AND balance + debt >= 0 AND (debt = 0 OR balance + debt = 0)",
            name="ck_accounts_debt",
        ),
        CheckConstraint(
            "owner_kind IN ('holding', 'company', 'member', 'card')",
            name="ck_accounts_owner",
        ),
        CheckConstraint(
            "unit IN ('points', 'turnover', 'stamps', 'carry', 'rewards')",
            name="ck_accounts_unit",
        ),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    program_id: Mapped[Identifier]
    owner_kind: Mapped[Word]
    owner_id: Mapped[Identifier]
    unit: Mapped[Word]
    balance: Mapped[Counter]
    debt: Mapped[Counter]
    revision: Mapped[Counter]
    head_hash: Mapped[Hash]
    next_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Entry(BrandOwned, Base):
    """One posting; never changed, never removed (triggers refuse it)."""

    __tablename__ = "entries"
    __table_args__ = (
        same_brand("account_id", "accounts"),
        same_brand("card_id", "cards"),
        UniqueConstraint("account_id", "sequence"),
        Index("ix_entries_account", "account_id", "id"),
        Index(
            "ix_entries_turnover",
            "account_id",
            "occurred_at",
            sqlite_where=text(TURNOVER_KINDS),
            postgresql_where=text(TURNOVER_KINDS),
        ),
        Index(
            "ix_entries_points",
            "brand_id",
            "occurred_at",
            "kind",
            "account_id",
            "amount",
            sqlite_where=text(POINTS_KINDS),
            postgresql_where=text(POINTS_KINDS),
        ),
        Index(
            "ix_entries_reverses",
            "reverses",
            sqlite_where=text("reverses IS NOT NULL"),
            postgresql_where=text("reverses IS NOT NULL"),
        ),
    )

    id: Mapped[Serial]
    account_id: Mapped[Identifier]
    sequence: Mapped[Money]
    card_id: Mapped[Identifier | None]
    transaction_id: Mapped[Identifier]
    kind: Mapped[Word]
    counter: Mapped[Word]
    amount: Mapped[Money]
    balance_after: Mapped[Money]
    reverses: Mapped[Identifier | None]
    lot_id: Mapped[Identifier | None]
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hash: Mapped[Hash]


class Lot(BrandOwned, Base):
    """One earning with its life: spendable in [available_at, expires_at) while left.

    `returned_use_id` marks points that came back from a spend (R13).
    """

    __tablename__ = "lots"
    __table_args__ = (
        one_brand(),
        same_brand("account_id", "accounts"),
        CheckConstraint('0 <= "left" AND "left" <= amount', name="ck_lots_left"),
        Index(
            "ix_lots_expiry",
            "account_id",
            "expires_at",
            sqlite_where=text('"left" > 0'),
            postgresql_where=text('"left" > 0'),
        ),
        Index(
            "ix_lots_availability",
            "account_id",
            "available_at",
            sqlite_where=text('"left" > 0'),
            postgresql_where=text('"left" > 0'),
        ),
        Index(
            "ix_lots_unreleased",
            "account_id",
            "available_at",
            sqlite_where=text("NOT released"),
            postgresql_where=text("NOT released"),
        ),
        Index("ix_lots_purchase", "purchase_id"),
        Index(
            "ix_lots_returned",
            "returned_use_id",
            sqlite_where=text("returned_use_id IS NOT NULL"),
            postgresql_where=text("returned_use_id IS NOT NULL"),
        ),
        CLUSTERED,
    )

    id: Mapped[PrimaryIdentifier]
    account_id: Mapped[Identifier]
    transaction_id: Mapped[Identifier]
    purchase_id: Mapped[Identifier | None]
    returned_use_id: Mapped[int | None] = mapped_column(BigInteger)
    earned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    available_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    amount: Mapped[Money]
    left: Mapped[Money]
    released: Mapped[bool]


class LotUse(BrandOwned, Base):
    """What took how much from which lot; rows are only ever added."""

    __tablename__ = "lot_uses"
    __table_args__ = (
        same_brand("lot_id", "lots"),
        CheckConstraint("amount > 0", name="ck_lot_uses_amount"),
        Index("ix_lot_uses_lot", "lot_id"),
        Index("ix_lot_uses_transaction", "transaction_id"),
    )

    id: Mapped[Serial]
    lot_id: Mapped[Identifier]
    transaction_id: Mapped[Identifier]
    kind: Mapped[Word]
    amount: Mapped[Money]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TurnoverDay(BrandOwned, Base):
    """Turnover of an account by local day and by the local month of recording.

    A roll-up of the entries, so that a tier is computed without reading them all.
    """

    __tablename__ = "turnover_days"
    __table_args__ = (same_brand("account_id", "accounts"), CLUSTERED)

    account_id: Mapped[PrimaryIdentifier]
    day: Mapped[date] = mapped_column(primary_key=True)
    recorded_month: Mapped[date] = mapped_column(primary_key=True)
    purchased: Mapped[Counter]
    refunded: Mapped[Counter]
