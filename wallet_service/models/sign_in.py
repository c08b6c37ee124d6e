"""How users come in: sessions, second factors, and the attempts that are counted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, UtcDateTime
from wallet_service.models.columns import (
    Counter,
    Hash,
    Identifier,
    PrimaryIdentifier,
    Serial,
    ShortText,
    Word,
)


class UserSession(Base):
    """A signed-in browser, kept by the hash of the token in its cookie.

    `stage` is `password` until the second factor is given, then `full`. A session acts
    in one membership. With `device_id` it is a person's shift at a scanner, which is
    worked at `location_id`.
    `proven_at` is when the person last proved who they are; `challenge` belongs to a
    passkey that is being made or asked for.
    """

    __tablename__ = "user_sessions"
    __table_args__ = (
        Index("ix_user_sessions_user", "user_id", "ended_at"),
        Index("ix_user_sessions_device", "device_id"),
    )

    id: Mapped[PrimaryIdentifier]
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.id"))
    membership_id: Mapped[str | None] = mapped_column(
        String(40), ForeignKey("memberships.id")
    )
    device_id: Mapped[str | None] = mapped_column(String(40), ForeignKey("devices.id"))
    location_id: Mapped[Identifier | None]
    stage: Mapped[Word]
    agent: Mapped[ShortText]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proven_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[Word | None]
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)


class TotpUse(Base):
    """A time step whose code was accepted: it is accepted once."""

    __tablename__ = "totp_uses"

    user_id: Mapped[str] = mapped_column(
        String(40), ForeignKey("users.id"), primary_key=True
    )
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class RecoveryCode(Base):
    """One of ten codes for the day when the second factor is lost; works once."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[str] = mapped_column(
        String(40), ForeignKey("users.id"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(Base):
    """A public key that a person's device or security key made for this service."""

    __tablename__ = "passkeys"
    __table_args__ = (Index("ix_passkeys_user", "user_id"),)

    id: Mapped[PrimaryIdentifier]
    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.id"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[Counter]
    name: Mapped[ShortText]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PasskeyChallenge(Base):
    """What a passkey has to sign to sign in; asked once, for five minutes."""

    __tablename__ = "passkey_challenges"

    challenge_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attempt(Base):
    """Something that may be tried so often only; `subject` is a keyed hash of whom."""

    __tablename__ = "attempts"
    __table_args__ = (
        Index("ix_attempts_subject", "subject", "at"),
        Index("ix_attempts_at", "at"),
    )

    id: Mapped[Serial]
    subject: Mapped[Identifier] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
