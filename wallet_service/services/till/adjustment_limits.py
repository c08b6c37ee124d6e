"""How often one person corrects cards or asks for payouts (T-6).

Opening balances of a file are one deed: who may let them in is asked there.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import select

from wallet_service.database import BrandSession
from wallet_service.models.access import Membership
from wallet_service.models.adjustment import Adjustment
from wallet_service.services.actors import Actor
from wallet_service.services.errors import TooMany

A_DAY = 20
DAY = timedelta(days=1)


def lock_person(session: BrandSession, actor: Actor) -> None:
    """Before accounts and cards: what a person asks at once is done in turn."""
    if actor.is_person:
        own = select(Membership.id).where(Membership.user_id == actor.id)
        session.execute(own.order_by(Membership.id).with_for_update(key_share=True))


def check(session: BrandSession, actor: Actor, now: datetime) -> None:
    """After the row was written; raises TooMany (`adjustments_often`)."""
    if not actor.is_person:
        return
    asked = select(Adjustment.proposed_at).where(
        Adjustment.proposed_by == str(actor),
        Adjustment.proposed_at > now - DAY,
        Adjustment.is_opening.is_(False),
    )
    times = session.scalars(asked.order_by(Adjustment.proposed_at)).all()
    if len(times) > A_DAY:
        seconds = math.ceil((times[0] + DAY - now).total_seconds())
        detail = f"One person corrects {A_DAY} times a day."
        raise TooMany(detail, retry_after=seconds, code="adjustments_often")
