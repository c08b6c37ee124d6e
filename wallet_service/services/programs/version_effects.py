"""What a version would do to the cards there are: stamps in hand, and tiers.

Counted as of the instant at which the version would begin, if nothing else happened
before it (A18, S13).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from wallet_service.cards import rules as card_rules
from wallet_service.cards import stamp_card, tiers
from wallet_service.cards.ladder import FormerLadder, Ladder
from wallet_service.cards.rules import Rules
from wallet_service.cards.stamp import StampRules
from wallet_service.cards.standing import RewardState, StampCard, TurnoverDay
from wallet_service.database import BrandSession
from wallet_service.ledger import outlook, turnover
from wallet_service.ledger.accounts import Unit
from wallet_service.models.card import Card
from wallet_service.models.stamp import Reward, StampFilling
from wallet_service.services.wallet import pooled_cards

MOST_ACCOUNTS = 2_000


@dataclass(frozen=True, slots=True)
class Conversion:
    """Cards that a choice concerns, and the rewards that it would give at once."""

    cards: int
    rewards: int


@dataclass(frozen=True, slots=True)
class StampEffect:
    """Stamp cards in hand, and what becomes of them by either choice (S13)."""

    in_hand: int
    finish: Conversion
    convert: Conversion


@dataclass(frozen=True, slots=True)
class TierEffect:
    """Cards whose tier moves: at once, or when the running period closes (A18, R36).

    Of `accounts` that count turnover so many were `examined`, at most MOST_ACCOUNTS.
    """

    accounts: int
    examined: int
    raised: int
    lowered: int
    lowered_at_period_end: int


def on_stamps(
    session: BrandSession,
    program_id: str,
    before: Rules,
    after: Rules,
    *,
    begin: datetime,
) -> StampEffect | None:
    """What becomes of the stamp cards in hand; None for other kinds."""
    if not isinstance(before, StampRules) or not isinstance(after, StampRules):
        return None
    given = _rewards_in_hand(session, program_id)
    in_hand = rewards = 0
    for account in outlook.accounts_of(session, program_id, Unit.STAMPS):
        in_hand += 1
        card = StampCard(count=account.balance, rewards=given[account.key.owner_id])
        rewards += len(stamp_card.convert(after.layout, card, begin).rewards_issued)
    concerned = in_hand if before.layout != after.layout else 0
    return StampEffect(
        in_hand,
        finish=Conversion(concerned, 0),
        convert=Conversion(concerned, rewards),
    )


def on_tiers(
    session: BrandSession,
    program_id: str,
    before: Rules,
    after: Rules,
    *,
    begin: datetime,
    zone: ZoneInfo,
) -> TierEffect | None:
    """Whose tier moves; None without tiers, or where turnover would count elsewhere."""
    old, new = before.ladder, _following(before, after, begin)
    if old is None or new is None or before.scope is not after.scope:
        return None
    found = list(outlook.accounts_of(session, program_id, Unit.TURNOVER))
    moved: dict[str, int] = defaultdict(int)
    examined = list(islice(found, MOST_ACCOUNTS))
    for account in examined:
        days = turnover.history(session, account.id, begin, since=None, time_zone=zone)
        if kind := _moved(old, new, days, begin):
            moved[kind] += pooled_cards.count(session, account.id)
    return TierEffect(
        accounts=len(found),
        examined=len(examined),
        raised=moved["raised"],
        lowered=moved["lowered"],
        lowered_at_period_end=moved["lowered_at_period_end"],
    )


def _following(before: Rules, after: Rules, begin: datetime) -> Ladder | None:
    """The new ladder as it would stand behind those before it."""
    if before.ladder is None:
        return None
    last = FormerLadder(replace(before.ladder, former=()), begin)
    return card_rules.after(after, (*before.ladder.former, last)).ladder


def _moved(
    old: Ladder, new: Ladder, days: tuple[TurnoverDay, ...], begin: datetime
) -> str | None:
    was, becomes = tiers.at(old, days, begin), tiers.at(new, days, begin)
    if becomes.rate_bp != was.rate_bp or becomes.tier != was.tier:
        return "raised" if becomes.rate_bp >= was.rate_bp else "lowered"
    if was.period_ends is None:
        return None
    closed = [tiers.at(one, days, was.period_ends).rate_bp for one in (old, new)]
    return "lowered_at_period_end" if closed[1] < closed[0] else None


def _rewards_in_hand(
    session: BrandSession, program_id: str
) -> dict[str, tuple[RewardState, ...]]:
    """By card: what the card in hand has given already."""
    statement = (
        select(Reward.card_id, Reward.id, Reward.at, Reward.state)
        .join(Card, Card.id == Reward.card_id)
        .outerjoin(StampFilling, StampFilling.card_id == Reward.card_id)
        .where(
            Card.program_id == program_id,
            Reward.state != "cancelled",
            Reward.filling == func.coalesce(StampFilling.filling, 0),
        )
    )
    found: dict[str, tuple[RewardState, ...]] = defaultdict(tuple)
    for card_id, reward_id, at, state in session.execute(statement):
        found[card_id] += (RewardState(reward_id, 0, at, state),)
    return found
