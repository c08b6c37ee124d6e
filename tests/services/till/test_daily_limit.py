"""The room of a day's stamps: what its purchases gave, less what went on it (R17)."""

from __future__ import annotations

import pytest

from tests.services.till.test_expiry_of_stamps import TEN, items
from tests.services.till.till import Till, local


@pytest.mark.parametrize(("refunded_on", "left"), [(1, 2), (2, 0)])
def test_reading_R17_what_goes_on_another_day_makes_no_room(
    till: Till, refunded_on: int, left: int
) -> None:
    card = till.card_of("stamp", TEN | {"maximum_per_day": 2})
    both = items(till, card, 2, local(3, 1))
    till.refund(both, local(3, refunded_on, 20))
    late = items(till, card, 5, local(3, 1), recorded_at=local(3, 3))
    assert late.figures.stamps_added == left
    assert till.findings() == []


def test_reading_R17_a_stamp_that_a_remainder_takes_makes_room(till: Till) -> None:
    rules = TEN | {"mode": "amount", "per_amount": 10_000, "maximum_per_day": 2}
    card = till.card_of("stamp", rules)
    small = till.buy(card, "75", local(3, 1))
    assert till.buy(card, "150", local(3, 1)).figures.stamps_added == 2
    assert till.refund(small, local(3, 1)).stamps_removed == 1
    assert till.buy(card, "200", local(3, 1)).figures.stamps_added == 1
    assert till.findings() == []
