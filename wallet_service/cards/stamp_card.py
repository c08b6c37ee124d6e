"""The stamp card itself: stamps put on and taken off, and the rewards that move along.

A full card always gives its reward and starts anew; a milestone is given once on each
card (S3 to S5, S9, S10, S14, R22, R23, R25).
"""

from __future__ import annotations

from datetime import datetime

from wallet_service.cards.outcome import RewardIssued, StampChange
from wallet_service.cards.stamp_layout import Layout
from wallet_service.cards.standing import RewardState, StampCard

OPEN_STATES = frozenset({"issued", "reserved"})


def put_on(layout: Layout, card: StampCard, stamps: int, when: datetime) -> StampChange:
    """The card after `stamps` more; they pay a debt first, the count being below 0.

    The card in hand keeps its own layout until it is full (S13); `layout` comes next.
    """
    count, filling, left = card.count, card.filling, stamps
    in_hand = card.layout or layout
    issued: list[RewardIssued] = []
    while left:
        step = min(left, max(in_hand.slots - count, 0))
        span = (count, count + step)
        issued += _milestones(in_hand, card, filling, when, span=span)
        count, left = count + step, left - step
        if count >= in_hand.slots:
            issued.append(_full(in_hand, filling, when))
            count, filling = count - in_hand.slots, following(card, filling)
            if not in_hand.carry_over:
                break
            in_hand = card.coming or layout
    return StampChange(
        added=stamps - left,
        count=count,
        carry=card.carry,
        filling=filling,
        rewards_issued=tuple(issued),
        life=in_hand.life,
    )


def convert(layout: Layout, card: StampCard, when: datetime) -> StampChange:
    """The card counted by another layout: what that gives by now, and what is left.

    Counting a second time gives nothing more (S13).
    """
    count, filling = card.count, card.filling
    issued = _milestones(layout, card, filling, when, span=(0, count))
    while count >= layout.slots:
        issued.append(_full(layout, filling, when))
        count = count - layout.slots if layout.carry_over else 0
        filling = following(card, filling)
        issued += _milestones(layout, card, filling, when, span=(0, count))
    return StampChange(
        added=0,
        count=count,
        carry=card.carry,
        filling=filling,
        rewards_issued=tuple(issued),
        life=layout.life,
    )


def take_off(card: StampCard, stamps: int) -> StampChange:
    """The card after `stamps` less; unredeemed rewards that they brought are cancelled.

    While the count is below 0 the last full card is opened again, if its reward is not
    redeemed; else the count stays below 0, a debt that the next stamps pay. A reward
    that expired is not taken again, nor are its stamps (R14).
    """
    if not stamps:
        return StampChange(0, card.count, card.carry, card.filling)
    count, filling = card.count - stamps, card.filling
    cancelled: list[str] = []
    while count < 0:
        last = last_full(card, filling)
        full = _full_card_reward(card, last)
        if full is not None and full.state == "expired":
            count = 0
            break
        if full is None or full.state not in OPEN_STATES:
            break
        cancelled.append(full.id)
        count, filling = count + full.at, last
    reached = (filling, max(count, 0))
    cancelled += [
        reward.id
        for reward in card.rewards
        if reward.state in OPEN_STATES
        and (reward.filling, reward.at) > reached
        and reward.id not in cancelled
        and reward.filling not in card.lapsed
    ]
    return StampChange(
        added=-stamps,
        count=count,
        carry=card.carry,
        filling=filling,
        rewards_cancelled=tuple(cancelled),
    )


def following(card: StampCard, filling: int) -> int:
    """The card after a full one; after one that a refund had opened, a later one."""
    filling += 1
    while filling in card.lapsed:
        filling += 1
    return filling


def last_full(card: StampCard, filling: int) -> int:
    """The card filled before this one; those that expired were never full."""
    filling -= 1
    while filling in card.lapsed:
        filling -= 1
    return filling


def _full(layout: Layout, filling: int, when: datetime) -> RewardIssued:
    ends = layout.life.reward_ends(when)
    return RewardIssued(layout.reward_name, layout.slots, filling, ends)


def _milestones(
    layout: Layout,
    card: StampCard,
    filling: int,
    when: datetime,
    *,
    span: tuple[int, int],
) -> list[RewardIssued]:
    """Milestones passed on one card that it has not given yet."""
    before, after = span
    given = {(r.filling, r.at) for r in card.rewards if r.state != "cancelled"}
    ends = layout.life.reward_ends(when)
    return [
        RewardIssued(milestone.reward_name, milestone.at, filling, ends)
        for milestone in layout.milestones
        if before < milestone.at <= after and (filling, milestone.at) not in given
    ]


def _full_card_reward(card: StampCard, filling: int) -> RewardState | None:
    """The reward of a filled card; its `at` is how many stamps had filled it.

    It is the last of that card's: milestones lie before it, in whatever version.
    """
    standing = (
        reward
        for reward in card.rewards
        if reward.filling == filling and reward.state != "cancelled"
    )
    return max(standing, key=lambda reward: reward.at, default=None)
