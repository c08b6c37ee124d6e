"""Expiry of stamps: how long the card in hand lasts, and what expired."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    for column in (
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("expired_at", UtcDateTime(), nullable=True),
        sa.Column("lapsed", sa.JSON(), nullable=True),
    ):
        op.add_column("stamp_fillings", column)
    op.add_column(
        "purchases",
        sa.Column(
            "stamps_expired", sa.BigInteger(), nullable=False, server_default="0"
        ),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("purchases", "stamps_expired")
    for name in ("lapsed", "expired_at", "expires_at", "last_day", "first_day"):
        op.drop_column("stamp_fillings", name)
