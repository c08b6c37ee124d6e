"""Programs may ask for codes that rotate, where a wallet can show them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    column: sa.Column[bool] = sa.Column(
        "rotating_barcode", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("programs", column)


def downgrade() -> None:
    """Take it back."""
    op.drop_column("programs", "rotating_barcode")
