"""A stamp card as it was before the newest entries: each is taken off again (R1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select

from wallet_service.cards import periods, stamp_card
from wallet_service.cards.stamp_layout import Layout
from wallet_service.cards.standing import RewardState, StampCard
from wallet_service.database import BrandSession
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.ledger.history import EntryView
from wallet_service.models.stamp import Reward
from wallet_service.services.till import stamp_clock, stamp_reading
from wallet_service.services.till.card_context import CardContext

GIVEN = frozenset({"stamp", "stamp_reverse"})


def before(
    session: BrandSession,
    context: CardContext,
    accounts: Mapping[AccountKey, AccountState],
    present: StampCard,
    newest: Sequence[EntryView],
    occurred_at: datetime,
) -> StampCard:
    """The card that a preview read; `newest` has come since, the last first."""
    moved = _since_the_clock(newest)
    if not moved:
        return present
    card = stamp_reading.as_posted(session, context, accounts, occurred_at)
    for entry in moved:
        card = _without(card, entry)
    return replace(
        card,
        rewards=_rewards(session, context.card_id, card, newest),
        added_today=present.added_today - _of_day(context, newest, occurred_at),
        layout=_layout(session, context, card.count, present, moved),
        coming=present.coming,
    )


def _layout(
    session: BrandSession,
    context: CardContext,
    count: int,
    present: StampCard,
    moved: Sequence[EntryView],
) -> Layout | None:
    """As it was begun; of a late purchase the one of today is the nearest."""
    if present.coming is not None:
        return present.layout
    without = frozenset(entry.transaction_id for entry in moved)
    return stamp_clock.layout_of(
        session, context, context.rules, count, without=without
    )


def _since_the_clock(newest: Sequence[EntryView]) -> list[EntryView]:
    """Entries of stamps and remainder, without those that time had made before them.

    What the clock took was gone when the preview was made, whoever posted it (R15).
    """
    moved = [one for one in newest if one.unit in {Unit.STAMPS, Unit.CARRY}]
    while moved and moved[-1].card_id is None:
        moved.pop()
    return moved


def _without(card: StampCard, entry: EntryView) -> StampCard:
    if entry.unit == Unit.CARRY:
        return replace(card, carry=card.carry - entry.amount)
    card = replace(card, count=card.count - entry.amount)
    match entry.kind:
        case "expire":
            return replace(card, filling=card.lapsed[-1], lapsed=card.lapsed[:-1])
        case "stamp_card_filled":
            return replace(card, filling=stamp_card.last_full(card, card.filling))
        case "stamp_card_reopened":
            return replace(card, filling=stamp_card.following(card, card.filling))
    return card


def _rewards(
    session: BrandSession, card_id: str, card: StampCard, newest: Sequence[EntryView]
) -> tuple[RewardState, ...]:
    """Those of the card in hand then: given before, and not cancelled before."""
    cancelled_at = {one.recorded_at for one in newest if one.kind == "reward_cancel"}
    statement = select(Reward.id, Reward.filling, Reward.at, Reward.state).where(
        Reward.card_id == card_id,
        Reward.filling >= card.filling,
        Reward.purchase_id.not_in({one.transaction_id for one in newest}),
        or_(Reward.state != "cancelled", Reward.settled_at.in_(cancelled_at)),
    )
    return tuple(
        RewardState(reward_id, filling, at, "issued" if state == "cancelled" else state)
        for reward_id, filling, at, state in session.execute(statement)
    )


def _of_day(
    context: CardContext, newest: Sequence[EntryView], occurred_at: datetime
) -> int:
    """Stamps that these entries added to the purchase's local day (R17)."""
    day = periods.local_day(occurred_at, context.time_zone)
    return sum(
        entry.amount
        for entry in newest
        if entry.kind in GIVEN
        and periods.local_day(entry.occurred_at, context.time_zone) == day
    )
