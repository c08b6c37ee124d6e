"""Campaigns: extra rates, multipliers and welcomes, their audience and their budget."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.scenes import QUARTER, line, local, one_card, rub
from tests.oracle.world import World

NOON = local("2026-03-10")


def campaign(world: World, name: str, kind: str, **terms: Any) -> World:
    span = {"since": local("2026-03-01T00:00"), "until": local("2026-04-01T00:00")}
    world.campaign(name, "p", kind, at=local("2026-01-01"), **(span | terms))
    return world


def cashback(**rules: Any) -> World:
    return one_card("cashback", {"rate_bp": 300} | rules)


@pytest.mark.parametrize(("adds", "earned"), [(False, 500), (True, 800)])
def test_an_extra_rate_competes_or_adds(adds: bool, earned: int) -> None:
    world = campaign(cashback(), "x", "extra_rate", rate_bp=500, adds=adds)
    assert world.preview("c", rub(100), at=NOON).earned == earned


def test_a_campaign_runs_from_its_first_instant_to_before_its_last() -> None:
    world = campaign(cashback(), "x", "multiplier", factor_bp=20_000)
    found = [
        world.preview(
            "c", rub(100), occurred_at=local(when), at=local("2026-04-02")
        ).earned
        for when in (
            "2026-02-28T23:59",
            "2026-03-01T00:00",
            "2026-03-31T23:59",
            "2026-04-01T00:00",
        )
    ]
    assert found == [300, 600, 600, 300]


def test_a_multiplier_comes_after_extra_rates_and_is_rounded_down() -> None:
    world = campaign(cashback(), "double", "multiplier", factor_bp=15_001)
    campaign(world, "x", "extra_rate", rate_bp=33, adds=True)
    outcome = world.preview("c", rub(10_000), at=NOON)
    assert outcome.lines[0].earn_rate_bp == 499
    assert outcome.earned == rub(499)


def test_an_extra_rate_for_categories_leaves_the_others() -> None:
    world = campaign(cashback(), "x", "extra_rate", rate_bp=500, categories=("fuel",))
    outcome = world.preview("c", [line(100, "fuel"), line(100)], at=NOON)
    assert [own.earned for own in outcome.lines] == [500, 300]


@pytest.mark.parametrize(
    ("audience", "discount"),
    [
        ({}, 900),
        ({"companies": ("A",)}, 900),
        ({"companies": ("B",)}, 500),
        ({"tiers": ("Silver",)}, 900),
        ({"tiers": ("Gold",)}, 500),
    ],
)
def test_a_campaign_speaks_to_its_audience(
    audience: dict[str, Any], discount: int
) -> None:
    world = one_card("accumulating", QUARTER)
    campaign(world, "x", "extra_rate", rate_bp=900, **audience)
    world.purchase("p", "c", rub(1_000_000), at=local("2026-02-01"))
    assert world.preview("c", rub(100), at=NOON).discount == discount


@pytest.mark.parametrize(("mode", "earned"), [("partial", 700), ("strict", 300)])
def test_a_campaign_is_limited_by_its_own_budget(mode: str, earned: int) -> None:
    world = campaign(
        cashback(), "x", "multiplier", factor_bp=30_000, budget=1000, budget_mode=mode
    )
    assert world.purchase("p1", "c", rub(100), at=NOON)
    outcome = world.preview("c", rub(100), at=NOON)
    assert outcome.earned == earned


def test_campaign_points_are_reversed_in_proportion() -> None:
    world = campaign(cashback(), "x", "multiplier", factor_bp=20_000)
    world.purchase("p", "c", rub(100), at=NOON)
    refund = world.refund("r", "p", [{"line": 1, "amount": rub(25)}], at=NOON)
    assert refund.earning_reversed == 150


def test_campaign_points_are_trimmed_like_others() -> None:
    world = campaign(cashback(monthly_cap=500), "x", "multiplier", factor_bp=20_000)
    assert world.preview("c", rub(100), at=NOON).earned == 500


def welcoming(**rules: Any) -> World:
    world = campaign(
        cashback(rate_bp=0, **rules), "w", "welcome", amount=rub(50), minimum=rub(100)
    )
    world.member("n", at=local("2026-03-02"))
    world.card("n", "p", "n", at=local("2026-03-02"))
    return world


def shown(world: World, when: str) -> tuple[int, int]:
    found = world.standing("n", at=local(when))["cashback"]
    return found["available"], found["pending"]


def test_a_welcome_waits_for_the_first_purchase_that_is_large_enough() -> None:
    world = welcoming()
    assert shown(world, "2026-03-02") == (0, rub(50))
    world.purchase("small", "n", rub("99.99"), at=local("2026-03-03"))
    assert shown(world, "2026-03-03") == (0, rub(50))
    world.purchase("enough", "n", rub(100), at=local("2026-03-04"))
    assert shown(world, "2026-03-04") == (rub(50), 0)


def test_a_welcome_waits_for_the_payment_when_the_program_does() -> None:
    world = welcoming(hold_until="paid")
    world.purchase("enough", "n", rub(100), at=local("2026-03-04"))
    assert shown(world, "2026-03-05") == (0, rub(50))
    world.paid("enough", at=local("2026-03-06"))
    assert shown(world, "2026-03-06") == (rub(50), 0)


def test_a_welcome_comes_once_per_member_and_program() -> None:
    world = welcoming()
    world.card_state("n", "closed", at=local("2026-03-03"))
    world.card("second", "p", "n", at=local("2026-03-04"))
    assert shown(world, "2026-03-04") == (0, rub(50))
