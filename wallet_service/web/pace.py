"""How many requests in a while, counted in this process: cheap, and never a truth.

Several processes allow as much each. What must hold exactly is counted in the database.
"""

from __future__ import annotations

import math
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from wallet_service.services.errors import TooMany


class Pace:
    """A limit by whom; without an item there is none."""

    def __init__(self, item: RateLimitItem | None) -> None:
        self._item = item
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, whom: str) -> bool:
        """Count one of somebody; False beyond the limit."""
        return self._item is None or self._limiter.hit(self._item, whom)

    def check(self, whom: str, detail: str) -> None:
        """The same; raises TooMany beyond the limit."""
        if self._item is None or self.hit(whom):
            return
        reset = self._limiter.get_window_stats(self._item, whom).reset_time
        raise TooMany(detail, retry_after=max(1, math.ceil(reset - time.time())))
