"""What time should have changed and could not, with when it is tried again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import PrimaryIdentifier


class DueFault(BrandOwned, Base):
    """An account, or a program whose period ended, that stopped its own due work.

    `error` is the type of what was raised, never its message. The row goes when the
    work has been done.
    """

    __tablename__ = "due_faults"

    subject: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    tries: Mapped[int]
    error: Mapped[str] = mapped_column(String(80))
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retry_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
