"""A purchase before it is confirmed, with the most points that may pay for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from wallet_service.database import BrandSession
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Invalid
from wallet_service.services.scanner import step_up
from wallet_service.services.till import purchases
from wallet_service.services.till.commands import PurchaseCommand, Receipt


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome as it would be now; `most_points` in minor units.

    `needs_code`: the points are spent only with the member's one-time code.
    """

    receipt: Receipt
    most_points: int
    needs_code: bool = False


def preview(
    session: BrandSession, command: PurchaseCommand, actor: Actor, now: datetime
) -> Preview:
    """The outcome; raises what `purchases.preview_purchase` raises."""
    receipt = purchases.preview_purchase(session, command, actor, now)
    cashback = receipt.card.standing.cashback
    available = cashback.available if cashback is not None else 0
    if available <= 0:
        return Preview(receipt, 0)
    return Preview(
        receipt,
        _most(session, command, available, actor, now),
        step_up.asks_for_points(
            session, receipt.card.id, command.points_to_spend, available
        ),
    )


def _most(
    session: BrandSession,
    command: PurchaseCommand,
    available: int,
    actor: Actor,
    now: datetime,
) -> int:
    """What the rules name as the maximum when all of it is asked for."""
    everything = replace(command, points_to_spend=available)
    try:
        purchases.preview_purchase(session, everything, actor, now)
    except Invalid as refused:
        return int(refused.extra.get("maximum", 0))
    return available
