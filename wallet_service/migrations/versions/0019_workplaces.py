"""Staff may be bound to places, and a shift has the place where it began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change; shifts that go on stand where their scanner stands."""
    op.create_table(
        "membership_locations",
        sa.Column("membership_id", sa.String(40), primary_key=True),
        sa.Column("location_id", sa.String(40), primary_key=True),
        sa.Column("brand_id", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.ForeignKeyConstraint(
            ["brand_id", "membership_id"], ["memberships.brand_id", "memberships.id"]
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "location_id"], ["locations.brand_id", "locations.id"]
        ),
    )
    op.add_column(
        "user_sessions", sa.Column("location_id", sa.String(40), nullable=True)
    )
    op.execute(
        "UPDATE user_sessions SET location_id = (SELECT devices.location_id "
        "FROM devices WHERE devices.id = user_sessions.device_id)"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("user_sessions", "location_id")
    op.drop_table("membership_locations")
