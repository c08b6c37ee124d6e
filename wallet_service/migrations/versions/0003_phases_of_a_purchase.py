"""Phases of a purchase: drafts, payments, numbers that a cancellation gives back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = "uq_purchases_external"
BEFORE = "external_id IS NOT NULL"
AFTER = "external_id IS NOT NULL AND state <> 'cancelled'"


def upgrade() -> None:
    """Apply the change."""
    op.add_column("purchases", sa.Column("asked", sa.JSON(), nullable=True))
    _number(AFTER)
    op.create_table(
        "payments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("purchase_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("turnover_added", sa.BigInteger(), nullable=False),
        sa.Column("points_released", sa.BigInteger(), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "purchase_id"], ["purchases.brand_id", "purchases.id"]
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("purchase_id"),
    )


def downgrade() -> None:
    """Take the change back; what was bought stays, and drafts stay as empty rows."""
    op.drop_table("payments")
    op.execute("UPDATE purchases SET external_id = NULL WHERE state = 'cancelled'")
    _number(BEFORE)
    op.execute("DROP TRIGGER IF EXISTS purchases_refuse_update" + _of_purchases())
    op.drop_column("purchases", "asked")


def _number(where: str) -> None:
    op.drop_index(NUMBER, table_name="purchases")
    op.create_index(
        NUMBER,
        "purchases",
        ["brand_id", "source", "external_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _of_purchases() -> str:
    """PostgreSQL names the table of a trigger, which hangs on its columns."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    return "" if is_sqlite else " ON purchases"
