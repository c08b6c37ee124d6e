"""Whether a spending needs the member's own word beside their card (T-2).

It concerns people at scanners; an API key spends in the brand's own name.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from wallet_service.database import BrandSession
from wallet_service.models.purchase import Purchase
from wallet_service.services import brands
from wallet_service.services.membership import card_answers
from wallet_service.services.scanner import spending_codes
from wallet_service.services.staff.session_holders import Visitor

WHOLE_BP = 10_000


def asks_for_points(
    session: BrandSession, card_id: str, points: int, available: int
) -> bool:
    """Whether so many of the available points are spent only with a code."""
    settings = brands.settings_of(brands.the_brand(session))
    if not points or settings.spending_code != "large":
        return bool(points) and settings.spending_code == "always"
    share = available * settings.spending_code_share_bp
    return points * WHOLE_BP > share or points > _average_receipt(session, card_id)


def asks_for_rewards(session: BrandSession) -> bool:
    """Whether a reward is handed out only with a code of the member's."""
    return brands.settings_of(brands.the_brand(session)).spending_code != "off"


def require(
    session: BrandSession,
    card_id: str,
    points: int,
    *,
    code_id: str | None,
    visitor: Visitor,
    now: datetime,
) -> None:
    """Let points (0: a reward) be spent, with the code that was typed if one is needed.

    Raises NotAllowed (`spending_locked`, `step_up_required`).
    """
    spending_codes.require_unlocked(session, card_id, now)
    if points:
        cashback = card_answers.card_answer(session, card_id, now).standing.cashback
        available = cashback.available if cashback is not None else 0
        is_needed = asks_for_points(session, card_id, points, available)
    else:
        is_needed = asks_for_rewards(session)
    if is_needed:
        spending_codes.use(session, code_id, card_id, points, visitor=visitor, now=now)


def _average_receipt(session: BrandSession, card_id: str) -> int:
    """Of the card's purchases so far, in minor units; 0 without any."""
    found = session.scalar(
        select(func.avg(Purchase.gross)).where(
            Purchase.card_id == card_id,
            Purchase.state.in_(("confirmed", "part_refunded", "refunded")),
        )
    )
    return int(found or 0)
