"""Claims that refunds propose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "claims",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("card_id", sa.String(length=40), nullable=False),
        sa.Column("purchase_id", sa.String(length=40), nullable=False),
        sa.Column("refund_id", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("amount > 0", name="ck_claims_amount"),
        sa.CheckConstraint(
            "state IN ('open', 'settled', 'dismissed')", name="ck_claims_state"
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.ForeignKeyConstraint(
            ["brand_id", "card_id"], ["cards.brand_id", "cards.id"]
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "purchase_id"], ["purchases.brand_id", "purchases.id"]
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "refund_id"], ["refunds.brand_id", "refunds.id"]
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    op.create_index("uq_claims_refund", "claims", ["refund_id"], unique=True)
    op.create_index("ix_claims_state", "claims", ["brand_id", "state", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("claims")
