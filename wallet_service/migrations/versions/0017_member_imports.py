"""Imports of people from files; lists in the order of names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_companies_name", "companies", ["brand_id", "search_name", "id"]),
    ("ix_companies_parent", "companies", ["brand_id", "parent_id"]),
    ("ix_members_name", "members", ["brand_id", "search_name", "id"]),
)


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "member_imports",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column(
            "brand_id", sa.String(40), sa.ForeignKey("brands.id"), nullable=False
        ),
        sa.Column("program_id", sa.String(40)),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary()),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("done", "added", "known", "cards")
        ),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("brand_id", "id"),
        sa.ForeignKeyConstraint(
            ["brand_id", "program_id"], ["programs.brand_id", "programs.id"]
        ),
        sa.CheckConstraint(
            "state IN ('checked', 'running', 'done', 'dropped')",
            name="ck_member_imports_state",
        ),
    )
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Take it back."""
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table)
    op.drop_table("member_imports")
