"""Cases C1..C14 of cashback: earning, caps, lots, spending and refunds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.oracle import dates
from tests.oracle.records import Outcome, Refused
from tests.oracle.scenes import line, local, one_card, rub
from tests.oracle.world import World

NOON = local("2026-03-10")
FUEL = {"category_rates_bp": {"fuel": 700}, "rate_bp": 50}
FUEL_LINES = [line(15_000, "fuel"), line("84,999.99", "other")]
C5 = {"discount_bp": 500, "rate_bp": 300, "share_cap_bp": 3000}


def with_balance(rules: dict[str, Any], amount: int, **program: Any) -> World:
    world = one_card("cashback", rules, **program)
    world.adjust(
        "opening", "c", "points", rub(amount), by="anna", at=local("2026-01-01")
    )
    return world


def standing(world: World, when: str) -> dict[str, Any]:
    found: dict[str, Any] = world.standing("c", at=local(when))["cashback"]
    return found


def c5(world: World, lines: Any) -> Outcome:
    outcome = world.purchase("p", "c", lines, points=rub(2850), at=NOON)
    assert outcome is not None
    return outcome


def test_case_C1_each_rate_is_taken_of_its_own_sum() -> None:
    assert one_card("cashback", FUEL).preview("c", FUEL_LINES, at=NOON).earned == rub(
        "1,474.99"
    )


def capped() -> World:
    """C2: 14,200 of 15,000 are earned in March, then C1 is bought."""
    world = one_card("cashback", FUEL | {"monthly_cap": rub(15_000)})
    world.purchase("before", "c", rub(2_840_000), at=local("2026-03-02"))
    world.purchase("p", "c", FUEL_LINES, at=NOON)
    return world


def test_case_C2_the_monthly_cap_credits_what_is_left() -> None:
    outcome = capped().book.purchase("p").outcome
    assert outcome.earned == rub(800)
    assert outcome.reasons == ("monthly cap",)


def test_case_C3_pending_available_gone() -> None:
    rules = {"rate_bp": 100, "hold_days": 14, "expiry": {"days": 180}}
    world = one_card("cashback", rules)
    world.purchase("p", "c", rub(1000), at=local("2026-03-01"))
    assert standing(world, "2026-03-14T23:59")["pending"] == rub(10)
    shown = standing(world, "2026-03-15T00:00")
    assert shown["available"] == rub(10)
    assert shown["expires_next"] == {"amount": rub(10), "on": date(2026, 9, 10)}
    assert standing(world, "2026-09-10T23:59")["available"] == rub(10)
    assert standing(world, "2026-09-11T00:00")["available"] == 0


def lots_of_c4() -> World:
    """Lots of 500 until 30 June, 300 until 31 May and 1,000 without end."""
    world = one_card("cashback", {"rate_bp": 0, "expiry": {"months": 2}})
    steps = [("2026-04-30", 500, None), ("2026-03-31", 300, None)]
    for when, amount, _ in sorted(steps):
        world.adjust(when, "c", "points", rub(amount), by="anna", at=local(when))
    world.publish("p", rules={"rate_bp": 0}, at=local("2026-05-01"))
    world.adjust("none", "c", "points", rub(1000), by="anna", at=local("2026-05-02"))
    return world


def test_case_C4_the_earliest_expiry_is_spent_first() -> None:
    world = lots_of_c4()
    days = {lot.last_day for lot in world.lots("c", at=local("2026-05-02"))}
    assert days == {date(2026, 5, 31), date(2026, 6, 30), None}
    world.purchase("p", "c", rub(600), points=rub(600), at=local("2026-05-10"))
    left = {lot.last_day: lot.left for lot in world.lots("c", at=local("2026-05-10"))}
    assert left == {date(2026, 6, 30): rub(200), None: rub(1000)}


@pytest.mark.parametrize(("base", "earned"), [("payable", "199.50"), ("net", "285.00")])
def test_case_C5_and_C14_discount_points_and_earning(base: str, earned: str) -> None:
    world = with_balance(C5 | {"earn_base": base}, 4000)
    outcome = c5(world, rub(10_000))
    assert outcome.gross - outcome.discount == rub(9500)
    assert outcome.payable == rub(6650)
    assert outcome.earned == rub(earned)


def test_case_C6_one_of_two_lines_comes_back() -> None:
    world = with_balance(C5, 4000)
    outcome = c5(world, [line(6000), line(4000)])
    by_line = [(own.points_spent, own.payable, own.earned) for own in outcome.lines]
    assert by_line == [
        (rub(1710), rub(3990), rub("119.70")),
        (rub(1140), rub(2660), rub("79.80")),
    ]
    refund = world.refund("r", "p", [{"line": 2, "amount": rub(4000)}], at=NOON)
    assert (refund.money, refund.points_returned) == (rub(2660), rub(1140))
    assert refund.earning_reversed == rub("79.80")


def test_case_C7_parts_add_up_to_what_was_earned() -> None:
    world = one_card("cashback", {"rate_bp": 500})
    outcome = world.purchase("p", "c", [line("33.33")] * 3, at=NOON)
    assert outcome is not None
    assert outcome.earned == rub("4.99")
    reversed_now = [
        world.refund(
            f"r{number}", "p", [{"line": number, "amount": rub("33.33")}], at=NOON
        ).earning_reversed
        for number in (1, 2, 3)
    ]
    assert reversed_now == [166, 167, 166]


def test_case_C8_what_was_spent_becomes_a_debt() -> None:
    world = one_card("cashback", {"rate_bp": 300})
    world.purchase("p", "c", rub(6650), at=local("2026-03-01"))
    world.purchase("s", "c", rub(1000), points=rub("199.50"), at=local("2026-03-02"))
    world.adjust("take", "c", "points", -rub("24.01"), by="anna", at=NOON)
    refund = world.refund("r", "p", at=local("2026-03-11"))
    assert refund.earning_reversed == rub("199.50")
    assert standing(world, "2026-03-11")["debt"] == rub("199.50")
    world.adjust("next", "c", "points", rub(300), by="anna", at=local("2026-03-12"))
    shown = standing(world, "2026-03-12")
    assert (shown["debt"], shown["available"]) == (0, rub("100.50"))


def test_case_C9_returned_points_live_fourteen_days() -> None:
    world = one_card("cashback", {"rate_bp": 0, "expiry": {"months": 2}})
    world.adjust("b", "c", "points", rub(300), by="anna", at=local("2026-03-31"))
    world.purchase("p", "c", rub(600), points=rub(300), at=local("2026-05-10"))
    refund = world.refund("r", "p", at=local("2026-06-10"))
    assert refund.points_returned == rub(300)
    assert standing(world, "2026-06-23T23:59")["expires_next"] == {
        "amount": rub(300),
        "on": date(2026, 6, 23),
    }
    assert standing(world, "2026-06-24T00:00")["available"] == 0


@pytest.mark.parametrize(("when", "room"), [("2026-04-02", 0), ("2026-03-20", 800)])
def test_case_C10_what_was_credited_is_reversed(when: str, room: int) -> None:
    world = capped()
    assert world.refund("r", "p", at=local(when)).earning_reversed == rub(800)
    again = world.purchase(
        "again",
        "c",
        rub(1_000_000),
        occurred_at=local("2026-03-15"),
        at=local(when),
    )
    assert again is not None
    assert again.earned == rub(room)


def test_case_C11_the_share_cap_is_rounded_down() -> None:
    world = with_balance({"rate_bp": 0, "share_cap_bp": 3000}, 1000)
    with pytest.raises(Refused) as refused:
        world.preview("c", rub("333.33"), points=10_000, at=NOON)
    assert refused.value.details["maximum"] == rub("99.99")


def test_case_C12_too_many_points_are_refused_with_the_maximum() -> None:
    world = with_balance({"rate_bp": 0}, 100)
    with pytest.raises(Refused) as refused:
        world.purchase("p", "c", rub(5000), points=rub(101), at=NOON)
    assert (refused.value.status, refused.value.details["maximum"]) == (422, rub(100))
    assert standing(world, "2026-03-10")["available"] == rub(100)


def test_case_C13_months_are_clamped_and_rounded_up() -> None:
    january = date(2026, 1, 31)
    assert dates.expiry_day(january, {"months": 1}) == date(2026, 2, 28)
    rounded = {"months": 1, "round_up_to": "quarter"}
    assert dates.expiry_day(january, rounded) == date(2026, 3, 31)
