"""Forgets what was written and never confirmed, and what no limit looks at any more."""

from __future__ import annotations

from datetime import datetime

from wallet_service.database import Database
from wallet_service.services.joining import limits, sign_ups
from wallet_service.services.mail import letters, mailed_links


def forget_old(database: Database, now: datetime) -> None:
    """Remove sign-ups, counted requests, letters and links of letters that are over."""
    with database.writing_across_brands() as session:
        sign_ups.forget_old(session, now)
        limits.forget_old(session, now)
        letters.forget_old(session, now)
        mailed_links.forget_old(session, now)
