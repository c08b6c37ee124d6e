"""A brand's places, the scanners that stand there, and the PINs of who uses them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Hash,
    Identifier,
    PrimaryIdentifier,
    ShortText,
    one_brand,
    same_brand,
)


class Location(BrandOwned, Base):
    """A shop, a warehouse, a counter: where purchases are recorded."""

    __tablename__ = "locations"
    __table_args__ = (one_brand(), UniqueConstraint("brand_id", "name"))

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    name: Mapped[ShortText]
    address: Mapped[ShortText | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Device(BrandOwned, Base):
    """A phone or till PC with the scanner, kept by the hash of its cookie's token."""

    __tablename__ = "devices"
    __table_args__ = (
        one_brand(),
        same_brand("location_id", "locations"),
        Index("ix_devices_brand", "brand_id", "revoked_at"),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    name: Mapped[ShortText]
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    location_id: Mapped[Identifier | None]
    enrolled_by: Mapped[str] = mapped_column(String(80))
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DevicePin(Base):
    """A person's PIN on one device; after a few wrong ones the password is asked."""

    __tablename__ = "device_pins"

    device_id: Mapped[str] = mapped_column(
        String(40), ForeignKey("devices.id"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(
        String(40), ForeignKey("users.id"), primary_key=True
    )
    pin_hash: Mapped[str] = mapped_column(String(255))
    failures: Mapped[int] = mapped_column(default=0)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
