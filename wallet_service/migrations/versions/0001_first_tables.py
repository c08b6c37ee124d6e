"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "apple_logs",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "audit_events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("object_id", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_audit_events_object", ["brand_id", "object_id", "id"], unique=False
        )

    op.create_table(
        "brands",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("data_key_wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "outbox_messages",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("owed_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'delivered', 'dead')",
            name="ck_outbox_state",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_due",
            ["lane", "due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.create_index(
            "ix_outbox_lease",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("state = 'claimed'"),
            postgresql_where=sa.text("state = 'claimed'"),
        )
        batch_op.create_index(
            "ix_outbox_settled",
            ["state", "settled_at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NOT NULL"),
            postgresql_where=sa.text("settled_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_subject",
            ["brand_id", "subject"],
            unique=False,
            sqlite_where=sa.text("state = 'delivered'"),
            postgresql_where=sa.text("state = 'delivered'"),
        )
        batch_op.create_index(
            "uq_outbox_queued",
            ["brand_id", "topic", "subject"],
            unique=True,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )

    op.create_table(
        "users",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("key_hash"),
    )
    op.create_table(
        "apple_certificate_requests",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("public_key_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    op.create_table(
        "apple_certificates",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("certificate_pem", sa.Text(), nullable=False),
        sa.Column("intermediate_pem", sa.Text(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("not_after", UtcDateTime(), nullable=False),
        sa.Column("intermediate_not_after", UtcDateTime(), nullable=False),
        sa.Column("installed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    op.create_table(
        "apple_pass_types",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("pass_type_identifier", sa.String(length=255), nullable=False),
        sa.Column("team_identifier", sa.String(length=32), nullable=False),
        sa.Column("last_update_tag", sa.BigInteger(), nullable=False),
        sa.Column("certificate_id", sa.String(length=40), nullable=False),
        sa.Column("stopped_reason", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("pass_type_identifier"),
    )
    op.create_table(
        "companies",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("tax_id", sa.String(length=64), nullable=True),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("parent_id", sa.String(length=40), nullable=True),
        sa.Column("manager", sa.JSON(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "parent_id"],
            ["companies.brand_id", "companies.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "external_id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("brand_id", "tax_id"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("brand_id", "key"),
    )
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("company_id", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("user_id", "brand_id", "role"),
    )
    op.create_table(
        "pass_token_keys",
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("brand_id", "version"),
    )
    op.create_table(
        "programs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("design", sa.String(length=64), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("looks_revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('discount', 'accumulating', 'cashback', 'stamp')",
            name="ck_programs_kind",
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'closed')", name="ck_programs_state"
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=False),
        sa.Column("owner_kind", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("debt", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("next_due_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "owner_kind IN ('holding', 'company', 'member', 'card')",
            name="ck_accounts_owner",
        ),
        sa.CheckConstraint(
            "unit IN ('points', 'turnover', 'stamps', 'carry', 'rewards')",
            name="ck_accounts_unit",
        ),
        sa.CheckConstraint(
            "debt >= 0 AND balance + debt >= 0 AND (debt = 0 OR balance + debt = 0)",
            name="ck_accounts_debt",
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "program_id"],
            ["programs.brand_id", "programs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("brand_id", "program_id", "owner_kind", "owner_id", "unit"),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_accounts_due",
            ["next_due_at"],
            unique=False,
            sqlite_where=sa.text("next_due_at IS NOT NULL"),
            postgresql_where=sa.text("next_due_at IS NOT NULL"),
        )

    op.create_table(
        "apple_devices",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("pass_type_id", sa.String(length=40), nullable=False),
        sa.Column("device_hash", sa.String(length=64), nullable=False),
        sa.Column("push_token", sa.String(length=255), nullable=False),
        sa.Column("registered_at", UtcDateTime(), nullable=False),
        sa.Column("token_changed_at", UtcDateTime(), nullable=False),
        sa.Column("push_accepted_at", UtcDateTime(), nullable=True),
        sa.Column("listed_at", UtcDateTime(), nullable=True),
        sa.Column("listed_tag", sa.BigInteger(), nullable=True),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "pass_type_id"],
            ["apple_pass_types.brand_id", "apple_pass_types.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("pass_type_id", "device_hash"),
    )
    with op.batch_alter_table("apple_devices", schema=None) as batch_op:
        batch_op.create_index(
            "ix_apple_devices_token", ["brand_id", "push_token"], unique=False
        )

    op.create_table(
        "members",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.String(length=64), nullable=True),
        sa.Column("phone_last_four_hash", sa.String(length=64), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("company_id", sa.String(length=40), nullable=True),
        sa.Column("role", sa.String(length=64), nullable=True),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "company_id"],
            ["companies.brand_id", "companies.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "email_hash"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("brand_id", "phone_hash"),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(
            "ix_members_company", ["brand_id", "company_id"], unique=False
        )
        batch_op.create_index(
            "ix_members_phone_last", ["brand_id", "phone_last_four_hash"], unique=False
        )

    op.create_table(
        "program_versions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("beneficiary", sa.String(length=32), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("effective_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "program_id"],
            ["programs.brand_id", "programs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("program_id", "number"),
    )
    with op.batch_alter_table("program_versions", schema=None) as batch_op:
        batch_op.create_index(
            "uq_program_versions_draft",
            ["program_id"],
            unique=True,
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )

    op.create_table(
        "cards",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("own_changes", sa.JSON(), nullable=False),
        sa.Column("news", sa.JSON(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('active', 'frozen', 'closed')", name="ck_cards_state"
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "member_id"],
            ["members.brand_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "program_id"],
            ["programs.brand_id", "programs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("brand_id", "number"),
        sa.UniqueConstraint("brand_id", "program_id", "member_id"),
    )
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cards_member", ["brand_id", "member_id"], unique=False
        )

    op.create_table(
        "consents",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "member_id"],
            ["members.brand_id", "members.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(
            "ix_consents_member", ["brand_id", "member_id"], unique=False
        )

    op.create_table(
        "lots",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("transaction_id", sa.String(length=40), nullable=False),
        sa.Column("purchase_id", sa.String(length=40), nullable=True),
        sa.Column("returned_use_id", sa.BigInteger(), nullable=True),
        sa.Column("earned_at", UtcDateTime(), nullable=False),
        sa.Column("available_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.CheckConstraint('0 <= "left" AND "left" <= amount', name="ck_lots_left"),
        sa.ForeignKeyConstraint(
            ["brand_id", "account_id"],
            ["accounts.brand_id", "accounts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("lots", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lots_availability",
            ["account_id", "available_at"],
            unique=False,
            sqlite_where=sa.text('"left" > 0'),
            postgresql_where=sa.text('"left" > 0'),
        )
        batch_op.create_index(
            "ix_lots_expiry",
            ["account_id", "expires_at"],
            unique=False,
            sqlite_where=sa.text('"left" > 0'),
            postgresql_where=sa.text('"left" > 0'),
        )
        batch_op.create_index("ix_lots_purchase", ["purchase_id"], unique=False)
        batch_op.create_index(
            "ix_lots_returned",
            ["returned_use_id"],
            unique=False,
            sqlite_where=sa.text("returned_use_id IS NOT NULL"),
            postgresql_where=sa.text("returned_use_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_lots_unreleased",
            ["account_id", "available_at"],
            unique=False,
            sqlite_where=sa.text("NOT released"),
            postgresql_where=sa.text("NOT released"),
        )

    op.create_table(
        "turnover_days",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded_month", sa.Date(), nullable=False),
        sa.Column("purchased", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "account_id"],
            ["accounts.brand_id", "accounts.id"],
        ),
        sa.PrimaryKeyConstraint("account_id", "day", "recorded_month"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "card_passes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("card_id", sa.String(length=40), nullable=False),
        sa.Column("serial_number", sa.String(length=64), nullable=False),
        sa.Column("scan_code", sa.String(length=64), nullable=False),
        sa.Column("link_token", sa.String(length=64), nullable=False),
        sa.Column("token_key_version", sa.Integer(), nullable=False),
        sa.Column("update_tag", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("link_opened_at", UtcDateTime(), nullable=True),
        sa.Column("fetched_at", UtcDateTime(), nullable=True),
        sa.Column("fetched_revision", sa.BigInteger(), nullable=True),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "card_id"],
            ["cards.brand_id", "cards.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
        sa.UniqueConstraint("link_token"),
        sa.UniqueConstraint("scan_code"),
        sa.UniqueConstraint("serial_number"),
    )
    with op.batch_alter_table("card_passes", schema=None) as batch_op:
        batch_op.create_index("ix_card_passes_card", ["card_id"], unique=False)
        batch_op.create_index(
            "uq_card_passes_live",
            ["card_id"],
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        )

    op.create_table(
        "entries",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("card_id", sa.String(length=40), nullable=True),
        sa.Column("transaction_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("counter", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("balance_after", sa.BigInteger(), nullable=False),
        sa.Column("reverses", sa.String(length=40), nullable=True),
        sa.Column("lot_id", sa.String(length=40), nullable=True),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "account_id"],
            ["accounts.brand_id", "accounts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "card_id"],
            ["cards.brand_id", "cards.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id", "sequence"),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index("ix_entries_account", ["account_id", "id"], unique=False)
        batch_op.create_index(
            "ix_entries_reverses",
            ["reverses"],
            unique=False,
            sqlite_where=sa.text("reverses IS NOT NULL"),
            postgresql_where=sa.text("reverses IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_entries_turnover",
            ["account_id", "occurred_at"],
            unique=False,
            sqlite_where=sa.text("kind IN ('turnover', 'turnover_reverse')"),
            postgresql_where=sa.text("kind IN ('turnover', 'turnover_reverse')"),
        )

    op.create_table(
        "lot_uses",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("lot_id", sa.String(length=40), nullable=False),
        sa.Column("transaction_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.CheckConstraint("amount > 0", name="ck_lot_uses_amount"),
        sa.ForeignKeyConstraint(
            ["brand_id", "lot_id"],
            ["lots.brand_id", "lots.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("lot_uses", schema=None) as batch_op:
        batch_op.create_index("ix_lot_uses_lot", ["lot_id"], unique=False)
        batch_op.create_index(
            "ix_lot_uses_transaction", ["transaction_id"], unique=False
        )

    op.create_table(
        "purchases",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("card_id", sa.String(length=40), nullable=False),
        sa.Column("program_id", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.String(length=40), nullable=False),
        sa.Column("company_id", sa.String(length=40), nullable=True),
        sa.Column("holding_id", sa.String(length=40), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("location_id", sa.String(length=128), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("points_spent", sa.BigInteger(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("stamps_added", sa.BigInteger(), nullable=False),
        sa.Column("rewards_issued", sa.BigInteger(), nullable=False),
        sa.Column("turnover_added", sa.BigInteger(), nullable=False),
        sa.Column("carry_before", sa.BigInteger(), nullable=False),
        sa.Column("gross_refunded", sa.BigInteger(), nullable=False),
        sa.Column("money_refunded", sa.BigInteger(), nullable=False),
        sa.Column("points_returned", sa.BigInteger(), nullable=False),
        sa.Column("earning_reversed", sa.BigInteger(), nullable=False),
        sa.Column("turnover_removed", sa.BigInteger(), nullable=False),
        sa.Column("stamps_removed", sa.BigInteger(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "0 <= earning_reversed AND earning_reversed <= earned",
            name="ck_purchases_earning_reversed",
        ),
        sa.CheckConstraint(
            "0 <= gross_refunded AND gross_refunded <= gross",
            name="ck_purchases_refunded",
        ),
        sa.CheckConstraint(
            "0 <= points_returned AND points_returned <= points_spent",
            name="ck_purchases_points_returned",
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "card_id"],
            ["cards.brand_id", "cards.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "company_id"],
            ["companies.brand_id", "companies.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "holding_id"],
            ["companies.brand_id", "companies.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "version_id"],
            ["program_versions.brand_id", "program_versions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    with op.batch_alter_table("purchases", schema=None) as batch_op:
        batch_op.create_index(
            "ix_purchases_card_recorded", ["card_id", "recorded_at"], unique=False
        )
        batch_op.create_index(
            "ix_purchases_stamps",
            ["card_id", "occurred_at"],
            unique=False,
            sqlite_where=sa.text("stamps_added <> 0"),
            postgresql_where=sa.text("stamps_added <> 0"),
        )
        batch_op.create_index(
            "uq_purchases_external",
            ["brand_id", "source", "external_id"],
            unique=True,
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
        )

    op.create_table(
        "rewards",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("card_id", sa.String(length=40), nullable=False),
        sa.Column("purchase_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("filling", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('issued', 'redeemed', 'expired', 'cancelled')",
            name="ck_rewards_state",
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "card_id"],
            ["cards.brand_id", "cards.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    with op.batch_alter_table("rewards", schema=None) as batch_op:
        batch_op.create_index("ix_rewards_card", ["card_id", "filling"], unique=False)

    op.create_table(
        "stamp_fillings",
        sa.Column("card_id", sa.String(length=40), nullable=False),
        sa.Column("filling", sa.BigInteger(), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "card_id"],
            ["cards.brand_id", "cards.id"],
        ),
        sa.PrimaryKeyConstraint("card_id"),
    )
    op.create_table(
        "apple_registrations",
        sa.Column("device_id", sa.String(length=40), nullable=False),
        sa.Column("pass_id", sa.String(length=40), nullable=False),
        sa.Column("registered_at", UtcDateTime(), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "device_id"],
            ["apple_devices.brand_id", "apple_devices.id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "pass_id"],
            ["card_passes.brand_id", "card_passes.id"],
        ),
        sa.PrimaryKeyConstraint("device_id", "pass_id"),
    )
    with op.batch_alter_table("apple_registrations", schema=None) as batch_op:
        batch_op.create_index("ix_apple_registrations_pass", ["pass_id"], unique=False)

    op.create_table(
        "purchase_lines",
        sa.Column("purchase_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=128), nullable=True),
        sa.Column("sku", sa.String(length=128), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("points_spent", sa.BigInteger(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("earned", sa.BigInteger(), nullable=False),
        sa.Column("rate_bp", sa.Integer(), nullable=False),
        sa.Column("gross_left", sa.BigInteger(), nullable=False),
        sa.Column("quantity_left", sa.BigInteger(), nullable=False),
        sa.Column("earned_kept", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "0 <= gross_left AND gross_left <= gross", name="ck_lines_left"
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"],
            ["purchases.id"],
        ),
        sa.PrimaryKeyConstraint("purchase_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "redemptions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("card_id", sa.String(length=40), nullable=False),
        sa.Column("reward_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=255), nullable=True),
        sa.Column("location_id", sa.String(length=255), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'confirmed', 'cancelled', 'withdrawn', 'lapsed')",
            name="ck_redemptions_state",
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "card_id"],
            ["cards.brand_id", "cards.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id", "reward_id"],
            ["rewards.brand_id", "rewards.id"],
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"],
            ["brands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    with op.batch_alter_table("redemptions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_redemptions_card_settled", ["card_id", "settled_at"], unique=False
        )
        batch_op.create_index("uq_redemptions_code", ["brand_id", "code"], unique=True)
        batch_op.create_index(
            "uq_redemptions_live",
            ["reward_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'confirmed')"),
            postgresql_where=sa.text("state IN ('open', 'confirmed')"),
        )

    op.create_table(
        "refunds",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("purchase_id", sa.String(length=40), nullable=False),
        sa.Column("card_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("money", sa.BigInteger(), nullable=False),
        sa.Column("points_returned", sa.BigInteger(), nullable=False),
        sa.Column("earning_reversed", sa.BigInteger(), nullable=False),
        sa.Column("turnover_removed", sa.BigInteger(), nullable=False),
        sa.Column("stamps_removed", sa.BigInteger(), nullable=False),
        sa.Column("rewards_cancelled", sa.BigInteger(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["brand_id", "purchase_id"],
            ["purchases.brand_id", "purchases.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brand_id", "id"),
    )
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.create_index(
            "ix_refunds_card_recorded", ["card_id", "recorded_at"], unique=False
        )
        batch_op.create_index("ix_refunds_purchase", ["purchase_id"], unique=False)

    op.create_table(
        "refund_lines",
        sa.Column("refund_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("money", sa.BigInteger(), nullable=False),
        sa.Column("points_returned", sa.BigInteger(), nullable=False),
        sa.Column("earning_reversed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["refund_id"],
            ["refunds.id"],
        ),
        sa.PrimaryKeyConstraint("refund_id", "number"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo the change."""
    op.drop_table("refund_lines")
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_index("ix_refunds_purchase")
        batch_op.drop_index("ix_refunds_card_recorded")

    op.drop_table("refunds")
    with op.batch_alter_table("redemptions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_redemptions_live",
            sqlite_where=sa.text("state IN ('open', 'confirmed')"),
            postgresql_where=sa.text("state IN ('open', 'confirmed')"),
        )
        batch_op.drop_index("uq_redemptions_code")
        batch_op.drop_index("ix_redemptions_card_settled")

    op.drop_table("redemptions")
    op.drop_table("purchase_lines")
    with op.batch_alter_table("apple_registrations", schema=None) as batch_op:
        batch_op.drop_index("ix_apple_registrations_pass")

    op.drop_table("apple_registrations")
    op.drop_table("stamp_fillings")
    with op.batch_alter_table("rewards", schema=None) as batch_op:
        batch_op.drop_index("ix_rewards_card")

    op.drop_table("rewards")
    with op.batch_alter_table("purchases", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_purchases_external",
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_purchases_stamps",
            sqlite_where=sa.text("stamps_added <> 0"),
            postgresql_where=sa.text("stamps_added <> 0"),
        )
        batch_op.drop_index("ix_purchases_card_recorded")

    op.drop_table("purchases")
    with op.batch_alter_table("lot_uses", schema=None) as batch_op:
        batch_op.drop_index("ix_lot_uses_transaction")
        batch_op.drop_index("ix_lot_uses_lot")

    op.drop_table("lot_uses")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_entries_turnover",
            sqlite_where=sa.text("kind IN ('turnover', 'turnover_reverse')"),
            postgresql_where=sa.text("kind IN ('turnover', 'turnover_reverse')"),
        )
        batch_op.drop_index(
            "ix_entries_reverses",
            sqlite_where=sa.text("reverses IS NOT NULL"),
            postgresql_where=sa.text("reverses IS NOT NULL"),
        )
        batch_op.drop_index("ix_entries_account")

    op.drop_table("entries")
    with op.batch_alter_table("card_passes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_card_passes_live",
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        )
        batch_op.drop_index("ix_card_passes_card")

    op.drop_table("card_passes")
    op.drop_table("turnover_days")
    with op.batch_alter_table("lots", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_lots_unreleased",
            sqlite_where=sa.text("NOT released"),
            postgresql_where=sa.text("NOT released"),
        )
        batch_op.drop_index(
            "ix_lots_returned",
            sqlite_where=sa.text("returned_use_id IS NOT NULL"),
            postgresql_where=sa.text("returned_use_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_lots_purchase")
        batch_op.drop_index(
            "ix_lots_expiry",
            sqlite_where=sa.text('"left" > 0'),
            postgresql_where=sa.text('"left" > 0'),
        )
        batch_op.drop_index(
            "ix_lots_availability",
            sqlite_where=sa.text('"left" > 0'),
            postgresql_where=sa.text('"left" > 0'),
        )

    op.drop_table("lots")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index("ix_consents_member")

    op.drop_table("consents")
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.drop_index("ix_cards_member")

    op.drop_table("cards")
    with op.batch_alter_table("program_versions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_program_versions_draft",
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )

    op.drop_table("program_versions")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_index("ix_members_phone_last")
        batch_op.drop_index("ix_members_company")

    op.drop_table("members")
    with op.batch_alter_table("apple_devices", schema=None) as batch_op:
        batch_op.drop_index("ix_apple_devices_token")

    op.drop_table("apple_devices")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_accounts_due",
            sqlite_where=sa.text("next_due_at IS NOT NULL"),
            postgresql_where=sa.text("next_due_at IS NOT NULL"),
        )

    op.drop_table("accounts")
    op.drop_table("programs")
    op.drop_table("pass_token_keys")
    op.drop_table("memberships")
    op.drop_table("invitations")
    op.drop_table("idempotency_keys")
    op.drop_table("companies")
    op.drop_table("apple_pass_types")
    op.drop_table("apple_certificates")
    op.drop_table("apple_certificate_requests")
    op.drop_table("api_keys")
    op.drop_table("users")
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outbox_queued",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_index(
            "ix_outbox_subject",
            sqlite_where=sa.text("state = 'delivered'"),
            postgresql_where=sa.text("state = 'delivered'"),
        )
        batch_op.drop_index(
            "ix_outbox_settled",
            sqlite_where=sa.text("settled_at IS NOT NULL"),
            postgresql_where=sa.text("settled_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_lease",
            sqlite_where=sa.text("state = 'claimed'"),
            postgresql_where=sa.text("state = 'claimed'"),
        )
        batch_op.drop_index(
            "ix_outbox_due",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )

    op.drop_table("outbox_messages")
    op.drop_table("brands")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_events_object")

    op.drop_table("audit_events")
    op.drop_table("apple_logs")
