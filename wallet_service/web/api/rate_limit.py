"""A limit of requests a second for each API key, kept in this process."""

from __future__ import annotations

from flask import Flask, current_app
from limits import RateLimitItemPerSecond

from wallet_service.web.pace import Pace

NAME = "wallet_service.rate_limit"


class RateLimit:
    """So many requests in any second; 0 is no limit."""

    def __init__(self, per_second: int) -> None:
        item = RateLimitItemPerSecond(per_second) if per_second else None
        self._pace = Pace(item)
        self._detail = f"This key may make {per_second} requests a second."

    def check(self, key_id: str) -> None:
        """Count one request; raises TooMany beyond the limit."""
        self._pace.check(key_id, self._detail)


def install(app: Flask, per_second: int) -> None:
    """Limit the application's API keys."""
    app.extensions[NAME] = RateLimit(per_second)


def check(key_id: str) -> None:
    """Count a request of the key; raises TooMany."""
    found: RateLimit = current_app.extensions[NAME]
    found.check(key_id)
