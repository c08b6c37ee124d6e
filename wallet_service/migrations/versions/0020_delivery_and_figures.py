"""What phones have of a card, since when they keep it, and indexes for the figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INSTALLED = "installed_at IS NOT NULL AND retired_at IS NULL"
SOLD = "gross > 0"
POINTS = (
    "kind IN ('earn', 'earn_pending', 'earn_reverse', 'welcome', 'retro_bonus', "
    "'spend', 'spend_return', 'expire', 'payout', 'adjust')"
)
INDEXES = (
    (
        "ix_card_passes_installed",
        "card_passes",
        ("brand_id", "installed_at", "removed_at", "card_id"),
        INSTALLED,
    ),
    (
        "ix_cards_issued",
        "cards",
        ("brand_id", "program_id", "issued_at", "state"),
        None,
    ),
    ("ix_accounts_program", "accounts", ("brand_id", "program_id", "unit"), None),
    (
        "ix_purchases_sold",
        "purchases",
        (
            *("brand_id", "program_id", "occurred_at", "state", "card_id"),
            *("location_id", "source", "gross", "discount"),
        ),
        SOLD,
    ),
    ("ix_refunds_recorded", "refunds", ("brand_id", "recorded_at"), None),
    (
        "ix_entries_points",
        "entries",
        ("brand_id", "occurred_at", "kind", "account_id", "amount"),
        POINTS,
    ),
)


def upgrade() -> None:
    """Apply the change; what phones had until now counts as fetched."""
    op.add_column("card_passes", sa.Column("fetched_change", sa.BigInteger()))
    op.add_column("card_passes", sa.Column("fetched_lag", sa.BigInteger()))
    op.add_column("card_passes", sa.Column("installed_at", UtcDateTime()))
    op.add_column("card_passes", sa.Column("removed_at", UtcDateTime()))
    op.add_column(
        "google_objects",
        sa.Column(
            "acknowledged_change", sa.BigInteger(), nullable=False, server_default="0"
        ),
    )
    _remember_what_is_known()
    for name, table, columns, where in INDEXES:
        only = sa.text(where) if where else None
        op.create_index(
            name, table, list(columns), sqlite_where=only, postgresql_where=only
        )


def downgrade() -> None:
    """Take it back."""
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
    op.drop_column("google_objects", "acknowledged_change")
    for name in ("removed_at", "installed_at", "fetched_lag", "fetched_change"):
        op.drop_column("card_passes", name)


def _remember_what_is_known() -> None:
    changed = "(SELECT changed_at FROM cards WHERE cards.id = {}.card_id)"
    op.execute(
        f"UPDATE card_passes SET fetched_change = {changed.format('card_passes')} "  # noqa: S608
        "WHERE fetched_at IS NOT NULL"
    )
    op.execute(
        "UPDATE card_passes SET installed_at = (SELECT MIN(registered_at) FROM "
        "apple_registrations WHERE apple_registrations.pass_id = card_passes.id)"
    )
    op.execute(
        "UPDATE card_passes SET installed_at = (SELECT inserted_at FROM "
        "google_objects WHERE google_objects.pass_id = card_passes.id) "
        "WHERE installed_at IS NULL AND EXISTS (SELECT 1 FROM google_objects "
        "WHERE google_objects.pass_id = card_passes.id AND google_objects.has_users)"
    )
    op.execute(
        "UPDATE google_objects SET acknowledged_change = "  # noqa: S608
        f"{changed.format('google_objects')}"
    )
