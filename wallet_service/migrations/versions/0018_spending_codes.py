"""Codes by which members agree to a spending; refunds of people are found by person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BY_PEOPLE = sa.text("source LIKE 'user:%'")


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "spending_codes",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("brand_id", sa.String(40), nullable=False),
        sa.Column("card_id", sa.String(40), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("proven_at", UtcDateTime(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.ForeignKeyConstraint(
            ["brand_id", "card_id"], ["cards.brand_id", "cards.id"]
        ),
        sa.UniqueConstraint("brand_id", "id"),
    )
    op.create_index("ix_spending_codes_card", "spending_codes", ["card_id", "made_at"])
    op.create_index("ix_spending_codes_made", "spending_codes", ["made_at"])
    op.create_index(
        "ix_refunds_people",
        "refunds",
        ["brand_id", "source", "recorded_at"],
        sqlite_where=BY_PEOPLE,
        postgresql_where=BY_PEOPLE,
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_refunds_people", "refunds")
    op.drop_table("spending_codes")
