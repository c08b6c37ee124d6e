"""Campaigns, what they gave, welcomes, and the budgets of programs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("programs", sa.Column("campaigns_until", UtcDateTime()))
    op.add_column("programs", sa.Column("budgeted_since", UtcDateTime()))
    op.add_column(
        "cards",
        sa.Column(
            "welcome_waits", sa.Boolean(), server_default=sa.false(), nullable=False
        ),
    )
    op.create_table(
        "campaigns",
        _text("id", 40),
        _text("program_id", 40),
        _text("name", 255),
        _text("kind", 32),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("budget_amount", sa.BigInteger(), nullable=True),
        _text("budget_mode", 32),
        sa.Column("budget_used", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _text("brand_id", 40),
        sa.CheckConstraint(
            "kind IN ('extra_rate', 'multiplier', 'welcome')", name="ck_campaigns_kind"
        ),
        sa.CheckConstraint("starts_at < ends_at", name="ck_campaigns_time"),
        _same_brand("program_id", "programs"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    op.create_index("ix_campaigns_program", "campaigns", ["program_id", "ends_at"])
    op.create_table(
        "purchase_campaigns",
        _text("purchase_id", 40),
        _text("campaign_id", 40),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("reversed", sa.BigInteger(), nullable=False),
        _text("brand_id", 40),
        sa.CheckConstraint(
            "0 <= reversed AND reversed <= points",
            name="ck_purchase_campaigns_reversed",
        ),
        _same_brand("purchase_id", "purchases"),
        _same_brand("campaign_id", "campaigns"),
        sa.PrimaryKeyConstraint("purchase_id", "campaign_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "welcomes",
        _text("id", 40),
        _text("program_id", 40),
        _text("member_id", 40),
        _text("campaign_id", 40),
        _text("account_id", 40),
        _text("lot_id", 40),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("minimum_amount", sa.BigInteger(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        _text("brand_id", 40),
        _same_brand("program_id", "programs"),
        _same_brand("member_id", "members"),
        _same_brand("campaign_id", "campaigns"),
        _same_brand("account_id", "accounts"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("program_id", "member_id"),
    )
    op.create_table(
        "program_budgets",
        _text("id", 40),
        _text("program_id", 40),
        _text("period", 32),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("alarm_80_at", UtcDateTime(), nullable=True),
        sa.Column("alarm_100_at", UtcDateTime(), nullable=True),
        _text("brand_id", 40),
        _same_brand("program_id", "programs"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("program_id", "period", "starts_at"),
    )


def downgrade() -> None:
    """Take the change back; points that were given stay."""
    op.drop_table("program_budgets")
    op.drop_table("welcomes")
    op.drop_table("purchase_campaigns")
    op.drop_table("campaigns")
    op.drop_column("cards", "welcome_waits")
    op.drop_column("programs", "budgeted_since")
    op.drop_column("programs", "campaigns_until")


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _same_brand(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["brand_id", column], [f"{target}.brand_id", f"{target}.id"]
    )
