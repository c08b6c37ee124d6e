"""How often a card is counted at scanners, and how often a person gives back.

They are looked at after the deed, within its transaction and under its locks, so that
several at the same moment are all seen; the refusal undoes the deed.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, text

from wallet_service.database import BrandSession
from wallet_service.models.access import Membership
from wallet_service.models.purchase import BY_PEOPLE, Purchase, Refund
from wallet_service.services import audit, brands
from wallet_service.services.errors import TooMany
from wallet_service.services.staff.session_holders import Visitor

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SPENDINGS_A_DAY = 5
REFUNDS_AN_HOUR = 10
# from this one on a card's earnings of 24 hours are marked in the log
OFTEN = 4


def check_card(
    session: BrandSession, card_id: str, visitor: Visitor, now: datetime
) -> None:
    """After a purchase at a scanner: mark a card that is used often.

    Raises TooMany (`card_often`, `card_spends_often`).
    """
    most = brands.settings_of(brands.the_brand(session)).card_purchases_a_day
    counted = _of_card(card_id, now - DAY)
    times = _times(session, counted)
    if len(times) > most:
        detail = f"This card was counted {most} times in 24 hours."
        raise _too_many("card_often", detail, times[0] + DAY - now)
    spendings = _times(session, [*counted, Purchase.points_spent > 0])
    if len(spendings) > SPENDINGS_A_DAY:
        detail = f"Points of this card were spent {SPENDINGS_A_DAY} times in 24 hours."
        raise _too_many("card_spends_often", detail, spendings[0] + DAY - now)
    if len(times) >= OFTEN:
        _mark(session, card_id, len(times), visitor, now)


def purchases_of_day(session: BrandSession, card_id: str, now: datetime) -> int:
    """How often scanners counted the card in the last 24 hours."""
    return len(_times(session, _of_card(card_id, now - DAY)))


def lock_person(session: BrandSession, visitor: Visitor) -> None:
    """Before a refund: the same person's refunds at two scanners wait for each other.

    Accounts and cards are locked after it; the weaker lock keeps nobody from signing
    in, whose session points to the row.
    """
    own = select(Membership.id).where(Membership.id == visitor.membership_id)
    session.execute(own.with_for_update(key_share=True))


def check_refunds(session: BrandSession, visitor: Visitor, now: datetime) -> None:
    """After a refund or an undoing; raises TooMany (`refunds_often`)."""
    given = (
        select(Refund.recorded_at)
        .where(
            Refund.source == str(visitor.actor),
            Refund.recorded_at > now - HOUR,
            # the literal lets the index of people's refunds serve this
            text(f"refunds.{BY_PEOPLE}"),
        )
        .order_by(Refund.recorded_at)
    )
    times = session.scalars(given).all()
    if len(times) > REFUNDS_AN_HOUR:
        detail = f"One person gives back {REFUNDS_AN_HOUR} times an hour."
        raise _too_many("refunds_often", detail, times[0] + HOUR - now)


def _of_card(card_id: str, since: datetime) -> list[ColumnElement[bool]]:
    return [
        Purchase.card_id == card_id,
        Purchase.recorded_at > since,
        Purchase.source.startswith("user:"),
        Purchase.state.not_in(("draft", "cancelled")),
    ]


def _times(session: BrandSession, which: list[ColumnElement[bool]]) -> list[datetime]:
    statement = select(Purchase.recorded_at).where(*which)
    return list(session.scalars(statement.order_by(Purchase.recorded_at)))


def _mark(
    session: BrandSession, card_id: str, count: int, visitor: Visitor, now: datetime
) -> None:
    audit.record(
        session,
        visitor.actor,
        action="card.often",
        object_id=card_id,
        now=now,
        detail={"purchases": count, "hours": 24},
    )
    session.flush()


def _too_many(code: str, detail: str, wait: timedelta) -> TooMany:
    seconds = max(1, math.ceil(wait.total_seconds()))
    return TooMany(detail, retry_after=seconds, code=code)
