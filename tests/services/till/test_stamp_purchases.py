"""Stamp cards through the services: the worked cases S1 to S11 and R22 to R25."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.till.till import Till, line, local, rub

PER_ITEM = {"mode": "item", "slots": 100, "reward_name": "A gift"}


def _card(till: Till, **rules: Any) -> str:
    """One stamp per item unless the rules say otherwise."""
    return till.card_of("stamp", PER_ITEM | rules)


def _stamp(till: Till, card: str, count: int, day: int = 10) -> Any:
    return till.buy(card, [line(1, "100", quantity=count)], local(3, day))


@pytest.mark.parametrize(("gross", "stamps"), [("4,999.99", 0), ("5,000", 1)])
def test_case_S1_a_stamp_from_the_minimum_on(
    till: Till, gross: str, stamps: int
) -> None:
    card = _card(till, mode="purchase", slots=10, minimum_amount=rub("5,000"))
    assert till.buy(card, gross, local(3, 10)).figures.stamps_added == stamps
    assert till.stamps(card, local(3, 10)) == (stamps, 0)


def test_case_S2_the_remainder_is_carried(till: Till) -> None:
    card = _card(till, mode="amount", slots=10, per_amount=rub("10,000"))
    assert till.buy(card, "27,500", local(3, 10)).figures.stamps_added == 2
    assert till.buy(card, "4,000", local(3, 11)).figures.stamps_added == 1
    carried = [e.balance_after for e in till.entries(card, local(3, 11))]
    assert rub("7,500") in carried
    assert rub("1,500") in carried
    assert till.findings() == []


@pytest.mark.parametrize(("carry_over", "left"), [(True, 3), (False, 0)])
def test_case_S3_a_full_card_starts_anew(
    till: Till, carry_over: bool, left: int
) -> None:
    card = _card(till, slots=10, carry_over=carry_over)
    _stamp(till, card, 8)
    bought = _stamp(till, card, 5)
    assert bought.figures.rewards_issued == 1
    assert bought.figures.stamps_added == (5 if carry_over else 2)
    assert till.stamps(card, local(3, 10)) == (left, 1)
    assert till.findings() == []


def test_cases_S4_S14_milestones_and_the_full_card_in_one_purchase(
    till: Till,
) -> None:
    card = _card(till, slots=10, milestones=[{"at": 5, "reward_name": "Coffee"}])
    _stamp(till, card, 4)
    assert _stamp(till, card, 7).figures.rewards_issued == 2
    assert till.stamps(card, local(3, 10)) == (1, 2)
    assert _stamp(till, card, 4).figures.rewards_issued == 1
    assert _stamp(till, card, 1).figures.rewards_issued == 0
    assert till.findings() == []


def test_case_S5_several_cards_at_once(till: Till) -> None:
    card = _card(till, slots=10)
    _stamp(till, card, 9)
    assert _stamp(till, card, 23).figures.rewards_issued == 3
    assert till.stamps(card, local(3, 10)) == (2, 3)
    kinds = [entry.kind for entry in till.entries(card, local(3, 10))]
    assert kinds.count("stamp_card_filled") == 3
    assert till.findings() == []


def test_case_S6_only_eligible_goods_count(till: Till) -> None:
    card = _card(till, slots=10, eligible_skus=["latte"])
    lines = [
        line(1, "600", sku="latte", quantity=3),
        line(2, "400", sku="cake", quantity=2),
    ]
    assert till.buy(card, lines, local(3, 10)).figures.stamps_added == 3


def test_case_S7_the_daily_limit_is_of_the_local_day(till: Till) -> None:
    card = _card(till, slots=10, maximum_per_day=3)
    _stamp(till, card, 2)
    bought = _stamp(till, card, 4)
    assert bought.figures.stamps_added == 1
    assert "daily_limit" in {step.reason for step in bought.trace}
    assert _stamp(till, card, 4, day=11).figures.stamps_added == 3


def test_case_S9_the_refund_of_the_tenth_stamp_cancels_the_reward(till: Till) -> None:
    card = _card(till, slots=10)
    _stamp(till, card, 9)
    tenth = _stamp(till, card, 1, day=11)
    assert till.stamps(card, local(3, 11)) == (0, 1)
    back = till.refund(tenth, local(3, 12))
    assert (back.stamps_removed, back.rewards_cancelled) == (1, 1)
    assert till.stamps(card, local(3, 12)) == (9, 0)
    assert _stamp(till, card, 1, day=13).figures.rewards_issued == 1
    assert till.findings() == []


def test_case_S10_stamps_of_a_redeemed_reward_become_a_debt(till: Till) -> None:
    card = _card(till, slots=10)
    _stamp(till, card, 9)
    tenth = _stamp(till, card, 1, day=11)
    till.redeem(card, local(3, 11))
    back = till.refund(tenth, local(3, 12))
    assert (back.stamps_removed, back.rewards_cancelled) == (1, 0)
    standing = till.standing(card, local(3, 12))
    assert standing.stamps is not None
    assert standing.stamps.count == 0
    assert _stamp(till, card, 1, day=13).card.standing.stamps.count == 0
    assert _stamp(till, card, 1, day=14).card.standing.stamps.count == 1
    assert till.findings() == []


def test_case_S11_a_partial_refund_is_recomputed_on_what_is_left(till: Till) -> None:
    card = _card(till, mode="amount", slots=10, per_amount=rub("10,000"))
    bought = till.buy(card, "27,500", local(3, 10))
    back = till.refund(bought, local(3, 11), (1, "15,000"))
    assert back.stamps_removed == 1
    assert till.stamps(card, local(3, 11)) == (1, 0)
    assert till.buy(card, "7,500", local(3, 12)).figures.stamps_added == 1
    assert till.findings() == []


def test_statement_R25_milestones_above_the_new_count_are_cancelled(
    till: Till,
) -> None:
    card = _card(till, slots=10, milestones=[{"at": 5, "reward_name": "Coffee"}])
    _stamp(till, card, 4)
    fifth = _stamp(till, card, 2)
    assert till.stamps(card, local(3, 10)) == (6, 1)
    assert till.refund(fifth, local(3, 11)).rewards_cancelled == 1
    assert till.stamps(card, local(3, 11)) == (4, 0)
    assert till.findings() == []
