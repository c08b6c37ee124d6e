"""How fast a person looks cards up, and a scanner and a place record (H-5).

A scanner that sends what waited through an outage meets them too, and waits its turn.
"""

from __future__ import annotations

from flask import Flask, current_app
from limits import RateLimitItemPerMinute

from wallet_service.web.pace import Pace

NAME = "wallet_service.scanner_paces"
LOOK_UPS, RECORDINGS, RECORDINGS_AT_PLACE, SPENDINGS = 60, 60, 300, 10
DETAIL = "Too fast: wait a moment."


class Paces:
    """The limits of one application, a minute each."""

    def __init__(self) -> None:
        self._look_ups = _pace(LOOK_UPS)
        self._recordings = _pace(RECORDINGS)
        self._at_place = _pace(RECORDINGS_AT_PLACE)
        self._spendings = _pace(SPENDINGS)

    def look_up(self, user_id: str) -> None:
        """Count a person's look-up; raises TooMany."""
        self._look_ups.check(user_id, DETAIL)

    def record(self, device_id: str, location_id: str | None, *, spends: bool) -> None:
        """Count something that a device records at its place; raises TooMany."""
        self._recordings.check(device_id, DETAIL)
        if location_id is not None:
            self._at_place.check(location_id, DETAIL)
        if spends:
            self._spendings.check(device_id, DETAIL)


def install(app: Flask) -> None:
    """Give the application its limits."""
    app.extensions[NAME] = Paces()


def current() -> Paces:
    """The limits of this application."""
    found: Paces = current_app.extensions[NAME]
    return found


def _pace(a_minute: int) -> Pace:
    return Pace(RateLimitItemPerMinute(a_minute))
