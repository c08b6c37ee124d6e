"""Forgets what signing in has left behind and nothing asks for any more.

A shift is asked for as long as something confirmed in it may still arrive.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from wallet_service.database import Database
from wallet_service.models.access import Invitation
from wallet_service.models.sign_in import PasskeyChallenge, UserSession
from wallet_service.services.staff import attempts

KEEP_SESSIONS = timedelta(days=30)


def forget_old(database: Database, now: datetime) -> None:
    """Remove old attempts, challenges, sessions and invitations, in one transaction."""
    with database.writing_across_brands() as session:
        attempts.forget_old(session, now)
        old = now - KEEP_SESSIONS
        session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.ends_at <= now))
        session.execute(delete(UserSession).where(UserSession.ends_at <= old))
        session.execute(delete(Invitation).where(Invitation.expires_at <= old))
