"""What stops its own due work is set aside and tried again later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "due_faults",
        sa.Column("subject", sa.String(40), primary_key=True),
        sa.Column(
            "brand_id", sa.String(40), sa.ForeignKey("brands.id"), nullable=False
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(80), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=False),
        sa.Column("retry_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_due_faults_retry_at", "due_faults", ["retry_at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("due_faults")
