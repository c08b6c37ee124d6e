"""What phones complained of: the newest few thousand lines, as untrusted text.

A line may hold anything a stranger sent; control characters are made visible before
anybody sees it, and pages escape it like every other text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from wallet_service.database import BrandSession
from wallet_service.models.apple import AppleLog

MOST_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class DeviceLogLine:
    """One complaint, safe for a terminal."""

    message: str
    recorded_at: datetime


def record(session: BrandSession, messages: Sequence[str], now: datetime) -> None:
    """Keep the lines and let the oldest beyond the limit go."""
    if not messages:
        return
    rows = [{"message": message, "recorded_at": now} for message in messages]
    session.execute(insert(AppleLog), rows)
    newest = select(func.max(AppleLog.id)).scalar_subquery()
    session.execute(delete(AppleLog).where(AppleLog.id <= newest - MOST_KEPT))


def latest(session: BrandSession, limit: int) -> list[DeviceLogLine]:
    """The newest lines first."""
    statement = (
        select(AppleLog.message, AppleLog.recorded_at)
        .order_by(AppleLog.id.desc())
        .limit(limit)
    )
    return [
        DeviceLogLine(_visible(message), recorded_at)
        for message, recorded_at in session.execute(statement)
    ]


def _visible(text: str) -> str:
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode()
        for one in text
    )
