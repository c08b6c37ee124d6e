"""Cases S1..S14 of stamp cards."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.records import Outcome, Refused
from tests.oracle.scenes import line, local, one_card, rub
from tests.oracle.world import World

NOON = local("2026-03-10")


def card(has: int = 0, **rules: Any) -> World:
    world = one_card("stamp", {"mode": "item", "slots": 10} | rules)
    if has:
        world.adjust("has", "c", "stamps", has, by="anna", at=local("2026-03-01"))
    return world


def buy(world: World, name: str, items: int, when: str = "2026-03-10") -> Outcome:
    found = world.purchase(
        name, "c", [line(100 * items, quantity=items)], at=local(when)
    )
    assert found is not None
    return found


def shown(world: World, when: str = "2026-03-10T23:00") -> tuple[int, int]:
    standing = world.standing("c", at=local(when))
    return standing["stamps"]["count"], standing["rewards"]


@pytest.mark.parametrize(("amount", "stamps"), [("4,999.99", 0), ("5,000", 1)])
def test_case_S1_a_purchase_large_enough(amount: str, stamps: int) -> None:
    world = card(mode="purchase", minimum_amount=rub(5000))
    assert world.preview("c", rub(amount), at=NOON).stamps_added == stamps


def test_case_S2_the_rest_of_an_amount_is_carried() -> None:
    world = card(mode="amount", per_amount=rub(10_000))
    for amount, stamps, carry in [(27_500, 2, 7_500), (4_000, 1, 1_500)]:
        outcome = world.purchase(str(amount), "c", rub(amount), at=NOON)
        assert outcome is not None
        assert outcome.stamps_added == stamps
        assert world.stamp_card("c", at=NOON).carry == rub(carry)


@pytest.mark.parametrize(
    ("case", "has", "rules", "items", "rewards", "left"),
    [
        ("S3", 8, {"carry_over": True}, 5, 1, 3),
        ("S3", 8, {"carry_over": False}, 5, 1, 0),
        ("S4", 4, {"milestones": [{"at": 5}, {"at": 10}]}, 7, 2, 1),
        ("S5", 9, {}, 23, 3, 2),
    ],
)
def test_case_S3_S4_S5(
    case: str, has: int, rules: dict[str, Any], items: int, rewards: int, left: int
) -> None:
    world = card(has, **rules)
    assert buy(world, "p", items).rewards_issued == rewards, case
    assert shown(world) == (left, rewards), case


def test_case_S6_eligible_items_count() -> None:
    world = card(eligible_skus=["oil"])
    lines = [line(300, quantity=3, sku="oil"), line(200, quantity=2, sku="rag")]
    assert world.preview("c", lines, at=NOON).stamps_added == 3


def test_case_S7_the_daily_limit_cuts() -> None:
    world = card(maximum_per_day=3)
    buy(world, "p1", 2)
    outcome = buy(world, "p2", 4)
    assert outcome.stamps_added == 1
    assert outcome.reasons == ("daily limit",)
    assert shown(world) == (3, 0)


def full(redeemed: bool) -> World:
    """Nine stamps, then the tenth by the purchase `p`."""
    world = card(9)
    buy(world, "p", 1)
    if redeemed:
        world.reserve("c", code="CODE", at=local("2026-03-10T12:04"))
        world.redeem("CODE", by="Anna, Warehouse 2", at=local("2026-03-10T12:04"))
    return world


def test_case_S8_a_code_is_good_once() -> None:
    world = full(redeemed=True)
    with pytest.raises(Refused) as refused:
        world.redeem("CODE", by="Boris", at=local("2026-03-10T12:05"))
    assert refused.value.status == 409
    assert refused.value.details == {
        "at": local("2026-03-10T12:04"),
        "by": "Anna, Warehouse 2",
    }


def test_case_S9_the_reward_goes_with_its_last_stamp() -> None:
    world = full(redeemed=False)
    refund = world.refund("r", "p", at=local("2026-03-11"))
    assert (refund.stamps_removed, refund.rewards_cancelled) == (1, 1)
    assert shown(world, "2026-03-11") == (9, 0)


def test_case_S10_a_redeemed_reward_leaves_a_debt() -> None:
    world = full(redeemed=True)
    refund = world.refund("r", "p", at=local("2026-03-11"))
    assert (refund.stamps_removed, refund.rewards_cancelled) == (1, 0)
    assert world.stamp_card("c", at=local("2026-03-11")).debt == 1
    assert shown(world, "2026-03-11") == (0, 0)
    assert buy(world, "pays", 1, "2026-03-12").stamps_added == 1
    assert shown(world, "2026-03-12") == (0, 0)
    buy(world, "counts", 1, "2026-03-13")
    assert shown(world, "2026-03-13") == (1, 0)


def test_case_S11_the_purchase_is_counted_anew_on_what_is_left() -> None:
    world = card(mode="amount", per_amount=rub(10_000))
    world.purchase("p", "c", rub(27_500), at=NOON)
    refund = world.refund("r", "p", [{"line": 1, "amount": rub(15_000)}], at=NOON)
    assert refund.stamps_removed == 1
    assert shown(world) == (1, 0)
    assert world.stamp_card("c", at=NOON).carry == rub(2_500)


def test_case_S12_stamps_expire_and_rewards_stay() -> None:
    world = card(expiry_days=180, expiry_from="last_stamp")
    buy(world, "p1", 10, "2026-02-01")
    buy(world, "p2", 4, "2026-03-01")
    assert shown(world, "2026-08-27T23:59") == (4, 1)
    assert shown(world, "2026-08-28T00:00") == (0, 1)


@pytest.mark.parametrize(
    ("choice", "count", "of", "rewards"), [("finish", 9, 10, 0), ("convert", 1, 8, 1)]
)
def test_case_S13_fewer_slots_finish_or_convert(
    choice: str, count: int, of: int, rewards: int
) -> None:
    world = card(9)
    rules = {"mode": "item", "slots": 8}
    world.publish("p", rules=rules, stamp_cards=choice, at=NOON)
    standing = world.standing("c", at=NOON)
    assert standing == {"stamps": {"count": count, "of": of}, "rewards": rewards}
    buy(world, "p1", 1)
    after = world.standing("c", at=NOON)["stamps"]
    assert after == {"count": 0 if choice == "finish" else 2, "of": 8}


def test_case_S13_a_card_is_finished_with_the_days_it_was_begun_with() -> None:
    world = card(9, expiry_days=180)
    rules = {"mode": "item", "slots": 8, "expiry_days": 2}
    world.publish("p", rules=rules, at=NOON)
    assert shown(world, "2026-04-01") == (9, 0)
    buy(world, "p1", 2, "2026-04-01")
    assert shown(world, "2026-04-02T23:59") == (1, 1)
    assert shown(world, "2026-04-03T00:00") == (0, 1)


def test_case_S14_a_milestone_comes_once_per_card() -> None:
    world = card(4, milestones=[{"at": 5}])
    assert buy(world, "p1", 1).rewards_issued == 1
    world.reserve("c", code="CODE", at=NOON)
    world.redeem("CODE", by="anna", at=NOON)
    world.refund("r", "p1", at=NOON)
    assert buy(world, "p2", 1, "2026-03-11").rewards_issued == 0
    assert buy(world, "p3", 5, "2026-03-12").rewards_issued == 1
    assert buy(world, "p4", 5, "2026-03-13").rewards_issued == 1
