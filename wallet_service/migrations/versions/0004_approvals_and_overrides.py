"""Approvals of companies, and rates of single people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column(
        "members",
        sa.Column(
            "has_overrides", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("company_id", sa.String(length=40), nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=False),
        sa.Column("monthly_cap_per_member", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(length=255), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("monthly_cap_per_member >= 0", name="ck_approvals_cap"),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.ForeignKeyConstraint(
            ["brand_id", "company_id"], ["companies.brand_id", "companies.id"]
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "program_id"], ["programs.brand_id", "programs.id"]
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    op.create_index("ix_approvals_company", "approvals", ["company_id", "program_id"])
    op.create_table(
        "overrides",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=False),
        sa.Column("rate_bp", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(length=80), nullable=False),
        sa.Column("card_revision", sa.BigInteger(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("rate_bp BETWEEN 0 AND 10000", name="ck_overrides_rate"),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.ForeignKeyConstraint(
            ["brand_id", "member_id"], ["members.brand_id", "members.id"]
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "program_id"], ["programs.brand_id", "programs.id"]
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    op.create_index("ix_overrides_member", "overrides", ["member_id", "program_id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("overrides")
    op.drop_table("approvals")
    op.drop_column("members", "has_overrides")
