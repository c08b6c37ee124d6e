"""Adjustments and payouts, and API keys that belong to a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("api_keys", sa.Column("user_id", sa.String(length=40), nullable=True))
    op.create_table(
        "adjustments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("card_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('adjust', 'payout')", name="ck_adjustments_kind"),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'rejected')", name="ck_adjustments_state"
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.ForeignKeyConstraint(
            ["brand_id", "card_id"], ["cards.brand_id", "cards.id"]
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    op.create_index("ix_adjustments_card", "adjustments", ["card_id", "id"])
    op.create_index("ix_adjustments_state", "adjustments", ["brand_id", "state", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("adjustments")
    op.drop_column("api_keys", "user_id")
