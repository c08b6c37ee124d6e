"""Cases A9..A12, A15, A17 and A18: tiers over time, people and versions."""

from __future__ import annotations

from datetime import date

import pytest

from tests.oracle.scenes import QUARTER, TIERS, colleague, local, one_card, rub
from tests.oracle.world import World


def gold_then(q2_turnover: str, **rules: int) -> World:
    """Gold is earned in the first quarter; the second closes at a turnover."""
    world = one_card("accumulating", QUARTER | {"turnover_base": "gross"} | rules)
    world.purchase("q1", "c", rub(3_000_000), at=local("2026-02-01"))
    world.purchase("q2", "c", rub(q2_turnover), at=local("2026-05-01"))
    return world


def rate(world: World, when: str, card: str = "c") -> int:
    found: int = world.standing(card, at=local(when))["rate_bp"]
    return found


def test_case_A9_grace_keeps_the_tier_for_fourteen_days() -> None:
    world = gold_then("2,950,000", grace_days=14)
    assert rate(world, "2026-07-14T23:59") == 700
    assert rate(world, "2026-07-15T00:00") == 500
    outcome = world.purchase("grace", "c", rub(100), at=local("2026-07-10"))
    assert outcome is not None
    assert outcome.discount == rub(7)
    assert world.standing("c", at=local("2026-07-10"))["turnover"] == rub(100)


@pytest.mark.parametrize(
    ("closed", "kept"), [("2,950,000", 700), ("2,849,999.99", 500)]
)
def test_case_A10_rescue_keeps_the_tier_when_little_is_missing(
    closed: str, kept: int
) -> None:
    assert rate(gold_then(closed, rescue_bp=500), "2026-07-01T00:00") == kept


def test_case_A10_rescue_comes_not_twice_in_a_row() -> None:
    world = gold_then("2,950,000", rescue_bp=500)
    world.purchase("q3", "c", rub("2,950,000"), at=local("2026-08-01"))
    assert rate(world, "2026-09-30T23:59") == 700
    assert rate(world, "2026-10-01T00:00") == 500


def test_case_A11_a_rolling_window_counts_ninety_days() -> None:
    rules = {"tiers": TIERS, "period": "rolling", "rolling_days": 90}
    world = one_card("accumulating", rules)
    world.purchase("p1", "c", rub(600_000), at=local("2026-01-10"))
    world.purchase("p2", "c", rub(500_000), at=local("2026-02-09"))
    assert rate(world, "2026-02-09T12:01") == 500
    assert rate(world, "2026-04-09T23:59") == 500
    after = world.standing("c", at=local("2026-04-10T00:00"))
    assert (after["turnover"], after["rate_bp"]) == (rub(500_000), 0)


@pytest.mark.parametrize(("scope", "expected"), [("company", 500), ("member", 0)])
def test_case_A12_turnover_is_pooled_by_scope(scope: str, expected: int) -> None:
    world = one_card("accumulating", QUARTER | {"scope": scope})
    colleague(world, "b")
    colleague(world, "n")
    world.purchase("p1", "c", rub(600_000), at=local("2026-01-10"))
    world.purchase("p2", "b", rub(500_000), at=local("2026-01-11"))
    for card in ("c", "b", "n"):
        assert rate(world, "2026-01-12", card) == expected


def test_case_A12_turnover_stays_with_the_company_of_who_leaves() -> None:
    world = one_card("accumulating", QUARTER)
    colleague(world, "b")
    world.purchase("p1", "c", rub(1_100_000), at=local("2026-01-10"))
    world.member("m", at=local("2026-01-20"))
    assert rate(world, "2026-01-21", "b") == 500
    assert rate(world, "2026-01-21", "c") == 0


def test_case_A12_a_holding_pools_its_companies() -> None:
    world = one_card("accumulating", QUARTER | {"scope": "holding"})
    world.company("top", at=local("2026-01-01"))
    world.company("A", parent="top", at=local("2026-01-01"))
    world.company("B", parent="A", at=local("2026-01-01"))
    colleague(world, "b", "B")
    world.purchase("p1", "c", rub(600_000), at=local("2026-01-10"))
    world.purchase("p2", "b", rub(500_000), at=local("2026-01-11"))
    assert rate(world, "2026-01-12", "b") == 500


def test_case_A15_a_late_refund_leaves_the_held_tier() -> None:
    world = gold_then("100")
    refund = world.refund("r", "q1", at=local("2026-05-10"))
    assert refund.late
    assert refund.turnover_removed == rub(3_000_000)
    standing = world.standing("c", at=local("2026-05-11"))
    assert (standing["turnover"], standing["rate_bp"]) == (rub(100), 700)


def test_case_A17_an_override_and_the_earned_rate_compete() -> None:
    world = one_card("accumulating", QUARTER)
    world.override(
        "m", "p", rate_bp=700, until=date(2026, 5, 31), at=local("2026-04-01")
    )
    world.purchase("p1", "c", rub(1_200_000), at=local("2026-04-02"))
    assert rate(world, "2026-04-03") == 700
    assert rate(world, "2026-06-01T00:00") == 500
    world.purchase("p2", "c", rub(5_000_000), at=local("2026-05-02"))
    assert rate(world, "2026-05-03") == 1000
    assert rate(world, "2026-06-01T00:00") == 1000


def changed(*thresholds: int) -> dict[str, object]:
    tiers = [
        tier | {"from_turnover": rub(threshold)}
        for tier, threshold in zip(TIERS, thresholds, strict=True)
    ]
    return QUARTER | {"tiers": tiers}


def test_case_A18_lower_thresholds_raise_at_once() -> None:
    world = one_card("accumulating", QUARTER)
    world.purchase("p1", "c", rub(800_000), at=local("2026-02-01"))
    world.publish(
        "p",
        rules=changed(500_000, 2_000_000, 4_000_000),
        effective_at=local("2026-03-01T00:00"),
        at=local("2026-02-20"),
    )
    assert rate(world, "2026-02-28T23:59") == 0
    assert rate(world, "2026-03-01T00:00") == 500
    assert world.book.purchase("p1").outcome.discount == 0


def test_case_A18_higher_thresholds_lower_at_the_periods_end() -> None:
    world = one_card("accumulating", QUARTER)
    world.purchase("p1", "c", rub(1_200_000), at=local("2026-02-01"))
    world.publish(
        "p",
        rules=changed(2_000_000, 3_000_000, 5_000_000),
        at=local("2026-03-01T00:00"),
    )
    assert rate(world, "2026-03-31T23:59") == 500
    assert rate(world, "2026-04-01T00:00") == 0
