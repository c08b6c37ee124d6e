"""Readings R22, R23, R25 and R26: surplus, milestones, refunds and expiry of stamps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.records import Outcome
from tests.oracle.refunds import RefundAnswer
from tests.oracle.scenes import line, local, one_card, rub
from tests.oracle.stamp_card import StampCard
from tests.oracle.world import World

TEN = {"mode": "item", "slots": 10}
BY_AMOUNT = {"mode": "amount", "per_amount": rub(10_000), "slots": 10}


def items(world: World, name: str, count: int, when: str) -> Outcome:
    found = world.purchase(
        name, "c", [line(100 * count, quantity=count)], at=local(when)
    )
    assert found is not None
    return found


def spend(world: World, name: str, amount: int, when: str) -> Outcome:
    found = world.purchase(name, "c", rub(amount), at=local(when))
    assert found is not None
    return found


def back(world: World, purchase: str, amount: int, when: str) -> RefundAnswer:
    return world.refund(
        f"{purchase} {when}",
        purchase,
        [{"line": 1, "amount": rub(amount)}],
        at=local(when),
    )


def redeem(world: World, when: str, reward: str | None = None) -> None:
    world.reserve("c", code=when, reward=reward, at=local(when))
    world.redeem(when, by="anna", at=local(when))


def card(world: World, when: str) -> StampCard:
    return world.stamp_card("c", at=local(when))


def state(world: World, when: str) -> tuple[int, int, int]:
    """Stamps on the card, rewards ready, debt."""
    found = card(world, when)
    ready = sum(reward.ready for reward in found.rewards)
    return found.count, ready, found.debt


def test_reading_R22_dropped_stamps_were_not_added() -> None:
    world = one_card("stamp", TEN | {"carry_over": False})
    items(world, "p1", 8, "2026-03-01")
    assert items(world, "p2", 25, "2026-03-02").stamps_added == 2
    assert state(world, "2026-03-02") == (0, 1, 0)


def test_reading_R22_money_is_carried_when_stamps_are_cut() -> None:
    rules = BY_AMOUNT | {"maximum_per_day": 1, "carry_over": False}
    world = one_card("stamp", rules)
    assert spend(world, "p", 27_500, "2026-03-01").stamps_added == 1
    assert card(world, "2026-03-01").carry == rub(7_500)
    assert spend(world, "q", 2_500, "2026-03-02").stamps_added == 1


def test_reading_R22_the_limit_of_a_purchase_goes_before_that_of_a_day() -> None:
    world = one_card("stamp", TEN | {"maximum_per_purchase": 3, "maximum_per_day": 5})
    added = [items(world, name, 4, "2026-03-01").stamps_added for name in "abc"]
    assert added == [3, 2, 0]


def test_reading_R23_every_card_passed_gives_its_milestones() -> None:
    rules = TEN | {"milestones": [{"at": 5}, {"at": 10}], "reward_name": "gift"}
    world = one_card("stamp", rules)
    assert items(world, "p", 26, "2026-03-01").rewards_issued == 5
    slots = [reward.at for reward in card(world, "2026-03-01").rewards]
    assert slots == [5, 10, 5, 10, 5]


def test_reading_R25_a_carry_below_nothing_takes_one_more_stamp() -> None:
    world = one_card("stamp", BY_AMOUNT)
    spend(world, "p", 7_500, "2026-03-01")
    assert spend(world, "q", 4_000, "2026-03-02").stamps_added == 1
    refund = back(world, "p", 7_500, "2026-03-03")
    assert refund.stamps_removed == 1
    assert state(world, "2026-03-03") == (0, 0, 0)
    assert card(world, "2026-03-03").carry == rub(4_000)


def test_reading_R25_a_reserved_reward_is_cancelled_too() -> None:
    world = one_card("stamp", TEN)
    items(world, "p", 12, "2026-03-01")
    world.reserve("c", code="CODE", at=local("2026-03-01T12:01"))
    refund = back(world, "p", 300, "2026-03-01T12:02")
    assert (refund.stamps_removed, refund.rewards_cancelled) == (3, 1)
    assert state(world, "2026-03-01T12:02") == (9, 0, 0)


def test_reading_R25_several_cards_are_taken_back_one_by_one() -> None:
    world = one_card("stamp", TEN)
    items(world, "p", 32, "2026-03-01")
    refund = back(world, "p", 2_500, "2026-03-02")
    assert (refund.stamps_removed, refund.rewards_cancelled) == (25, 3)
    assert state(world, "2026-03-02") == (7, 0, 0)


def test_reading_R25_the_last_full_card_redeemed_makes_the_rest_a_debt() -> None:
    world = one_card("stamp", TEN)
    items(world, "p", 22, "2026-03-01")
    redeem(world, "2026-03-01T13:00", "reward-2")
    refund = back(world, "p", 500, "2026-03-02")
    assert (refund.stamps_removed, refund.rewards_cancelled) == (5, 0)
    assert state(world, "2026-03-02") == (0, 1, 3)


@pytest.mark.parametrize("redeemed", [True, False])
def test_reading_R25_milestones_above_the_new_count(redeemed: bool) -> None:
    world = one_card("stamp", TEN | {"milestones": [{"at": 3}, {"at": 5}]})
    items(world, "p", 6, "2026-03-01")
    if redeemed:
        redeem(world, "2026-03-01T13:00", "reward-2")
    refund = back(world, "p", 200, "2026-03-02")
    assert refund.rewards_cancelled == (0 if redeemed else 1)
    assert state(world, "2026-03-02") == (4, 1, 0)
    again = items(world, "q", 2, "2026-03-03")
    assert again.rewards_issued == (0 if redeemed else 1)


def test_reading_R25_a_redeemed_milestone_of_a_card_left_is_not_given_again() -> None:
    world = one_card("stamp", TEN | {"milestones": [{"at": 3}]})
    items(world, "p", 13, "2026-03-01")
    redeem(world, "2026-03-01T13:00", "reward-3")
    assert back(world, "p", 500, "2026-03-02").rewards_cancelled == 1
    assert state(world, "2026-03-02") == (8, 1, 0)
    assert items(world, "q", 5, "2026-03-03").rewards_issued == 1
    assert state(world, "2026-03-03") == (3, 2, 0)


@pytest.mark.parametrize(
    ("amount", "quantity", "left"), [(601, None, 3), (601, 2, 8), (1000, 2, 0)]
)
def test_reading_R25_items_refunded_by_amount(
    amount: int, quantity: int | None, left: int
) -> None:
    world = one_card("stamp", TEN | {"slots": 50})
    items(world, "p", 10, "2026-03-01")
    taken: dict[str, Any] = {"line": 1, "amount": rub(amount)}
    if quantity:
        taken["quantity"] = quantity
    world.refund("r", "p", [taken], at=local("2026-03-02"))
    assert state(world, "2026-03-02")[0] == left


def test_reading_R25_not_more_than_was_credited_is_taken() -> None:
    world = one_card("stamp", TEN | {"maximum_per_day": 2})
    items(world, "p", 5, "2026-03-01")
    assert back(world, "p", 200, "2026-03-02").stamps_removed == 0
    assert back(world, "p", 200, "2026-03-02T13:00").stamps_removed == 1


def test_reading_R14_expired_stamps_are_not_taken_again() -> None:
    world = one_card("stamp", TEN | {"expiry_days": 5, "expiry_from": "first_stamp"})
    items(world, "p", 12, "2026-03-01")
    first = back(world, "p", 200, "2026-03-10")
    assert (first.stamps_removed, first.rewards_cancelled) == (0, 0)
    second = back(world, "p", 200, "2026-03-11")
    assert (second.stamps_removed, second.rewards_cancelled) == (2, 1)


@pytest.mark.parametrize(
    ("start", "last"), [("first_stamp", "2026-03-10"), ("last_stamp", "2026-03-13")]
)
def test_reading_R26_first_and_last_stamp_by_their_own_date(
    start: str, last: str
) -> None:
    world = one_card("stamp", BY_AMOUNT | {"expiry_days": 10, "expiry_from": start})
    spend(world, "p", 15_000, "2026-03-04")
    world.purchase(
        "late",
        "c",
        rub(10_000),
        occurred_at=local("2026-03-01"),
        at=local("2026-03-05"),
    )
    assert state(world, f"{last}T23:59")[0] == 2
    assert card(world, f"{last}T23:59").carry == rub(5_000)
    after = local("2026-03-11T00:00" if start == "first_stamp" else "2026-03-14T00:00")
    assert world.stamp_card("c", at=after).count == 0
    assert world.stamp_card("c", at=after).carry == 0


def test_reading_R26_a_filled_card_starts_anew_with_the_surplus() -> None:
    world = one_card("stamp", TEN | {"expiry_days": 10, "expiry_from": "first_stamp"})
    items(world, "p", 9, "2026-03-01")
    items(world, "q", 3, "2026-03-08")
    assert state(world, "2026-03-17T23:59") == (2, 1, 0)
    assert state(world, "2026-03-18T00:00") == (0, 1, 0)


def test_reading_R26_milestones_expire_with_the_stamps_and_debt_stays() -> None:
    rules = TEN | {
        "expiry_days": 10,
        "expiry_from": "first_stamp",
        "milestones": [{"at": 2}],
    }
    world = one_card("stamp", rules)
    assert items(world, "p", 2, "2026-03-01").rewards_issued == 1
    assert items(world, "q", 2, "2026-03-11T00:00").rewards_issued == 1
    assert state(world, "2026-03-11") == (2, 2, 0)
