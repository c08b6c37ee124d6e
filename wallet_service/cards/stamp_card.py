"""The stamp card itself: stamps put on and taken off, and the rewards that move along.

A full card always gives its reward and starts anew; a milestone is given once on each
card (S3 to S5, S9, S10, S14, R22, R23, R25).
"""

from __future__ import annotations

from dataclasses import dataclass

from wallet_service.cards.outcome import RewardIssued, StampChange
from wallet_service.cards.standing import RewardState, StampCard

OPEN_STATES = frozenset({"issued", "reserved"})


@dataclass(frozen=True, slots=True)
class Milestone:
    """A reward on the way: given when the card reaches `at` stamps."""

    at: int
    reward_name: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How many stamps fill a card, and what it gives on the way and in the end.

    `milestones` are below `slots` and in rising order.
    """

    slots: int
    reward_name: str
    milestones: tuple[Milestone, ...] = ()
    carry_over: bool = True


def put_on(layout: Layout, card: StampCard, stamps: int) -> StampChange:
    """The card after `stamps` more; they pay a debt first, the count being below 0."""
    count, filling, left = card.count, card.filling, stamps
    issued: list[RewardIssued] = []
    while left:
        step = min(left, max(layout.slots - count, 0))
        issued += _milestones(layout, card, filling, span=(count, count + step))
        count, left = count + step, left - step
        if count >= layout.slots:
            issued.append(RewardIssued(layout.reward_name, layout.slots, filling, None))
            count, filling = count - layout.slots, filling + 1
            if not layout.carry_over:
                break
    return StampChange(
        added=stamps - left,
        count=count,
        carry=card.carry,
        filling=filling,
        rewards_issued=tuple(issued),
    )


def take_off(layout: Layout, card: StampCard, stamps: int) -> StampChange:
    """The card after `stamps` less; unredeemed rewards that they brought are cancelled.

    While the count is below 0 the last full card is opened again, if its reward is not
    redeemed; else the count stays below 0, a debt that the next stamps pay.
    """
    if not stamps:
        return StampChange(0, card.count, card.carry, card.filling)
    count, filling = card.count - stamps, card.filling
    cancelled: list[str] = []
    while count < 0:
        full = _full_card_reward(layout, card, filling - 1)
        if full is None or full.state not in OPEN_STATES:
            break
        cancelled.append(full.id)
        count, filling = count + full.at, filling - 1
    reached = (filling, max(count, 0))
    cancelled += [
        reward.id
        for reward in card.rewards
        if reward.state in OPEN_STATES
        and (reward.filling, reward.at) > reached
        and reward.id not in cancelled
    ]
    return StampChange(
        added=-stamps,
        count=count,
        carry=card.carry,
        filling=filling,
        rewards_cancelled=tuple(cancelled),
    )


def _milestones(
    layout: Layout, card: StampCard, filling: int, *, span: tuple[int, int]
) -> list[RewardIssued]:
    """Milestones passed on one card that it has not given yet."""
    before, after = span
    given = {(r.filling, r.at) for r in card.rewards if r.state != "cancelled"}
    return [
        RewardIssued(milestone.reward_name, milestone.at, filling, None)
        for milestone in layout.milestones
        if before < milestone.at <= after and (filling, milestone.at) not in given
    ]


def _full_card_reward(
    layout: Layout, card: StampCard, filling: int
) -> RewardState | None:
    """The reward of a filled card; its `at` is how many stamps had filled it."""
    on_the_way = {milestone.at for milestone in layout.milestones}
    standing = (
        reward
        for reward in card.rewards
        if reward.filling == filling
        and reward.state != "cancelled"
        and reward.at not in on_the_way
    )
    return max(standing, key=lambda reward: reward.at, default=None)
