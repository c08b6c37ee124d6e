"""Google Wallet: issuers, slots, classes, objects, nonces of callbacks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    _issuers()
    _slots()
    _classes()
    _objects()
    _nonces()


def downgrade() -> None:
    """Take it back."""
    for table in ("nonces", "objects", "classes", "slots", "issuers"):
        op.drop_table(f"google_{table}")


def _brand() -> sa.Column[str]:
    return sa.Column("brand_id", sa.String(length=40), nullable=False)


def _identifier(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=40), nullable=False)


def _same_brand(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["brand_id", column], [f"{target}.brand_id", f"{target}.id"]
    )


def _issuers() -> None:
    op.create_table(
        "google_issuers",
        _identifier("id"),
        _brand(),
        sa.Column("issuer_id", sa.String(length=20), nullable=False),
        sa.Column("client_email", sa.String(length=255), nullable=False),
        _identifier("credentials_id"),
        sa.Column("credentials_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("installed_at", UtcDateTime(), nullable=False),
        sa.Column("rate_per_second", sa.Integer(), nullable=False),
        sa.Column("stopped_reason", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("issuer_id"),
    )


def _slots() -> None:
    op.create_table(
        "google_slots",
        _identifier("issuer_row_id"),
        sa.Column("next_free", UtcDateTime(), nullable=False),
        sa.Column("background_turn", UtcDateTime(), nullable=False),
        sa.Column("slowed_at", UtcDateTime(), nullable=True),
        sa.Column("slowed_to", sa.Float(), nullable=False),
        _brand(),
        _same_brand("issuer_row_id", "google_issuers"),
        sa.PrimaryKeyConstraint("issuer_row_id"),
    )


def _classes() -> None:
    op.create_table(
        "google_classes",
        _identifier("program_id"),
        sa.Column("class_id", sa.String(length=128), nullable=False),
        sa.Column("acknowledged", sa.JSON(), nullable=False),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=False),
        sa.Column("review_status", sa.String(length=32), nullable=False),
        _brand(),
        _same_brand("program_id", "programs"),
        sa.PrimaryKeyConstraint("program_id"),
        sa.UniqueConstraint("class_id"),
    )


def _objects() -> None:
    op.create_table(
        "google_objects",
        _identifier("pass_id"),
        _identifier("card_id"),
        sa.Column("object_id", sa.String(length=128), nullable=False),
        sa.Column("inserted_at", UtcDateTime(), nullable=False),
        sa.Column("acknowledged", sa.JSON(), nullable=False),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("acknowledged_revision", sa.BigInteger(), nullable=False),
        sa.Column("told_revision", sa.BigInteger(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.Column("saves", sa.BigInteger(), nullable=False),
        sa.Column("deletions", sa.BigInteger(), nullable=False),
        sa.Column("has_users", sa.Boolean(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.Column("busy_until", UtcDateTime(), nullable=True),
        _brand(),
        _same_brand("pass_id", "card_passes"),
        _same_brand("card_id", "cards"),
        sa.PrimaryKeyConstraint("pass_id"),
        sa.UniqueConstraint("object_id"),
    )
    op.create_index("ix_google_objects_card", "google_objects", ["card_id"])
    op.create_index(
        "ix_google_objects_checked", "google_objects", ["brand_id", "checked_at"]
    )


def _nonces() -> None:
    op.create_table(
        "google_nonces",
        _brand(),
        sa.Column("nonce_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.PrimaryKeyConstraint("brand_id", "nonce_hash"),
    )
    op.create_index("ix_google_nonces_expires", "google_nonces", ["expires_at"])
