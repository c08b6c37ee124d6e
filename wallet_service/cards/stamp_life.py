"""How long stamps and rewards last: local days, gone at the midnight after the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from wallet_service.cards import periods


class ExpiryFrom(StrEnum):
    """Which stamp of the card in hand the days are counted from (R26)."""

    FIRST_STAMP = "first_stamp"
    LAST_STAMP = "last_stamp"


@dataclass(frozen=True, slots=True)
class StampLife:
    """Days that stamps and rewards last; None: for ever."""

    time_zone: ZoneInfo
    expiry_days: int | None = None
    expiry_from: ExpiryFrom = ExpiryFrom.LAST_STAMP
    reward_expiry_days: int | None = None

    def stamps_end(self, first: date | None, last: date | None) -> datetime | None:
        """When the stamps of a card with these dates are gone (S12)."""
        start = first if self.expiry_from is ExpiryFrom.FIRST_STAMP else last
        return self._end(start, self.expiry_days)

    def reward_ends(self, issued_at: datetime) -> datetime | None:
        """When a reward that is issued at `issued_at` is gone."""
        day = periods.local_day(issued_at, self.time_zone)
        return self._end(day, self.reward_expiry_days)

    def day(self, instant: datetime) -> date:
        """The local day of a stamp."""
        return periods.local_day(instant, self.time_zone)

    def _end(self, start: date | None, days: int | None) -> datetime | None:
        if start is None or days is None:
            return None
        last = periods.last_of_days(start, days)
        return periods.end_of_day(last, self.time_zone).astimezone(UTC)


FOR_EVER = StampLife(ZoneInfo("UTC"))
