"""How people come in: forms of programs, links that lead to them, who is on the way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Counter,
    Document,
    Hash,
    Identifier,
    PrimaryIdentifier,
    Sealed,
    Serial,
    ShortText,
    Word,
    one_brand,
    same_brand,
)


class JoinForm(BrandOwned, Base):
    """What a program's form asks, as one document validated by services.joining."""

    __tablename__ = "join_forms"
    __table_args__ = (same_brand("program_id", "programs"),)

    program_id: Mapped[PrimaryIdentifier]
    document: Mapped[Document]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class JoinLink(BrandOwned, Base):
    """An address of a program's form; with a company it invites that company's people.

    `uses` are cards given out by it, `maximum_uses` how many it may give.
    """

    __tablename__ = "join_links"
    __table_args__ = (
        one_brand(),
        same_brand("program_id", "programs"),
        same_brand("company_id", "companies"),
        Index("ix_join_links_program", "brand_id", "program_id"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    program_id: Mapped[Identifier]
    company_id: Mapped[Identifier | None]
    token: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[ShortText | None]
    active: Mapped[bool]
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    maximum_uses: Mapped[int | None]
    uses: Mapped[Counter]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignUp(BrandOwned, Base):
    """A form that was sent and waits for its code; the answers lie sealed until then.

    Without `code_hash` no code ends it: a machine has filled the trap.
    """

    __tablename__ = "sign_ups"
    __table_args__ = (
        one_brand(),
        same_brand("join_link_id", "join_links"),
        Index("ix_sign_ups_created", "created_at"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    join_link_id: Mapped[Identifier]
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    locale: Mapped[Word]
    answers_sealed: Mapped[Sealed | None]
    code_hash: Mapped[Hash | None]
    code_expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries_left: Mapped[int]
    outcome: Mapped[Word | None]
    member_id: Mapped[Identifier | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PublicRequest(BrandOwned, Base):
    """One request of the public pages, for their limits; forgotten after a day.

    Address and e-mail are there as keyed hashes. A proof of work counts once.
    """

    __tablename__ = "public_requests"
    __table_args__ = (
        Index("ix_public_requests_address", "brand_id", "address_hash", "asked_at"),
        Index("ix_public_requests_email", "brand_id", "email_hash", "asked_at"),
        Index("ix_public_requests_asked", "brand_id", "asked_at"),
    )

    id: Mapped[Serial]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    address_hash: Mapped[Hash]
    email_hash: Mapped[Hash]
    proof: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
