"""The bonus at a period's end: A16 and R24, in figures alone."""

from __future__ import annotations

import pytest

from tests.cards.examples import MOSCOW, units
from wallet_service.cards import read_policy, retro_bonus
from wallet_service.cards.ladder import Ladder, Tier
from wallet_service.cards.retro_bonus import PeriodSums

LADDER = Ladder(
    (
        Tier("Silver", units("1,000,000"), 500),
        Tier("Gold", units("3,000,000"), 700),
        Tier("Platinum", units("5,000,000"), 1000),
    ),
    MOSCOW,
)


@pytest.mark.parametrize(
    ("turnover", "gross", "discount", "ceiling_bp", "expected"),
    [
        ("5,875,000", "6,200,000", "325,000", 1200, "295,000"),
        ("5,875,000", "6,200,000", "325,000", None, "295,000"),
        ("5,875,000", "6,200,000", "325,000", 1000, "295,000"),
        # R24: discount and bonus together stay within the ceiling
        ("5,875,000", "6,200,000", "325,000", 800, "171,000"),
        ("5,000,000", "6,200,000", "325,000", None, "295,000"),
        ("4,999,999.99", "6,200,000", "325,000", None, "109,000"),
        # never negative
        ("4,999,999.99", "6,200,000", "434,000.01", None, "0"),
        ("999,999.99", "6,200,000", "0", None, "0"),
        # points are rounded down
        ("1,000,000", "333.33", "0", None, "16.66"),
        ("5,875,000", "6,200,000", "0", 0, "0"),
    ],
)
def test_case_A16_reading_R24_the_bonus_of_a_closed_period(
    turnover, gross, discount, ceiling_bp, expected
):
    policy = read_policy.policy_for(
        {} if ceiling_bp is None else {"ceiling_bp": ceiling_bp}
    )
    sums = PeriodSums(units(turnover), units(gross), units(discount))
    assert retro_bonus.amount(LADDER, policy, sums) == units(expected)
