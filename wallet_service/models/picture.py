"""Pictures that were drawn for a public address: of states alone, never of people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, UtcDateTime


class DrawnPicture(Base):
    """What an address answered first, and answers for ever: a PNG."""

    __tablename__ = "drawn_pictures"

    address: Mapped[str] = mapped_column(String(255), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
