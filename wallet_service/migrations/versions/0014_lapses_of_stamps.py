"""What had expired before a purchase is counted, and what time takes of corrections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# of the purchases there are, those after the last expiry come after all of them
COUNT_LAPSES = """
UPDATE purchases SET lapses_before = (
    SELECT json_array_length(f.lapsed) FROM stamp_fillings f
    WHERE f.card_id = purchases.card_id
) WHERE EXISTS (
    SELECT 1 FROM stamp_fillings f
    WHERE f.card_id = purchases.card_id AND f.expired_at <= purchases.recorded_at
)
"""


def upgrade() -> None:
    """Apply the change."""
    for table, name in (
        ("purchases", "lapses_before"),
        ("adjustments", "stamps_expired"),
    ):
        op.add_column(
            table,
            sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"),
        )
    op.execute(COUNT_LAPSES)
    op.drop_column("stamp_fillings", "expired_at")


def downgrade() -> None:
    """Take it back."""
    op.add_column(
        "stamp_fillings", sa.Column("expired_at", UtcDateTime(), nullable=True)
    )
    op.drop_column("adjustments", "stamps_expired")
    op.drop_column("purchases", "lapses_before")
