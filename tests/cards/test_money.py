"""Rounding is named for its direction, and spread sums add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet_service.cards import money


def test_a_discount_is_rounded_half_up_and_an_earning_down():
    assert money.percent_half_up(1, 5000) == 1
    assert money.percent_half_up(10, 450) == 0
    assert money.percent_half_up(10, 500) == 1
    assert money.percent_down(199, 5000) == 99


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (500, (3333, 3333, 3333), (167, 167, 166)),
        (1, (1, 1, 1), (1, 0, 0)),
        (2, (1, 5, 1), (0, 2, 0)),
        (0, (0, 0), (0, 0)),
        (7, (0, 3, 0), (0, 7, 0)),
        (0, (), ()),
    ],
)
def test_reading_R4_a_sum_is_spread_by_largest_remainder_ties_by_order(
    total, weights, parts
):
    assert money.spread(total, weights) == parts


def test_a_sum_cannot_be_spread_over_nothing():
    with pytest.raises(ValueError, match="weights of zero"):
        money.spread(1, (0, 0))


@given(st.lists(st.integers(0, 10**9), min_size=1), st.data())
def test_parts_add_up_and_none_is_above_its_weight(weights, data):
    total = data.draw(st.integers(0, sum(weights)))
    parts = money.spread(total, weights)
    assert sum(parts) == total
    assert all(part <= weight for part, weight in zip(parts, weights, strict=True))


def test_whole_points_are_hundreds_of_minor_units():
    assert money.whole_points_down(199) == 100
