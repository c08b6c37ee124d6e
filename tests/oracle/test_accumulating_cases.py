"""Cases A1..A8, A13, A14, A16, A19 and A20: the purchases of one quarter."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.scenes import QUARTER, local, one_card, rub
from tests.oracle.world import World

PURCHASES = [
    ("2026-01-15", 800_000),
    ("2026-02-02", 400_000),
    ("2026-02-20", 2_000_000),
    ("2026-03-10", 2_500_000),
    ("2026-03-25", 500_000),
]


def quarter(count: int = 5, **rules: Any) -> World:
    world = one_card("accumulating", QUARTER | rules)
    buy(world, 1, count)
    return world


def buy(world: World, first: int, last: int) -> None:
    for number, (day, amount) in enumerate(PURCHASES, 1):
        if first <= number <= last:
            world.purchase(f"p{number}", "c", rub(amount), at=local(day))


A1 = [
    (0, 800_000),
    (0, 1_200_000),
    (100_000, 3_100_000),
    (175_000, 5_425_000),
    (50_000, 5_875_000),
]
A2 = [
    (0, 800_000),
    (20_000, 1_180_000),
    (140_000, 3_040_000),
    (250_000, 5_290_000),
    (50_000, 5_740_000),
]
A3 = [
    (0, 800_000),
    (10_000, 1_200_000),
    (104_000, 3_200_000),
    (196_000, 5_700_000),
    (50_000, 6_200_000),
]


@pytest.mark.parametrize(
    ("case", "apply", "expected"),
    [("A1", "next", A1), ("A2", "inclusive", A2), ("A3", "marginal", A3)],
)
def test_case_A1_A2_A3(case: str, apply: str, expected: list[tuple[int, int]]) -> None:
    world = one_card("accumulating", QUARTER | {"apply": apply})
    for (day, amount), (discount, turnover) in zip(PURCHASES, expected, strict=True):
        outcome = world.purchase(day, "c", rub(amount), at=local(day))
        assert outcome is not None
        assert outcome.discount == rub(discount), (case, day)
        standing = world.standing("c", at=local(day))
        assert standing["turnover"] == rub(turnover), (case, day)


def test_case_A1_shows_what_is_left_to_the_next_tier() -> None:
    standing = quarter(2).standing("c", at=local("2026-02-03"))
    assert standing["next_tier"]["left"] == rub(1_800_000)


@pytest.mark.parametrize(("amount", "rate"), [("1,000,000.00", 500), ("999,999.99", 0)])
def test_case_A4_a_threshold_is_reached_by_its_very_amount(
    amount: str, rate: int
) -> None:
    world = one_card("accumulating", QUARTER)
    world.purchase("p1", "c", rub(amount), at=local("2026-01-15"))
    assert world.standing("c", at=local("2026-01-16"))["rate_bp"] == rate


def test_case_A5_a_tier_holds_through_the_next_quarter() -> None:
    world = quarter(hold="qualify", turnover_base="gross")
    end = local("2026-06-30T23:59")
    assert world.standing("c", at=end)["rate_bp"] == 1000
    world.purchase("q2", "c", rub(3_200_000), at=local("2026-06-29"))
    assert world.standing("c", at=end)["rate_bp"] == 1000
    assert world.standing("c", at=local("2026-07-01T00:00"))["rate_bp"] == 700


@pytest.mark.parametrize(
    ("downgrade", "rate"), [("to_earned", 0), ("one_step", 500), ("never", 700)]
)
def test_case_A6_down_to_what_was_earned_or_one_step_or_never(
    downgrade: str, rate: int
) -> None:
    world = one_card("accumulating", QUARTER | {"downgrade": downgrade})
    world.purchase("q2", "c", rub(3_200_000), at=local("2026-06-01"))
    assert world.standing("c", at=local("2026-07-02"))["rate_bp"] == 700
    world.purchase("q3", "c", rub(900_000), at=local("2026-08-01"))
    assert world.standing("c", at=local("2026-09-30T23:59"))["rate_bp"] == 700
    assert world.standing("c", at=local("2026-10-01T00:00"))["rate_bp"] == rate


def test_case_A7_within_starts_at_zero() -> None:
    standing = quarter(hold="within").standing("c", at=local("2026-04-01T00:00"))
    assert (standing["rate_bp"], standing["turnover"]) == (0, 0)


def test_case_A8_the_quarter_is_that_of_local_time() -> None:
    world = one_card("accumulating", QUARTER)
    world.purchase("p1", "c", rub(100), at=local("2026-04-01T00:30"))
    assert world.standing("c", at=local("2026-04-01T00:31"))["turnover"] == rub(100)
    assert world.standing("c", at=local("2026-07-01T00:00"))["turnover"] == 0


def test_case_A13_a_refund_lowers_the_turnover_and_keeps_discounts() -> None:
    world = quarter(3)
    refund = world.refund("r", "p2", at=local("2026-03-05"))
    assert (refund.money, refund.receivable) == (rub(400_000), 0)
    standing = world.standing("c", at=local("2026-03-05"))
    assert (standing["turnover"], standing["rate_bp"]) == (rub(2_700_000), 500)
    buy(world, 4, 4)
    standing = world.standing("c", at=local("2026-03-11"))
    assert (standing["turnover"], standing["rate_bp"]) == (rub(5_075_000), 1000)


def test_case_A14_recompute_proposes_a_receivable() -> None:
    world = quarter(3, on_refund="recompute")
    refund = world.refund("r", "p2", at=local("2026-03-05"))
    assert refund.receivable == rub(100_000)
    assert world.standing("c", at=local("2026-03-05"))["turnover"] == rub(2_700_000)


def test_case_A16_a_retro_bonus_tops_up_the_quarter() -> None:
    world = quarter(retro_bonus=True)
    assert world.lots("c", at=local("2026-03-31T23:59")) == []
    lots = world.lots("c", at=local("2026-04-01T00:00"))
    assert [lot.left for lot in lots] == [rub(295_000)]
    cashback = world.standing("c", at=local("2026-04-01T00:00"))["cashback"]
    assert cashback["available"] == rub(295_000)
    assert cashback["expires_next"] is None


def test_case_A16_stays_under_the_ceiling() -> None:
    rules = QUARTER | {"retro_bonus": True}
    policy = {"ceiling_bp": 900, "trim_at_purchase": True}
    world = one_card("accumulating", rules, policy=policy)
    buy(world, 1, 5)
    given = world.standing("c", at=local("2026-04-01T00:00"))["cashback"]["available"]
    discounts = rub(325_000) - rub(5_000)  # p5's 10 % was trimmed to 9 %
    assert given == rub(558_000) - discounts


@pytest.mark.parametrize(
    ("order", "rates"),
    [(["p4", "p5"], [700, 1000]), (["p5", "p4"], [700, 700])],
)
def test_case_A19_the_order_of_commit_decides(
    order: list[str], rates: list[int]
) -> None:
    amounts = {"p4": rub(2_500_000), "p5": rub(500_000)}
    world = quarter(3)
    found = []
    for name in order:
        outcome = world.purchase(name, "c", amounts[name], at=local("2026-03-10"))
        assert outcome is not None
        found.append(outcome.lines[0].discount_rate_bp)
    assert found == rates


def test_case_A20_a_backdated_purchase_raises_the_turnover_from_now_on() -> None:
    world = quarter(3)
    world.purchase(
        "late",
        "c",
        rub(300_000),
        occurred_at=local("2026-02-01"),
        at=local("2026-03-20"),
    )
    standing = world.standing("c", at=local("2026-03-20"))
    assert standing["turnover"] == rub(3_400_000)
    assert world.book.purchase("p2").outcome.discount == 0
