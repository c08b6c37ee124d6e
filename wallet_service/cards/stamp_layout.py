"""How a stamp card is laid out: its places, and what they give."""

from __future__ import annotations

from dataclasses import dataclass


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
