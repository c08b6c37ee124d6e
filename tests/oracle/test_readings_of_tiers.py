"""Readings R6..R8, R20, R21, R24, R27, R28, R31, R36 and R38: tiers over time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.oracle.scenes import (
    QUARTER,
    TIERS,
    alone,
    colleague,
    line,
    local,
    one_card,
    rub,
)
from tests.oracle.world import World


def rate(world: World, when: str, card: str = "c") -> int:
    found: int = world.standing(card, at=local(when))["rate_bp"]
    return found


def accumulating(**rules: Any) -> World:
    return one_card("accumulating", QUARTER | rules)


def test_reading_R6_a_later_dated_purchase_does_not_count() -> None:
    world = accumulating()
    world.purchase("late", "c", rub(2_000_000), at=local("2026-03-10"))
    back = world.purchase(
        "back", "c", rub(100), occurred_at=local("2026-03-09"), at=local("2026-03-11")
    )
    assert back is not None
    assert back.discount == 0
    assert world.preview("c", rub(100), at=local("2026-03-12")).discount == rub(5)


def test_reading_R6_refunds_recorded_so_far_are_taken_off() -> None:
    world = accumulating()
    world.purchase("p1", "c", rub(1_000_000), at=local("2026-03-01"))
    world.refund("r", "p1", [{"line": 1, "amount": 1}], at=local("2026-03-11"))
    back = world.preview(
        "c", rub(100), occurred_at=local("2026-03-02"), at=local("2026-03-12")
    )
    assert back.discount == 0


def test_reading_R7_periods_without_purchases_step_down_too() -> None:
    world = accumulating(downgrade="one_step")
    world.purchase("p1", "c", rub(5_000_000), at=local("2026-02-01"))
    rates = [
        rate(world, when)
        for when in ("2026-06-30", "2026-07-01", "2026-10-01", "2027-01-01")
    ]
    assert rates == [1000, 700, 500, 0]


def test_reading_R7_a_late_purchase_raises_the_held_tier_at_once() -> None:
    world = accumulating()
    world.purchase("p1", "c", rub(900_000), at=local("2026-03-01"))
    assert rate(world, "2026-04-02") == 0
    world.purchase(
        "late",
        "c",
        rub(100_000),
        occurred_at=local("2026-03-31"),
        at=local("2026-04-03"),
    )
    assert rate(world, "2026-04-03") == 500
    assert world.standing("c", at=local("2026-04-03"))["turnover"] == 0


@pytest.mark.parametrize(
    ("period", "held"), [("quarter", 500), ("month", 0), ("half", 0), ("year", 0)]
)
def test_reading_R7_only_a_quarter_qualifies_by_default(period: str, held: int) -> None:
    world = accumulating(period=period)
    world.purchase("p1", "c", rub(1_000_000), at=local("2026-12-01"))
    assert rate(world, "2027-01-01T00:00") == held


def test_reading_R7_grace_is_fourteen_days_by_default() -> None:
    world = one_card("accumulating", {"tiers": TIERS})
    world.purchase("p1", "c", rub(1_000_000), at=local("2026-02-01"))
    assert rate(world, "2026-07-14T23:59") == 500
    assert rate(world, "2026-07-15T00:00") == 0


def test_reading_R8_turnover_counts_from_the_payment() -> None:
    world = accumulating(turnover_base="paid", scope="member")
    outcome = world.purchase("p", "c", rub(1_000_000), at=local("2026-03-30"))
    assert outcome is not None
    assert outcome.turnover_added == 0
    assert rate(world, "2026-03-31") == 0
    world.paid("p", at=local("2026-04-05"))
    standing = world.standing("c", at=local("2026-04-05"))
    assert (standing["turnover"], standing["rate_bp"]) == (0, 500)


def test_reading_R20_the_category_rate_goes_before_the_tiers() -> None:
    tiers = [{"name": "Gold", "from_turnover": rub(1000), "rate_bp": 700}]
    rules = {
        "tiers": tiers,
        "rate_bp": 100,
        "category_rates_bp": {"fuel": 200, "none": 0},
    }
    world = one_card("cashback", rules)
    lines = [line(100, "fuel"), line(100, "none"), line(100)]
    first = world.preview("c", lines, at=local("2026-03-01"))
    assert [own.earned for own in first.lines] == [rub(2), 0, rub(1)]
    world.purchase("p", "c", rub(1000), at=local("2026-03-01"))
    second = world.preview("c", lines, at=local("2026-03-02"))
    assert [own.earned for own in second.lines] == [rub(2), 0, rub(7)]
    assert rate(world, "2026-04-01T00:00") == 100


def test_reading_R21_inclusive_decides_by_gross_without_excluded_lines() -> None:
    world = accumulating(apply="inclusive", excluded_categories=["out"])
    most = [line("999,999.99"), line(500, "out")]
    assert world.preview("c", most, at=local("2026-03-01")).discount == 0
    outcome = world.purchase("p", "c", rub(1_000_000), at=local("2026-03-01"))
    assert outcome is not None
    assert (outcome.discount, outcome.tier) == (rub(50_000), "Silver")
    standing = world.standing("c", at=local("2026-03-02"))
    assert (standing["turnover"], standing["tier"]) == (rub(950_000), None)


def test_reading_R24_the_retro_bonus_is_never_below_nothing() -> None:
    world = accumulating(retro_bonus=True, hold="qualify", expiry={"days": 10})
    world.purchase("q1", "c", rub(5_000_000), at=local("2026-02-01"))
    world.purchase("q2", "c", rub(1_000_000), at=local("2026-05-01"))
    assert [lot.left for lot in world.lots("c", at=local("2026-04-01"))] == [
        rub(500_000)
    ]
    assert world.lots("c", at=local("2026-04-10"))[0].last_day == date(2026, 4, 10)
    assert world.lots("c", at=local("2026-07-01")) == []


def test_reading_R24_refunds_lower_the_bonus() -> None:
    world = accumulating(retro_bonus=True, turnover_base="gross")
    world.purchase("p1", "c", rub(1_500_000), at=local("2026-02-01"))
    world.refund(
        "r", "p1", [{"line": 1, "amount": rub(400_000)}], at=local("2026-03-01")
    )
    assert [lot.left for lot in world.lots("c", at=local("2026-04-01"))] == [
        rub(55_000)
    ]


@pytest.mark.parametrize(("closed", "kept"), [("95", 500), ("94.99", 0)])
def test_reading_R27_rescue_counts_down_a_share_of_the_threshold(
    closed: str, kept: int
) -> None:
    tiers = [{"name": "Silver", "from_turnover": rub(100), "rate_bp": 500}]
    world = accumulating(tiers=tiers, rescue_bp=500, turnover_base="gross")
    world.purchase("q1", "c", rub(100), at=local("2026-02-01"))
    world.purchase("q2", "c", rub(closed), at=local("2026-05-01"))
    assert rate(world, "2026-07-01T00:00") == kept


def test_reading_R28_the_next_tier_is_the_first_with_a_higher_rate() -> None:
    world = accumulating()
    first = world.standing("c", at=local("2026-01-02"))
    assert first["tier"] is None
    assert first["next_tier"] == {
        "name": "Silver",
        "rate_bp": 500,
        "left": rub(1_000_000),
        "until": date(2026, 3, 31),
    }
    world.purchase("p1", "c", rub(3_000_000), at=local("2026-02-01"))
    held = world.standing("c", at=local("2026-04-01"))["next_tier"]
    assert (held["name"], held["left"]) == ("Platinum", rub(5_000_000))
    world.purchase("p2", "c", rub(6_000_000), at=local("2026-04-02"))
    assert world.standing("c", at=local("2026-04-02"))["next_tier"] is None


def test_reading_R28_lifetime_and_rolling_have_no_last_day() -> None:
    for more in ({"period": "lifetime"}, {"period": "rolling", "rolling_days": 5}):
        world = accumulating(**more)
        assert world.standing("c", at=local("2026-01-02"))["next_tier"]["until"] is None


def test_reading_R31_who_moves_has_the_tier_of_the_new_company_at_once() -> None:
    world = accumulating()
    colleague(world, "b", "B")
    world.purchase("p1", "b", rub(1_000_000), at=local("2026-02-01"))
    world.purchase("p2", "c", rub(3_000_000), at=local("2026-02-01"))
    world.member("m", company="B", at=local("2026-02-02"))
    assert rate(world, "2026-02-02") == 500
    world.refund("r", "p2", at=local("2026-02-03"))
    assert rate(world, "2026-02-03") == 500


def test_reading_R19_a_holding_is_the_topmost_parent_and_alone_is_alone() -> None:
    world = alone("accumulating", QUARTER)
    colleague(world, "other", None)
    world.purchase("p1", "c", rub(1_000_000), at=local("2026-02-01"))
    assert rate(world, "2026-02-02") == 500
    assert rate(world, "2026-02-02", "other") == 0


@pytest.mark.parametrize(
    "period", [{"period": "lifetime"}, {"period": "rolling", "rolling_days": 90}]
)
def test_reading_R36_without_periods_a_stricter_version_applies_at_once(
    period: dict[str, Any],
) -> None:
    world = accumulating(**period)
    world.purchase("p1", "c", rub(1_200_000), at=local("2026-02-01"))
    strict = [tier | {"from_turnover": tier["from_turnover"] * 2} for tier in TIERS]
    world.publish(
        "p", rules=QUARTER | period | {"tiers": strict}, at=local("2026-03-01")
    )
    assert rate(world, "2026-03-01") == 0


def test_reading_R38_half_open_periods_show_their_last_day() -> None:
    world = accumulating()
    until = world.standing("c", at=local("2026-06-30T23:59"))["next_tier"]["until"]
    assert until == date(2026, 6, 30)
