"""What becomes of the stamp cards in hand when a version begins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    column: sa.Column[str] = sa.Column(
        "stamp_cards", sa.String(32), nullable=False, server_default="finish"
    )
    op.add_column("program_versions", column)


def downgrade() -> None:
    """Take it back."""
    op.drop_column("program_versions", "stamp_cards")
