"""Apple Wallet: pass types with certificates, devices, registrations, device logs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Counter,
    Hash,
    Identifier,
    LongText,
    PrimaryIdentifier,
    Sealed,
    Serial,
    one_brand,
    same_brand,
)


class ApplePassType(BrandOwned, Base):
    """A brand's pass type; its row is locked while an update tag is given out.

    `stopped_reason` is set when APNs refuses the credential: pushes wait, the operator
    sees it, and a new certificate clears it.
    """

    __tablename__ = "apple_pass_types"
    __table_args__ = (one_brand(),)

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(
        String(40), ForeignKey("brands.id"), unique=True
    )
    pass_type_identifier: Mapped[str] = mapped_column(String(255), unique=True)
    team_identifier: Mapped[str] = mapped_column(String(32))
    last_update_tag: Mapped[Counter]
    certificate_id: Mapped[Identifier]
    stopped_reason: Mapped[str | None] = mapped_column(String(255))


class AppleCertificate(BrandOwned, Base):
    """A pass certificate with its sealed key; older ones are kept for the record."""

    __tablename__ = "apple_certificates"
    __table_args__ = (one_brand(),)

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    fingerprint: Mapped[Hash]
    certificate_pem: Mapped[LongText]
    intermediate_pem: Mapped[LongText]
    key_sealed: Mapped[Sealed]
    not_after: Mapped[datetime] = mapped_column(UtcDateTime)
    intermediate_not_after: Mapped[datetime] = mapped_column(UtcDateTime)
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AppleCertificateRequest(BrandOwned, Base):
    """The sealed key of a certificate request that waits for Apple's answer."""

    __tablename__ = "apple_certificate_requests"
    __table_args__ = (one_brand(),)

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    key_sealed: Mapped[Sealed]
    public_key_hash: Mapped[Hash]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AppleDevice(BrandOwned, Base):
    """A phone, by the hash of its library identifier, which is a secret.

    Push tokens are not unique across devices; `token_changed_at` decides whether a late
    410 still speaks of the present token.
    """

    __tablename__ = "apple_devices"
    __table_args__ = (
        one_brand(),
        same_brand("pass_type_id", "apple_pass_types"),
        UniqueConstraint("pass_type_id", "device_hash"),
        Index("ix_apple_devices_token", "brand_id", "push_token"),
    )

    id: Mapped[PrimaryIdentifier]
    pass_type_id: Mapped[Identifier]
    device_hash: Mapped[Hash]
    push_token: Mapped[str] = mapped_column(String(255))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    token_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    push_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    listed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    listed_tag: Mapped[int | None] = mapped_column(BigInteger)


class AppleRegistration(BrandOwned, Base):
    """A device that keeps a pass up to date."""

    __tablename__ = "apple_registrations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["brand_id", "device_id"],
            ["apple_devices.brand_id", "apple_devices.id"],
            ondelete="CASCADE",
        ),
        same_brand("pass_id", "card_passes"),
        Index("ix_apple_registrations_pass", "pass_id"),
    )

    device_id: Mapped[PrimaryIdentifier]
    pass_id: Mapped[PrimaryIdentifier]
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AppleLog(Base):
    """What phones complained of: untrusted text, shown escaped to the operator."""

    __tablename__ = "apple_logs"

    id: Mapped[Serial]
    message: Mapped[LongText]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
