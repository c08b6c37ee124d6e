"""The only caller of the system clock; everything else is told what time it is."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present instant, aware and in UTC."""
    return datetime.now(UTC)
