"""How a stamp card is laid out: its places, and what they give."""

from __future__ import annotations

from dataclasses import dataclass

from wallet_service.cards.stamp_life import FOR_EVER, StampLife


@dataclass(frozen=True, slots=True)
class Milestone:
    """A reward on the way: given when the card reaches `at` stamps."""

    at: int
    reward_name: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How many stamps fill a card, what it gives for them, and how long all that lasts.

    `milestones` are below `slots` and in rising order.
    """

    slots: int
    reward_name: str
    milestones: tuple[Milestone, ...] = ()
    carry_over: bool = True
    life: StampLife = FOR_EVER
