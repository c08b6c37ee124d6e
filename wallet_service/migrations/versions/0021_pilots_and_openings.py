"""Pilots of programs; opening balances that a file brings are told apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column(
        "programs",
        sa.Column("is_pilot", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "pilot_companies",
        sa.Column("program_id", sa.String(40), primary_key=True),
        sa.Column("company_id", sa.String(40), primary_key=True),
        sa.Column("brand_id", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "program_id"], ["programs.brand_id", "programs.id"]
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "company_id"], ["companies.brand_id", "companies.id"]
        ),
    )

    op.add_column(
        "adjustments",
        sa.Column(
            "is_opening", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
    op.add_column(
        "member_imports",
        sa.Column("openings", sa.Integer(), nullable=False, server_default="0"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("member_imports", "openings")
    op.drop_column("adjustments", "is_opening")
    op.drop_table("pilot_companies")
    op.drop_column("programs", "is_pilot")
