"""The rewards of a card, each in its state as of an instant.

A reward is reserved while a code of it is alive: the clock alone takes that back (R15).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select, tuple_

from wallet_service.database import BrandSession
from wallet_service.models.stamp import Redemption, Reward
from wallet_service.services.errors import Conflict, NotFound
from wallet_service.services.membership import cards

# rewards of one purchase follow their places on the card
ORDER = (Reward.issued_at, Reward.filling, Reward.at, Reward.id)


@dataclass(frozen=True, slots=True)
class RewardAnswer:
    """A reward; `state` is issued, reserved, redeemed, expired or cancelled."""

    id: str
    name: str
    state: str
    issued_at: datetime
    expires_at: datetime | None
    purchase_id: str
    redeemed_at: datetime | None


def list_rewards(
    session: BrandSession,
    card_id: str,
    *,
    after: str | None,
    limit: int,
    now: datetime,
) -> list[RewardAnswer]:
    """Up to `limit` rewards, newest first, behind the one named `after`.

    Raises NotFound (card). A cursor that is none of the card's finds nothing.
    """
    cards.find_card(session, card_id=card_id)
    statement = _rewards_of(card_id, now).order_by(*(part.desc() for part in ORDER))
    if after is not None:
        place = select(*ORDER).where(Reward.id == after, Reward.card_id == card_id)
        found = session.execute(place).one_or_none()
        if found is None:
            return []
        statement = statement.where(tuple_(*ORDER) < tuple(found))
    return [_answer(row) for row in session.execute(statement.limit(limit))]


def find(
    session: BrandSession, card_id: str, reward_id: str, now: datetime
) -> RewardAnswer:
    """One reward of the card; raises NotFound."""
    chosen = _rewards_of(card_id, now).where(Reward.id == reward_id)
    row = session.execute(chosen).one_or_none()
    if row is None:
        raise NotFound("reward")
    return _answer(row)


def ready(
    session: BrandSession, card_id: str, reward_id: str | None, now: datetime
) -> RewardAnswer:
    """The reward asked for, or the oldest, that no code is out for; the card is locked.

    Raises NotFound (reward) or Conflict (`no_reward_ready`).
    """
    if reward_id is not None:
        chosen = find(session, card_id, reward_id, now)
        if chosen.state != "issued":
            detail = f"This reward is {chosen.state}; leave reward_id out for another."
            raise Conflict("no_reward_ready", detail)
        return chosen
    statement = _rewards_of(card_id, now).where(
        Reward.state == "issued", _lasts(now), ~_alive(now)
    )
    row = session.execute(statement.order_by(*ORDER).limit(1)).one_or_none()
    if row is None:
        raise Conflict("no_reward_ready", "The card has no reward that is ready.")
    return _answer(row)


def _rewards_of(card_id: str, now: datetime) -> Select[Any]:
    gone = and_(Reward.state == "issued", Reward.expires_at <= now)
    reserved = and_(Reward.state == "issued", _alive(now))
    return select(
        Reward.id,
        Reward.name,
        case((gone, "expired"), (reserved, "reserved"), else_=Reward.state),
        Reward.issued_at,
        Reward.expires_at,
        Reward.purchase_id,
        Reward.settled_at,
    ).where(Reward.card_id == card_id)


def _lasts(now: datetime) -> ColumnElement[bool]:
    return or_(Reward.expires_at.is_(None), Reward.expires_at > now)


def _alive(now: datetime) -> ColumnElement[bool]:
    """Whether a code of the reward can be confirmed at `now`."""
    return exists().where(
        Redemption.reward_id == Reward.id,
        Redemption.state == "open",
        Redemption.expires_at > now,
    )


def _answer(row: Sequence[Any]) -> RewardAnswer:
    found = RewardAnswer(*row)
    if found.state == "redeemed":
        return found
    # what settled it otherwise is no redemption
    return replace(found, redeemed_at=None)
