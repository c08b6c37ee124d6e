"""What is new on a card: one event with its figures and the standing that it left.

It is written beside the card in the event's own transaction, because a later silent
change must not alter the text that phones announce.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pydantic_core

from wallet_service.cards import periods
from wallet_service.cards.outcome import Outcome, RefundOutcome
from wallet_service.cards.standing import (
    CardStanding,
    CashbackStanding,
    ExpiringPoints,
    NextTier,
    StampStanding,
)
from wallet_service.passes.card_view import Effect, News


def of_purchase(
    outcome: Outcome,
    after: CardStanding,
    *,
    tier_before: str | None,
    occurred_at: datetime,
    revision: int,
) -> News:
    """A reward that is ready comes first, then another tier, then the purchase."""
    event = "purchase"
    if outcome.rewards_issued:
        event = "reward_ready"
    elif after.tier != tier_before:
        event = "tier_changed"
    return News(
        event=event,
        occurred_at=occurred_at,
        revision=revision,
        standing=after,
        payable=outcome.payable,
        effects=_effects(
            discount=outcome.discount,
            points=outcome.earned - outcome.points_spent,
            stamps=outcome.stamps_added,
        ),
    )


def of_refund(
    outcome: RefundOutcome, after: CardStanding, *, occurred_at: datetime, revision: int
) -> News:
    """Money back, and what the card lost or got back with it."""
    return News(
        event="refund",
        occurred_at=occurred_at,
        revision=revision,
        standing=after,
        payable=outcome.money,
        effects=_effects(
            points=outcome.points_returned - outcome.earning_reversed,
            stamps=-outcome.stamps_removed,
        ),
    )


def of_void(
    outcome: RefundOutcome,
    after: CardStanding,
    *,
    points: int,
    occurred_at: datetime,
    revision: int,
) -> News:
    """A purchase was cancelled; `points` are spendable ones that came or went."""
    return News(
        event="void",
        occurred_at=occurred_at,
        revision=revision,
        standing=after,
        payable=outcome.money,
        effects=_effects(points=points, stamps=-outcome.stamps_removed),
    )


def of_payment(
    released: int,
    after: CardStanding,
    *,
    tier_before: str | None,
    occurred_at: datetime,
    revision: int,
) -> News:
    """Another tier comes before points that are free, those before the payment."""
    event = "points_available" if released else "paid"
    if after.tier != tier_before:
        event = "tier_changed"
    return News(event, occurred_at, revision, after, effects=_effects(points=released))


def of_state(
    event: str,
    after: CardStanding,
    *,
    occurred_at: datetime,
    revision: int,
    text: str | None = None,
) -> News:
    """The card was frozen, unfrozen, closed, reopened, or has a code to read out."""
    return News(event, occurred_at, revision, after, text=text)


def of_redemption(
    reward_name: str, after: CardStanding, *, occurred_at: datetime, revision: int
) -> News:
    """A gift was handed out; a milestone's has another name than the full card's."""
    return News(
        "reward_redeemed", occurred_at, revision, after, text=reward_name or None
    )


def of_time(
    event: str,
    after: CardStanding,
    *,
    occurred_at: datetime,
    revision: int,
    points: int = 0,
    text: str | None = None,
    until: date | None = None,
) -> News:
    """What time alone did or will do; `until` is the last day to act."""
    return News(
        event=event,
        occurred_at=occurred_at,
        revision=revision,
        standing=after,
        effects=_effects(points=points),
        text=text,
        until=until,
    )


def last_day(ends: datetime, time_zone: ZoneInfo) -> date:
    """The last local day before something is gone."""
    return periods.last_day_before(ends, time_zone)


def of_adjustment(
    after: CardStanding,
    *,
    occurred_at: datetime,
    revision: int,
    points: int = 0,
    stamps: int = 0,
    turnover: int = 0,  # noqa: ARG001 - the standing tells it
) -> News:
    """A person corrected the card, or points were paid out."""
    effects = _effects(points=points, stamps=stamps)
    return News("adjustment", occurred_at, revision, after, effects=effects)


def to_document(news: News) -> dict[str, Any]:
    """The news as plain JSON."""
    document: dict[str, Any] = pydantic_core.to_jsonable_python(news)
    return document


def from_document(document: dict[str, Any]) -> News:
    """The news read back."""
    fields = dict(document)
    until = fields["until"]
    return News(
        **fields
        | {
            "occurred_at": datetime.fromisoformat(fields["occurred_at"]),
            "until": date.fromisoformat(until) if until else None,
            "effects": tuple(Effect(**effect) for effect in fields["effects"]),
            "standing": _standing(fields["standing"]),
        }
    )


def _effects(
    *, discount: int = 0, points: int = 0, stamps: int = 0
) -> tuple[Effect, ...]:
    effects = (
        Effect("discount", discount),
        Effect("points", points),
        Effect("stamps", stamps),
    )
    return tuple(effect for effect in effects if effect.amount)


def _standing(document: dict[str, Any]) -> CardStanding:
    fields = dict(document)
    if next_tier := fields["next_tier"]:
        until = next_tier["until"]
        day = date.fromisoformat(until) if until else None
        fields["next_tier"] = NextTier(**next_tier | {"until": day})
    if cashback := fields["cashback"]:
        expiring = cashback["expires_next"]
        if expiring:
            day = date.fromisoformat(expiring["on"])
            expiring = ExpiringPoints(expiring["amount"], day)
        fields["cashback"] = CashbackStanding(**cashback | {"expires_next": expiring})
    if stamps := fields["stamps"]:
        fields["stamps"] = StampStanding(**stamps)
    return CardStanding(**fields)
