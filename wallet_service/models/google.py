"""Google Wallet: issuers with credentials, classes, objects, slots, seen callbacks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Float,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Counter,
    Document,
    Identifier,
    PrimaryIdentifier,
    Sealed,
    Word,
    one_brand,
    same_brand,
)


class GoogleIssuer(BrandOwned, Base):
    """A brand's issuer at Google and the service account that speaks for it.

    `stopped_reason` is set when Google refuses the credentials: updates wait, the
    operator sees it, and new credentials clear it.
    """

    __tablename__ = "google_issuers"
    __table_args__ = (one_brand(),)

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(
        String(40), ForeignKey("brands.id"), unique=True
    )
    issuer_id: Mapped[str] = mapped_column(String(20), unique=True)
    client_email: Mapped[str] = mapped_column(String(255))
    credentials_id: Mapped[Identifier]
    credentials_sealed: Mapped[Sealed]
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rate_per_second: Mapped[int]
    stopped_reason: Mapped[str | None] = mapped_column(String(255))


class GoogleSlot(BrandOwned, Base):
    """An issuer's slots, locked while one is given out (`wallets.google.limiter`)."""

    __tablename__ = "google_slots"
    __table_args__ = (same_brand("issuer_row_id", "google_issuers"),)

    issuer_row_id: Mapped[PrimaryIdentifier]
    next_free: Mapped[datetime] = mapped_column(UtcDateTime)
    background_turn: Mapped[datetime] = mapped_column(UtcDateTime)
    slowed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    slowed_to: Mapped[float] = mapped_column(Float)


class GoogleClass(BrandOwned, Base):
    """A program's class; `acknowledged` is the body that Google has taken.

    `review_status` is Google's word on it.
    """

    __tablename__ = "google_classes"
    __table_args__ = (
        same_brand("program_id", "programs"),
        UniqueConstraint("class_id"),
    )

    program_id: Mapped[PrimaryIdentifier]
    class_id: Mapped[str] = mapped_column(String(128))
    acknowledged: Mapped[Document]
    acknowledged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    review_status: Mapped[Word]


class GoogleObject(BrandOwned, Base):
    """A pass's object at Google; it exists from the first tap of its member on.

    `acknowledged` is the body that Google has taken, of the card's
    `acknowledged_revision` and `acknowledged_change` (its `changed_at`);
    `fingerprint` stands for it. `told_revision` is the news
    that was last announced, `notices` are the Unix seconds of the last notifying
    changes. Several people may keep one object, so saves and deletions are counted.
    `busy_until` keeps two workers from writing one object at a time.
    """

    __tablename__ = "google_objects"
    __table_args__ = (
        same_brand("pass_id", "card_passes"),
        same_brand("card_id", "cards"),
        UniqueConstraint("object_id"),
        Index("ix_google_objects_card", "card_id"),
        Index("ix_google_objects_checked", "brand_id", "checked_at"),
    )

    pass_id: Mapped[PrimaryIdentifier]
    card_id: Mapped[Identifier]
    object_id: Mapped[str] = mapped_column(String(128))
    inserted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged: Mapped[Document]
    acknowledged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fingerprint: Mapped[str] = mapped_column(String(64))
    acknowledged_revision: Mapped[int] = mapped_column(BigInteger)
    acknowledged_change: Mapped[int] = mapped_column(BigInteger, server_default="0")
    told_revision: Mapped[int] = mapped_column(BigInteger)
    notices: Mapped[list[Any]] = mapped_column(JSON)
    messages: Mapped[list[Any]] = mapped_column(JSON)
    saves: Mapped[Counter]
    deletions: Mapped[Counter]
    has_users: Mapped[bool]
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    busy_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class GoogleNonce(BrandOwned, Base):
    """A callback that was taken, by the hash of its nonce, until it has lapsed."""

    __tablename__ = "google_nonces"
    __table_args__ = (Index("ix_google_nonces_expires", "expires_at"),)

    brand_id: Mapped[str] = mapped_column(
        String(40), ForeignKey("brands.id"), primary_key=True
    )
    nonce_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
