"""Readings R1..R5, R10, R11 and R18: outcomes, refunds by line, rounding and trims."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.oracle.records import Refused
from tests.oracle.scenes import QUARTER, line, local, one_card, rub
from tests.oracle.world import World

NOON = local("2026-03-10")
SPEND = {"discount_bp": 500, "rate_bp": 300}


def with_balance(rules: dict[str, Any], points: int = 4000) -> World:
    world = one_card("cashback", rules)
    world.adjust("o", "c", "points", rub(points), by="anna", at=local("2026-01-01"))
    return world


def test_reading_R1_a_stale_preview_with_the_same_outcome_is_done() -> None:
    world = with_balance(SPEND)
    seen = world.preview("c", rub(100), at=NOON)
    world.purchase("other", "c", rub(700), at=NOON)
    assert world.purchase("p", "c", rub(100), seen=seen, at=NOON) == seen


def test_reading_R1_a_stale_preview_with_another_outcome_is_refused() -> None:
    world = one_card("accumulating", QUARTER)
    seen = world.preview("c", rub(100), at=NOON)
    world.purchase("other", "c", rub(1_000_000), at=NOON)
    with pytest.raises(Refused, match="card_changed") as refused:
        world.purchase("p", "c", rub(100), seen=seen, at=NOON)
    assert refused.value.details["preview"].discount == rub(5)
    fresh = world.purchase("p", "c", rub(100), at=NOON)
    assert fresh is not None
    assert fresh.discount == rub(5)


def test_reading_R2_the_line_keeps_its_share_of_the_discount() -> None:
    world = one_card("discount", {"rate_bp": 500})
    world.purchase("p", "c", rub(100), at=NOON)
    refund = world.refund("r", "p", [{"line": 1, "amount": rub("33.33")}], at=NOON)
    assert (refund.discount, refund.money) == (rub("1.67"), rub("31.66"))


def test_reading_R2_what_the_line_keeps_is_rounded_half_up() -> None:
    rules = {"discount_bp": 500, "rate_bp": 10_000}
    world = one_card("cashback", rules)
    world.purchase("p", "c", 100, at=NOON)
    halves = [
        world.refund(name, "p", [{"line": 1, "amount": 50}], at=NOON) for name in "rs"
    ]
    found = [(half.discount, half.money, half.earning_reversed) for half in halves]
    assert found == [(2, 48, 48), (3, 47, 47)]


@pytest.mark.parametrize("order", [*itertools.permutations([1, 3, 95])])
def test_reading_R2_parts_in_any_order_add_up(order: tuple[int, ...]) -> None:
    world = with_balance(SPEND)
    outcome = world.purchase("p", "c", 99, points=61, at=NOON)
    assert outcome is not None
    parts = [
        world.refund(str(amount), "p", [{"line": 1, "amount": amount}], at=NOON)
        for amount in order
    ]
    assert all(
        min(part.money, part.points_returned, part.discount) >= 0 for part in parts
    )
    assert sum(part.money for part in parts) == outcome.payable
    assert sum(part.points_returned for part in parts) == 61
    assert sum(part.earning_reversed for part in parts) == outcome.earned


def test_reading_R2_more_than_is_left_is_refused() -> None:
    world = one_card("discount", {"rate_bp": 500})
    world.purchase("p", "c", rub(100), at=NOON)
    world.refund("r", "p", [{"line": 1, "amount": rub(60)}], at=NOON)
    with pytest.raises(Refused) as refused:
        world.refund("s", "p", [{"line": 1, "amount": rub("40.01")}], at=NOON)
    assert refused.value.details["maximum"] == rub(40)
    assert world.refund("s", "p", at=NOON).money == rub(38)
    with pytest.raises(Refused, match="nothing_left"):
        world.refund("t", "p", at=NOON)


def test_reading_R2_the_minimum_of_the_discount_stays_as_decided() -> None:
    world = one_card("discount", {"rate_bp": 500, "minimum_amount": rub(90)})
    world.purchase("p", "c", rub(100), at=NOON)
    refund = world.refund("r", "p", [{"line": 1, "amount": rub(50)}], at=NOON)
    assert (refund.money, refund.discount) == (rub("47.50"), rub("2.50"))


def test_reading_R3_the_minimum_of_the_earning_is_tested_again() -> None:
    world = one_card("cashback", {"rate_bp": 100, "minimum_amount": rub(5000)})
    world.purchase("p", "c", rub(6000), at=NOON)
    first = world.refund("r", "p", [{"line": 1, "amount": rub(1000)}], at=NOON)
    second = world.refund("s", "p", [{"line": 1, "amount": 1}], at=NOON)
    assert (first.earning_reversed, second.earning_reversed) == (rub(10), rub(50))


def test_reading_R3_what_a_cap_withheld_is_not_reversed() -> None:
    world = one_card("cashback", {"rate_bp": 1000, "monthly_cap": rub(30)})
    world.purchase("p", "c", rub(1000), at=NOON)
    first = world.refund("r", "p", [{"line": 1, "amount": rub(700)}], at=NOON)
    second = world.refund("s", "p", [{"line": 1, "amount": rub(100)}], at=NOON)
    assert (first.earning_reversed, second.earning_reversed) == (0, rub(10))


def test_reading_R3_whole_points_and_ceilings_are_applied_again() -> None:
    rules = {"rate_bp": 1000, "whole_points": True}
    policy = {"ceiling_bp": 550, "trim_at_purchase": True}
    world = one_card("cashback", rules, policy=policy)
    outcome = world.purchase("p", "c", rub(100), at=NOON)
    assert outcome is not None
    assert outcome.earned == rub(5)
    refund = world.refund("r", "p", [{"line": 1, "amount": rub(20)}], at=NOON)
    assert refund.earning_reversed == rub(1)


def test_reading_R4_lines_are_grouped_by_the_value_of_their_rate() -> None:
    rules = {"rate_bp": 500, "category_rates_bp": {"fuel": 500}}
    lines = [line("0.10", "fuel"), line("0.10")]
    discount = one_card("discount", rules).preview("c", lines, at=NOON)
    assert [own.discount for own in discount.lines] == [1, 0]
    earned = one_card("cashback", rules).preview("c", lines, at=NOON)
    assert [own.earned for own in earned.lines] == [1, 0]


def test_reading_R5_marginal_counts_gross() -> None:
    rules = QUARTER | {"apply": "marginal"}
    with pytest.raises(Refused) as refused:
        one_card("accumulating", rules | {"turnover_base": "net"})
    assert refused.value.status == 422
    world = one_card("accumulating", rules)
    lines = [line(700_000), line(500_000)]
    outcome = world.purchase("p", "c", lines, at=NOON)
    assert outcome is not None
    assert outcome.discount == rub(10_000)
    assert [own.discount for own in outcome.lines] == [rub("5,833.33"), rub("4,166.67")]
    assert outcome.turnover_added == rub(1_200_000)


def test_reading_R5_a_held_tier_is_the_least_rate_of_every_band() -> None:
    world = one_card("accumulating", QUARTER | {"apply": "marginal"})
    world.purchase("q1", "c", rub(3_000_000), at=local("2026-02-01"))
    outcome = world.preview("c", rub(5_500_000), at=local("2026-05-01"))
    assert outcome.discount == rub(5_000_000) * 7 // 100 + rub(50_000)


def test_reading_R10_the_budget_sees_what_the_monthly_cap_left() -> None:
    budget = {"amount": rub(50), "period": "month", "mode": "strict"}
    rules = {"rate_bp": 1000, "monthly_cap": rub(40)}
    world = one_card("cashback", rules, policy={"budget": budget})
    assert world.preview("c", rub(1000), at=NOON).earned == rub(40)
    tight = {"budget": budget | {"amount": rub(39)}}
    world.publish("p", policy=tight, at=NOON)
    assert world.preview("c", rub(1000), at=NOON).earned == 0


def test_reading_R10_balance_limit_then_whole_points() -> None:
    rules = {"rate_bp": 1000, "maximum_balance": rub("50.50"), "whole_points": True}
    outcome = one_card("cashback", rules).preview("c", rub(1000), at=NOON)
    assert (outcome.earned, outcome.reasons) == (rub(50), ("balance limit",))


def test_reading_R10_a_discount_meets_maximum_category_and_whole_ceiling() -> None:
    rules = {"rate_bp": 1000, "maximum_discount": rub(150)}
    policy = {
        "category_ceilings_bp": {"fuel": 600},
        "ceiling_bp": 650,
        "trim_at_purchase": True,
    }
    world = one_card("discount", rules, policy=policy)
    outcome = world.preview("c", [line(1000, "fuel"), line(1000)], at=NOON)
    # 100 + 100, by the maximum 75 + 75, by category 60 + 75, by the whole 130.
    assert [own.discount for own in outcome.lines] == [rub("57.78"), rub("72.22")]
    assert outcome.reasons == ("limit", "commercial policy", "commercial policy")


def test_reading_R11_excluded_lines_stay_in_gross_and_payable() -> None:
    rules = {
        "discount_bp": 1000,
        "rate_bp": 1000,
        "excluded_categories": ["tobacco"],
        "minimum_amount": rub(100),
        "share_cap_bp": 5000,
    }
    world = with_balance(rules)
    lines = [line("99.99"), line(100, "tobacco")]
    outcome = world.preview("c", lines, points=rub("94.99"), at=NOON)
    assert (outcome.gross, outcome.discount, outcome.earned) == (
        rub("199.99"),
        rub(10),
        0,
    )
    assert outcome.payable == rub(95)
    enough = world.preview("c", [line(100), line(100, "tobacco")], at=NOON)
    assert enough.earned == rub(9)


def test_reading_R11_whole_points_are_cut_from_the_total() -> None:
    rules = {"rate_bp": 100, "category_rates_bp": {"fuel": 200}, "whole_points": True}
    world = one_card("cashback", rules)
    lines = [line(160), line(80, "fuel")]
    assert world.preview("c", lines, at=NOON).earned == rub(3)


def test_reading_R18_a_category_ceiling_holds_discount_and_earning_together() -> None:
    rules = {"discount_bp": 500, "rate_bp": 500}
    policy = {
        "ceiling_bp": 900,
        "category_ceilings_bp": {"fuel": 600},
        "trim_at_purchase": True,
    }
    world = one_card("cashback", rules, policy=policy)
    outcome = world.preview("c", [line(1000, "fuel"), line(1000)], at=NOON)
    assert [own.earned for own in outcome.lines] == [rub(10), rub("47.50")]
    whole = world.preview("c", [line(1000)], at=NOON)
    assert whole.earned == rub(40)
