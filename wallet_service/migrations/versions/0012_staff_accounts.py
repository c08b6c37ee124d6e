"""Staff: sessions, second factors, places, scanners; names that can be searched."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BY_PEOPLE = "source LIKE 'user:%'"
NAMED = ("members", "companies")


def upgrade() -> None:
    """Add the tables, then the names of people and companies in small letters."""
    op.add_column(
        "users", sa.Column("name", sa.String(255), nullable=False, server_default="")
    )
    op.add_column("users", sa.Column("totp_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("users", sa.Column("totp_confirmed_at", UtcDateTime(), nullable=True))
    for table in NAMED:
        column = sa.Column(
            "search_name", sa.String(255), nullable=False, server_default=""
        )
        op.add_column(table, column)
        _fill_search_names(table)
    op.create_index(
        "ix_purchases_people",
        "purchases",
        ["brand_id", "source", "recorded_at"],
        sqlite_where=sa.text(BY_PEOPLE),
        postgresql_where=sa.text(BY_PEOPLE),
    )
    _places()
    _sessions()
    _second_factors()
    op.create_table(
        "attempts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attempts_subject", "attempts", ["subject", "at"])
    op.create_index("ix_attempts_at", "attempts", ["at"])


def downgrade() -> None:
    """Take the change back; who is signed in signs in again."""
    for table in (
        *("attempts", "passkey_challenges", "passkeys", "recovery_codes"),
        *("totp_uses", "user_sessions", "device_pins", "devices", "locations"),
    ):
        op.drop_table(table)
    op.drop_index("ix_purchases_people", "purchases")
    for table in NAMED:
        op.drop_column(table, "search_name")
    for column in ("totp_confirmed_at", "totp_sealed", "name"):
        op.drop_column("users", column)


def _places() -> None:
    op.create_table(
        "locations",
        _text("id", 40),
        _text("brand_id", 40),
        _text("name", 255),
        sa.Column("address", sa.String(255), nullable=True),
        _time("created_at"),
        _time("closed_at", nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("brand_id", "name"),
    )
    op.create_table(
        "devices",
        _text("id", 40),
        _text("brand_id", 40),
        _text("name", 255),
        _text("token_hash", 64),
        sa.Column("location_id", sa.String(40), nullable=True),
        _text("enrolled_by", 80),
        _time("enrolled_at"),
        _time("seen_at"),
        _time("revoked_at", nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.ForeignKeyConstraint(
            ["brand_id", "location_id"], ["locations.brand_id", "locations.id"]
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_devices_brand", "devices", ["brand_id", "revoked_at"])
    op.create_table(
        "device_pins",
        _text("device_id", 40),
        _text("user_id", 40),
        _text("pin_hash", 255),
        sa.Column("failures", sa.Integer(), nullable=False),
        _time("set_at"),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("device_id", "user_id"),
    )


def _sessions() -> None:
    op.create_table(
        "user_sessions",
        _text("id", 40),
        _text("token_hash", 64),
        _text("user_id", 40),
        sa.Column("membership_id", sa.String(40), nullable=True),
        sa.Column("device_id", sa.String(40), nullable=True),
        _text("stage", 32),
        _text("agent", 255),
        _time("made_at"),
        _time("seen_at"),
        _time("proven_at"),
        _time("ends_at"),
        _time("ended_at", nullable=True),
        sa.Column("end_reason", sa.String(32), nullable=True),
        sa.Column("challenge", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"]),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_user_sessions_user", "user_sessions", ["user_id", "ended_at"])
    op.create_index("ix_user_sessions_device", "user_sessions", ["device_id"])


def _second_factors() -> None:
    op.create_table(
        "totp_uses",
        _text("user_id", 40),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("user_id", "step"),
    )
    op.create_table(
        "recovery_codes",
        _text("user_id", 40),
        _text("code_hash", 64),
        _time("used_at", nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("user_id", "code_hash"),
    )
    op.create_table(
        "passkeys",
        _text("id", 40),
        _text("user_id", 40),
        sa.Column("credential_id", sa.LargeBinary(1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        _text("name", 255),
        _time("made_at"),
        _time("used_at", nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential_id"),
    )
    op.create_index("ix_passkeys_user", "passkeys", ["user_id"])
    op.create_table(
        "passkey_challenges",
        _text("challenge_hash", 64),
        _time("ends_at"),
        sa.PrimaryKeyConstraint("challenge_hash"),
    )


def _fill_search_names(name: str) -> None:
    table = sa.table(name, sa.column("id"), sa.column("name"), sa.column("search_name"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(table.c.id, table.c.name)).all():
        text = unicodedata.normalize("NFKC", row.name).casefold().replace("ё", "е")
        connection.execute(
            table.update()
            .where(table.c.id == row.id)
            .values(search_name=" ".join(text.split())[:255])
        )


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)
