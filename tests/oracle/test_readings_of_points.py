"""Readings R9, R12..R17, R19 and R32: lots, debt, returned and expired points."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.oracle import dates
from tests.oracle.records import Refused
from tests.oracle.scenes import alone, colleague, local, one_card, rub
from tests.oracle.world import World


def cashback(**rules: Any) -> World:
    return one_card("cashback", {"rate_bp": 1000} | rules)


def give(world: World, amount: int, when: str) -> None:
    world.adjust(when, "c", "points", rub(amount), by="anna", at=local(when))


def shown(world: World, when: str, card: str = "c") -> tuple[int, int, int]:
    found = world.standing(card, at=local(when))["cashback"]
    return found["available"], found["pending"], found["debt"]


@pytest.mark.parametrize(
    ("expiry", "last"),
    [
        (None, None),
        ({"days": 1}, date(2026, 1, 30)),
        ({"days": 3}, date(2026, 2, 1)),
        ({"months": 1}, date(2026, 2, 28)),
        ({"days": 3, "round_up_to": "month"}, date(2026, 2, 28)),
        ({"months": 6, "round_up_to": "half"}, date(2026, 12, 31)),
        ({"months": 25, "round_up_to": "year"}, date(2028, 12, 31)),
        ({"months": 25}, date(2028, 2, 29)),
    ],
)
def test_reading_R9_the_last_day(expiry: dict[str, Any] | None, last: date) -> None:
    assert dates.expiry_day(date(2026, 1, 30), expiry) == last


def test_reading_R9_months_count_from_the_day_of_availability() -> None:
    world = cashback(hold_days=14, expiry={"months": 1})
    world.purchase("p", "c", rub(100), at=local("2026-01-17"))
    expires = world.standing("c", at=local("2026-02-01"))["cashback"]["expires_next"]
    assert expires == {"amount": rub(10), "on": date(2026, 2, 28)}


def test_reading_R12_the_order_of_a_reversal() -> None:
    world = cashback(hold_days=14)
    give(world, 5, "2026-03-01")
    world.purchase("own", "c", rub(300), at=local("2026-03-02"))
    world.purchase("other", "c", rub(100), at=local("2026-03-05"))
    world.purchase("spends", "c", rub(32), points=rub(32), at=local("2026-03-17"))
    assert shown(world, "2026-03-17") == (rub(3), rub(10), 0)
    world.refund("r", "own", [{"line": 1, "amount": rub(50)}], at=local("2026-03-17"))
    assert shown(world, "2026-03-17") == (0, rub(8), 0)
    world.refund("s", "own", at=local("2026-03-17"))
    assert shown(world, "2026-03-17") == (0, 0, rub(17))


def test_reading_R12_a_pending_earning_pays_the_debt() -> None:
    world = cashback(hold_days=14)
    world.purchase("p", "c", rub(200), at=local("2026-03-01"))
    world.purchase("spends", "c", rub(20), points=rub(20), at=local("2026-03-16"))
    world.refund("r", "p", at=local("2026-03-17"))
    assert shown(world, "2026-03-17") == (0, 0, rub(20))
    outcome = world.purchase("q", "c", rub(300), at=local("2026-03-18"))
    assert outcome is not None
    assert outcome.earned == rub(30)
    assert shown(world, "2026-03-18") == (0, rub(10), 0)


def test_reading_R12_returned_points_pay_the_debt() -> None:
    world = cashback()
    world.purchase("p", "c", rub(200), at=local("2026-03-01"))
    world.purchase("spends", "c", rub(20), points=rub(20), at=local("2026-03-02"))
    world.refund("r", "p", at=local("2026-03-03"))
    assert shown(world, "2026-03-03") == (0, 0, rub(20))
    world.refund("s", "spends", at=local("2026-03-04"))
    assert shown(world, "2026-03-04") == (0, 0, 0)


def test_reading_R13_last_taken_returns_first_and_what_was_left_keeps_its_date() -> (
    None
):
    world = cashback(rate_bp=0, expiry={"days": 30})
    give(world, 10, "2026-03-01")
    give(world, 10, "2026-03-20")
    world.purchase("p", "c", rub(15), points=rub(15), at=local("2026-03-21"))
    world.refund("r", "p", [{"line": 1, "amount": rub(7)}], at=local("2026-04-10"))
    lots = [(lot.last_day, lot.left) for lot in world.lots("c", at=local("2026-04-10"))]
    assert lots == [
        (date(2026, 4, 18), rub(5)),  # left in the second lot
        (date(2026, 4, 23), rub(5)),  # from the second, the last taken
        (date(2026, 4, 23), rub(2)),  # from the first
    ]


def test_reading_R14_what_expired_unused_is_not_taken_again() -> None:
    world = cashback(expiry={"days": 10})
    world.purchase("p", "c", rub(200), at=local("2026-03-01"))
    world.purchase("spends", "c", rub(12), points=rub(12), at=local("2026-03-02"))
    assert shown(world, "2026-03-20") == (0, 0, 0)
    refund = world.refund("r", "p", at=local("2026-03-20"))
    assert refund.earning_reversed == rub(20)  # what expired counts as taken back
    assert shown(world, "2026-03-20") == (0, 0, rub(12))


def test_reading_R15_the_clock_decides_what_is_available() -> None:
    world = cashback(hold_days=1, expiry={"days": 1})
    world.purchase("p", "c", rub(100), at=local("2026-03-01T23:59"))
    assert shown(world, "2026-03-01T23:59") == (0, rub(10), 0)
    assert shown(world, "2026-03-02T00:00") == (rub(10), 0, 0)
    assert shown(world, "2026-03-03T00:00") == (0, 0, 0)


def test_reading_R16_spending_in_the_past_needs_points_of_then_and_now() -> None:
    world = cashback(rate_bp=0, expiry={"days": 8})
    give(world, 10, "2026-03-02")
    give(world, 10, "2026-03-05")
    now = local("2026-03-09T23:00")
    for when, maximum in [("2026-03-01", 0), ("2026-03-03", 10), ("2026-03-06", 20)]:
        with pytest.raises(Refused) as refused:
            world.preview(
                "c", rub(100), points=rub(50), occurred_at=local(when), at=now
            )
        assert refused.value.details["maximum"] == rub(maximum)
    with pytest.raises(Refused) as refused:
        world.preview(
            "c",
            rub(100),
            points=rub(50),
            occurred_at=local("2026-03-06"),
            at=local("2026-03-10T00:00"),
        )
    assert refused.value.details["maximum"] == rub(10)


def test_reading_R17_room_by_the_month_of_the_purchase() -> None:
    world = cashback(monthly_cap=rub(10))
    world.purchase("feb", "c", rub(80), at=local("2026-02-28"))
    world.refund("r", "feb", at=local("2026-03-01"))
    march = world.purchase("mar", "c", rub(80), at=local("2026-03-01"))
    back = world.preview(
        "c", rub(80), occurred_at=local("2026-02-28"), at=local("2026-03-01")
    )
    assert march is not None
    assert (march.earned, back.earned) == (rub(8), rub(2))


def test_reading_R17_the_cap_is_of_the_ledger_that_earns() -> None:
    for beneficiary, expected in [("company", rub(2)), ("member", rub(8))]:
        world = one_card(
            "cashback",
            {"rate_bp": 1000, "monthly_cap": rub(10)},
            beneficiary=beneficiary,
        )
        world.approval("A", "p", at=local("2026-01-01"))
        colleague(world, "b")
        world.purchase("p", "c", rub(80), at=local("2026-03-01"))
        assert world.preview("b", rub(80), at=local("2026-03-02")).earned == expected


def test_reading_R17_the_balance_limit_counts_pending_after_the_spending() -> None:
    world = cashback(maximum_balance=rub(20), hold_days=14)
    give(world, 6, "2026-03-01")
    world.purchase("p", "c", rub(100), at=local("2026-03-01"))
    outcome = world.preview("c", rub(105), points=rub(5), at=local("2026-03-02"))
    assert outcome.earned == rub(9)


def test_reading_R19_a_member_without_a_company_earns_personally() -> None:
    world = alone("cashback", {"rate_bp": 1000}, beneficiary="company")
    colleague(world, "b", None)
    world.purchase("p", "c", rub(100), at=local("2026-03-01"))
    assert shown(world, "2026-03-02") == (rub(10), 0, 0)
    assert shown(world, "2026-03-02", "b") == (0, 0, 0)
    needs_none = alone("cashback", {"rate_bp": 1000}, beneficiary="member")
    assert needs_none.preview("c", rub(100), at=local("2026-03-01")).earned == rub(10)


def test_reading_R31_points_stay_with_the_company_of_the_purchase() -> None:
    world = cashback()
    colleague(world, "b")
    world.purchase("p", "c", rub(100), at=local("2026-03-01"))
    world.member("m", at=local("2026-03-02"))
    assert shown(world, "2026-03-02") == (0, 0, 0)
    assert shown(world, "2026-03-02", "b") == (rub(10), 0, 0)
    world.refund("r", "p", at=local("2026-03-03"))
    assert shown(world, "2026-03-03", "b") == (0, 0, 0)


def test_reading_R32_cashback_tiers_live_within_a_quarter_by_default() -> None:
    tiers = [{"name": "Gold", "from_turnover": rub(1000), "rate_bp": 500}]
    world = cashback(tiers=tiers)
    world.purchase("p", "c", rub(1000), at=local("2026-03-31"))
    assert world.standing("c", at=local("2026-03-31T23:59"))["tier"] == "Gold"
    assert world.standing("c", at=local("2026-04-01T00:00"))["tier"] is None
