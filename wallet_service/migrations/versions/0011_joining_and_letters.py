"""Forms and links to join a program, sign-ups on the way, letters and their links."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from wallet_service.database import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("members", sa.Column("stated_company", sa.String(length=255)))
    op.add_column("members", sa.Column("stated_tax_id", sa.String(length=64)))
    _forms_and_links()
    _sign_ups()
    _letters()


def downgrade() -> None:
    """Take it back."""
    for name in (
        *("mailed_links", "letters", "public_requests"),
        *("sign_ups", "join_links", "join_forms"),
    ):
        op.drop_table(name)
    op.drop_column("members", "stated_tax_id")
    op.drop_column("members", "stated_company")


def _forms_and_links() -> None:
    op.create_table(
        "join_forms",
        sa.Column("program_id", sa.String(length=40), primary_key=True),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        _same_brand("program_id", "programs"),
    )
    op.create_table(
        "join_links",
        *_identified(),
        sa.Column("program_id", sa.String(length=40), nullable=False),
        sa.Column("company_id", sa.String(length=40), nullable=True),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("maximum_uses", sa.Integer(), nullable=True),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _same_brand("program_id", "programs"),
        _same_brand("company_id", "companies"),
        sa.UniqueConstraint("token"),
    )
    op.create_index("ix_join_links_program", "join_links", ["brand_id", "program_id"])


def _sign_ups() -> None:
    op.create_table(
        "sign_ups",
        *_identified(),
        sa.Column("join_link_id", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_expires_at", UtcDateTime(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("member_id", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        _same_brand("join_link_id", "join_links"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_sign_ups_created", "sign_ups", ["created_at"])
    op.create_table(
        "public_requests",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.UniqueConstraint("proof"),
    )
    for name, column in (("address", "address_hash"), ("email", "email_hash")):
        op.create_index(
            f"ix_public_requests_{name}",
            "public_requests",
            ["brand_id", column, "asked_at"],
        )
    op.create_index(
        "ix_public_requests_asked", "public_requests", ["brand_id", "asked_at"]
    )


def _letters() -> None:
    op.create_table(
        "letters",
        *_identified(),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("useless_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_letters_created", "letters", ["created_at"])
    op.create_table(
        "mailed_links",
        *_identified(),
        sa.Column("member_id", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        _same_brand("member_id", "members"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_mailed_links_member", "mailed_links", ["brand_id", "member_id"])


def _identified() -> tuple[Any, ...]:
    return (
        sa.Column("id", sa.String(length=40), primary_key=True),
        sa.Column("brand_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"]),
        sa.UniqueConstraint("brand_id", "id"),
    )


def _same_brand(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["brand_id", column], [f"{table}.brand_id", f"{table}.id"]
    )
