"""A card in hand counted by another layout (S13): what it gives, what is left."""

from __future__ import annotations

from datetime import UTC

import pytest

from tests.cards.examples import MOSCOW, local
from wallet_service.cards import stamp_card
from wallet_service.cards.outcome import RewardIssued, StampChange
from wallet_service.cards.stamp_layout import Layout, Milestone
from wallet_service.cards.stamp_life import StampLife
from wallet_service.cards.standing import RewardState, StampCard

LIFE = StampLife(MOSCOW, expiry_days=30, reward_expiry_days=2)
WHEN = local("2026-03-03T10:00")
ENDS = local("2026-03-05").astimezone(UTC)
EIGHT = Layout(8, "Dinner", (Milestone(3, "Tea"), Milestone(5, "Cake")), life=LIFE)
GIVEN = (
    RewardState("tea", 2, 3, "redeemed"),
    RewardState("gone", 2, 5, "cancelled"),
    RewardState("old", 1, 8, "issued"),
)


def tea(filling: int) -> RewardIssued:
    return RewardIssued("Tea", 3, filling, ENDS)


def cake(filling: int) -> RewardIssued:
    return RewardIssued("Cake", 5, filling, ENDS)


def dinner(filling: int) -> RewardIssued:
    return RewardIssued("Dinner", 8, filling, ENDS)


@pytest.mark.parametrize(
    ("had", "left", "filling", "issued"),
    [
        (-2, -2, 2, ()),
        (2, 2, 2, ()),
        (4, 4, 2, ()),
        (5, 5, 2, (cake(2),)),
        (7, 7, 2, (cake(2),)),
        (8, 0, 4, (cake(2), dinner(2))),
        (12, 4, 4, (cake(2), dinner(2), tea(4))),
        (17, 1, 5, (cake(2), dinner(2), tea(4), cake(4), dinner(4))),
    ],
)
def test_case_S13_a_card_is_counted_by_another_layout(
    had: int, left: int, filling: int, issued: tuple[RewardIssued, ...]
) -> None:
    """Of card 2 the tea was given; card 3 had expired; 77 is the money carried."""
    card = StampCard(had, 77, 2, GIVEN, lapsed=(3,))
    change = stamp_card.convert(EIGHT, card, WHEN)
    assert change == StampChange(0, left, 77, filling, issued, life=LIFE)


def test_case_S13_without_carry_over_the_surplus_falls_away() -> None:
    layout = Layout(4, "Dinner", carry_over=False, life=LIFE)
    change = stamp_card.convert(layout, StampCard(count=9), WHEN)
    dinner_of_four = RewardIssued("Dinner", 4, 0, ENDS)
    assert change == StampChange(0, 0, 0, 1, (dinner_of_four,), life=LIFE)
