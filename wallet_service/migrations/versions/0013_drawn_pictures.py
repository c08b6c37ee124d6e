"""Drawn pictures are kept, so that an address answers alike after a redesign."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "drawn_pictures",
        sa.Column("address", sa.String(length=255), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("drawn_pictures")
