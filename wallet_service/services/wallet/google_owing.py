"""Owes Google a program's class; a brand without an issuer owes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.google import GoogleIssuer
from wallet_service.outbox import store, topics


def owe_class(session: BrandSession, program_id: str, now: datetime) -> None:
    """The class is inserted, or patched where it differs from what Google has."""
    issuer = select(GoogleIssuer.id).where(GoogleIssuer.brand_id == session.brand)
    if session.scalar(issuer) is not None:
        store.enqueue(session, topics.GOOGLE_CLASS, program_id, now)
