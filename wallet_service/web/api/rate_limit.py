"""A limit of requests a second for each API key, kept in this process."""

from __future__ import annotations

import math
import time

from flask import Flask, current_app
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from wallet_service.services.errors import TooMany

NAME = "wallet_service.rate_limit"


class RateLimit:
    """So many requests in any second; 0 is no limit."""

    def __init__(self, per_second: int) -> None:
        self._item = RateLimitItemPerSecond(per_second) if per_second else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, key_id: str) -> None:
        """Count one request; raises TooMany beyond the limit."""
        if self._item is None or self._limiter.hit(self._item, key_id):
            return
        reset = self._limiter.get_window_stats(self._item, key_id).reset_time
        detail = f"This key may make {self._item.amount} requests a second."
        raise TooMany(detail, retry_after=max(1, math.ceil(reset - time.time())))


def install(app: Flask, per_second: int) -> None:
    """Limit the application's API keys."""
    app.extensions[NAME] = RateLimit(per_second)


def check(key_id: str) -> None:
    """Count a request of the key; raises TooMany."""
    found: RateLimit = current_app.extensions[NAME]
    found.check(key_id)
