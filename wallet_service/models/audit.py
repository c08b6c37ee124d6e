"""Who did what to which object, and why; rows are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import Document, Identifier, LongText, Serial, Word


class AuditEvent(BrandOwned, Base):
    """One action; `detail` names changed fields, never personal data."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_object", "brand_id", "object_id", "id"),)

    id: Mapped[Serial]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[Word]
    object_id: Mapped[Identifier]
    reason: Mapped[LongText | None]
    detail: Mapped[Document]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
