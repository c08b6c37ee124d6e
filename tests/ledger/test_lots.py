"""Lots: the order in which points are spent, and the chain of entries they leave."""

from __future__ import annotations

from tests.services.till.till import Till, local, rub


def test_case_C4_the_earliest_expiry_is_spent_first(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 0})
    june = till.credit(card, "500", local(3, 1), expires_at=local(7, 1, 0, 0))
    may = till.credit(card, "300", local(3, 1), expires_at=local(6, 1, 0, 0))
    endless = till.credit(card, "1,000", local(3, 1))
    till.buy(card, "600", local(3, 10), points="600")
    assert till.lots_left(june, may, endless) == [rub("200"), 0, rub("1,000")]


def test_of_equal_expiry_the_earliest_available_goes_first(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 0})
    ends = local(7, 1, 0, 0)
    second = till.credit(card, "10", local(3, 2), expires_at=ends)
    first = till.credit(
        card, "10", local(3, 3), available_at=local(3, 1), expires_at=ends
    )
    third = till.credit(card, "10", local(3, 4))
    fourth = till.credit(card, "10", local(3, 5))
    till.buy(card, "25", local(3, 10), points="25")
    assert till.lots_left(first, second, third, fourth) == [0, 0, 500, 1000]


def test_a_lot_that_waits_or_is_over_is_not_spent(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 0})
    over = till.credit(card, "10", local(3, 1), expires_at=local(3, 5))
    waits = till.credit(card, "10", local(3, 1), available_at=local(4, 1))
    now = till.credit(card, "10", local(3, 1))
    till.buy(card, "10", local(3, 10), points="10")
    # what is over was posted on the way
    assert till.lots_left(over, waits, now) == [0, 1000, 0]
    kinds = [entry.kind for entry in till.entries(card, local(3, 10))]
    assert kinds == ["earn", "earn", "earn", "expire", "spend"]
    assert till.findings() == []


def test_many_small_lots_are_spent_in_one_purchase(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 0})
    lots = [till.credit(card, "1", local(3, 1)) for _ in range(205)]
    till.buy(card, "500", local(3, 10), points="203.50")
    assert till.lots_left(*lots) == [0] * 203 + [50, 100]
    assert till.findings() == []
