"""Cases M1..M8: ceilings, margin floor, budget, approval, the second person."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.oracle import worst_case
from tests.oracle.records import Refused
from tests.oracle.scenes import TIERS, line, local, one_card, rub
from tests.oracle.world import World

NOON = local("2026-03-10")
GENEROUS = {"discount_bp": 1000, "rate_bp": 500}


def test_case_M1_the_ceiling_trims_the_earning() -> None:
    policy = {"ceiling_bp": 1200, "trim_at_purchase": True}
    world = one_card("cashback", GENEROUS, policy=policy)
    outcome = world.preview("c", rub(1_000_000), at=NOON)
    assert (outcome.discount, outcome.earned) == (rub(100_000), rub(20_000))
    assert outcome.reasons == ("commercial policy",)


def test_case_M2_the_margin_floor_limits_points() -> None:
    rules = {"discount_bp": 1000, "rate_bp": 0, "share_cap_bp": 3000}
    world = one_card("cashback", rules, policy={"margin_floor_bp": 300})
    world.adjust("o", "c", "points", rub(500_000), by="anna", at=local("2026-01-01"))
    lines = [line(1_000_000, cost=rub(850_000))]
    with pytest.raises(Refused) as refused:
        world.preview("c", lines, points=rub("24,500.01"), at=NOON)
    assert refused.value.details["maximum"] == rub(24_500)
    assert world.preview("c", lines, points=rub(24_500), at=NOON).payable == rub(
        875_500
    )


def test_case_M3_a_worst_case_above_the_ceiling_needs_the_tick() -> None:
    assert worst_case.worst_case("cashback", GENEROUS) == Fraction(1450)
    with pytest.raises(Refused, match="worst_case"):
        one_card("cashback", GENEROUS, policy={"ceiling_bp": 1200})
    one_card("cashback", GENEROUS, policy={"ceiling_bp": 1450})
    one_card(
        "cashback", GENEROUS, policy={"ceiling_bp": 1200, "trim_at_purchase": True}
    )


def budgeted(mode: str) -> World:
    budget = {"amount": rub(500_000), "period": "quarter", "mode": mode}
    world = one_card(
        "cashback", {"discount_bp": 500, "rate_bp": 1000}, policy={"budget": budget}
    )
    world.purchase("before", "c", rub("5,157,894.74"), at=local("2026-02-01"))
    return world


@pytest.mark.parametrize(
    ("mode", "earned", "alarms"),
    [("partial", 10_000, [80, 100]), ("strict", 0, [80])],
)
def test_case_M4_the_budget_of_a_quarter(
    mode: str, earned: int, alarms: list[int]
) -> None:
    world = budgeted(mode)
    assert world.book.purchase("before").outcome.earned == rub(490_000)
    assert world.alarms("p", at=NOON) == [80]
    outcome = world.purchase("p", "c", rub("210,526.32"), at=NOON)
    assert outcome is not None
    assert outcome.earned == rub(earned)
    assert outcome.discount == rub("10,526.32")
    assert world.alarms("p", at=NOON) == alarms


def test_case_M5_a_category_ceiling_limits_its_lines_alone() -> None:
    rules = {"tiers": TIERS, "turnover_base": "gross"}
    policy = {"category_ceilings_bp": {"equipment": 600}, "trim_at_purchase": True}
    world = one_card("accumulating", rules, policy=policy)
    world.purchase("p", "c", rub(5_000_000), at=local("2026-02-01"))
    outcome = world.preview("c", [line(1000, "equipment"), line(1000)], at=NOON)
    assert [own.discount for own in outcome.lines] == [rub(60), rub(100)]


def test_case_M6_an_approval_has_a_cap_and_an_end() -> None:
    world = one_card("cashback", GENEROUS, beneficiary="member")
    world.approval(
        "A",
        "p",
        monthly_cap=rub(4000),
        valid_until=date(2026, 6, 30),
        at=local("2026-06-01"),
    )
    first = world.purchase("p1", "c", rub(80_000), at=local("2026-06-02"))
    second = world.purchase("p2", "c", rub(80_000), at=local("2026-06-30"))
    third = world.purchase("p3", "c", rub(80_000), at=local("2026-07-01T00:00"))
    assert first
    assert second
    assert third
    assert [o.earned for o in (first, second, third)] == [rub(3600), rub(400), 0]
    assert second.reasons == ("approval cap",)
    assert third.reasons == ("approval missing",)
    assert third.discount == rub(8000)


def test_case_M7_without_approval_there_are_no_points() -> None:
    world = one_card("cashback", GENEROUS, beneficiary="member")
    outcome = world.purchase("p", "c", rub(1000), at=NOON)
    assert outcome is not None
    assert (outcome.earned, outcome.discount) == (0, rub(100))
    assert outcome.reasons == ("approval missing",)
    assert world.standing("c", at=NOON)["cashback"]["approval_missing"]


def test_case_M8_a_large_adjustment_waits_for_a_second_person() -> None:
    world = one_card(
        "cashback", {"rate_bp": 0}, policy={"adjustment_limit": rub(50_000)}
    )
    assert (
        world.adjust("a", "c", "points", rub(60_000), by="anna", at=NOON) == "waiting"
    )
    assert world.standing("c", at=NOON)["cashback"]["available"] == 0
    with pytest.raises(Refused) as refused:
        world.approve("a", by="anna", at=NOON)
    assert refused.value.status == 403
    world.approve("a", by="boris", at=NOON)
    assert world.standing("c", at=NOON)["cashback"]["available"] == rub(60_000)
    assert world.adjust("b", "c", "points", rub(50_000), by="anna", at=NOON) == "done"
