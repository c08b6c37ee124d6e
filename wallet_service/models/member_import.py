"""Files of people that are being brought in; the file goes when the work is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wallet_service.database import Base, BrandOwned, UtcDateTime
from wallet_service.models.columns import (
    Counter,
    PrimaryIdentifier,
    Sealed,
    ShortText,
    Word,
    one_brand,
    same_brand,
)


class MemberImport(BrandOwned, Base):
    """An import: `done` rows of `rows` are through, `refused` is why some were not.

    So many of its rows as `openings` bring a balance for a new card.

    `refused` holds the line and the code of each, and nothing of the person.
    """

    __tablename__ = "member_imports"
    __table_args__ = (
        one_brand(),
        same_brand("program_id", "programs"),
        CheckConstraint(
            "state IN ('checked', 'running', 'done', 'dropped')",
            name="ck_member_imports_state",
        ),
    )

    id: Mapped[PrimaryIdentifier]
    brand_id: Mapped[str] = mapped_column(String(40), ForeignKey("brands.id"))
    program_id: Mapped[str | None] = mapped_column(String(40))
    file_name: Mapped[ShortText]
    content_sealed: Mapped[Sealed | None]
    state: Mapped[Word]
    rows: Mapped[int]
    openings: Mapped[int] = mapped_column(default=0, server_default="0")
    done: Mapped[Counter]
    added: Mapped[Counter]
    known: Mapped[Counter]
    cards: Mapped[Counter]
    refused: Mapped[list[Any]] = mapped_column(JSON, default=list)
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
