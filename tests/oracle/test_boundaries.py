"""The edges of periods, days, approvals, codes and sums, one instant or unit apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.oracle import dates
from tests.oracle.records import Refused
from tests.oracle.scenes import QUARTER, TIERS, line, local, one_card, rub
from tests.oracle.world import World

NOON = local("2026-03-10")
MIDNIGHT = local("2026-04-01T00:00")
INSTANT = timedelta(microseconds=1)


def cashback(**rules: Any) -> World:
    return one_card("cashback", {"rate_bp": 1000} | rules)


def test_a_purchase_of_the_first_instant_belongs_to_the_new_quarter() -> None:
    world = one_card("accumulating", QUARTER | {"retro_bonus": True, "hold": "within"})
    for number, when in enumerate([MIDNIGHT - INSTANT, MIDNIGHT]):
        world.purchase(str(number), "c", rub(1_000_000), occurred_at=when, at=MIDNIGHT)
    assert world.standing("c", at=MIDNIGHT)["turnover"] == rub(1_000_000)
    lots = world.lots("c", at=local("2026-07-01T00:00"))
    assert [lot.left for lot in lots] == [rub(50_000)]


def test_a_purchase_recorded_with_the_close_comes_after_it() -> None:
    world = one_card("accumulating", QUARTER | {"retro_bonus": True})
    world.purchase("in", "c", rub(1_000_000), at=MIDNIGHT - INSTANT)
    world.purchase(
        "late", "c", rub(500_000), occurred_at=MIDNIGHT - INSTANT, at=MIDNIGHT
    )
    assert [lot.left for lot in world.lots("c", at=MIDNIGHT)] == [rub(50_000)]
    spends = world.preview("c", rub(100_000), points=rub(50_000), at=MIDNIGHT)
    assert spends.points_spent == rub(50_000)


def test_the_room_of_a_month_begins_and_ends_at_midnight() -> None:
    world = cashback(monthly_cap=rub(10))
    world.purchase("mar", "c", rub(80), at=MIDNIGHT - INSTANT)
    world.purchase("apr", "c", rub(90), at=MIDNIGHT)
    march = world.preview("c", rub(80), occurred_at=MIDNIGHT - INSTANT, at=MIDNIGHT)
    assert march.earned == rub(2)
    assert world.preview("c", rub(80), at=MIDNIGHT).earned == rub(1)
    taken = [{"line": 1, "amount": rub(30)}]
    world.refund("r", "apr", taken, at=MIDNIGHT)
    world.refund("s", "mar", taken, at=MIDNIGHT)
    assert world.preview("c", rub(80), at=MIDNIGHT).earned == rub(4)


def test_the_last_day_of_an_override_is_a_whole_day() -> None:
    world = one_card("discount", {"rate_bp": 500})
    world.override("m", "p", rate_bp=700, until=date(2026, 3, 31), at=NOON)
    assert world.standing("c", at=MIDNIGHT - INSTANT)["rate_bp"] == 700
    assert world.standing("c", at=MIDNIGHT)["rate_bp"] == 500


def test_the_first_day_of_an_approval_is_a_whole_day() -> None:
    world = one_card("cashback", {"rate_bp": 1000}, beneficiary="member")
    world.approval("A", "p", valid_from=date(2026, 4, 1), at=NOON)
    assert world.preview("c", rub(10), at=MIDNIGHT - INSTANT).earned == 0
    assert world.preview("c", rub(10), at=MIDNIGHT).earned == rub(1)


def test_a_code_lapses_after_its_minutes_and_the_reward_is_ready_again() -> None:
    world = one_card("stamp", {"mode": "purchase", "slots": 1})
    world.purchase("p", "c", rub(1), at=NOON)
    world.reserve("c", code="ONE", at=NOON)
    late = NOON + timedelta(minutes=15)
    assert world.rewards("c", at=late - INSTANT)[0].state == "reserved"
    with pytest.raises(Refused, match="no_reward_ready"):
        world.reserve("c", code="TWO", at=late - INSTANT)
    with pytest.raises(Refused, match="code_lapsed"):
        world.redeem("ONE", by="anna", at=late)
    world.reserve("c", code="TWO", at=late)
    world.release("TWO", at=late)
    assert world.rewards("c", at=late)[0].state == "issued"


def test_a_reward_expires_after_its_last_day() -> None:
    rules = {"mode": "purchase", "slots": 1, "reward_expiry_days": 22}
    world = one_card("stamp", rules)
    world.purchase("p", "c", rub(1), at=NOON)
    assert world.standing("c", at=MIDNIGHT - INSTANT)["rewards"] == 1
    assert world.standing("c", at=MIDNIGHT)["rewards"] == 0


def test_a_reward_that_expired_unused_leaves_no_debt() -> None:
    rules = {"mode": "purchase", "slots": 1, "reward_expiry_days": 1}
    world = one_card("stamp", rules)
    world.purchase("p", "c", rub(1), at=NOON)
    refund = world.refund("r", "p", at=MIDNIGHT)
    assert refund.rewards_cancelled == 0
    assert world.stamp_card("c", at=MIDNIGHT).debt == 0


def test_stamps_taken_back_the_same_day_leave_room_and_later_do_not() -> None:
    for when, added in [("2026-03-10T13:00", 2), ("2026-03-11T13:00", 0)]:
        world = one_card("stamp", {"mode": "item", "slots": 9, "maximum_per_day": 2})
        world.purchase("p", "c", [line(2, quantity=2)], at=NOON)
        world.refund("r", "p", at=local(when))
        again = world.preview(
            "c",
            [line(2, quantity=2)],
            occurred_at=local("2026-03-10T12:30"),
            at=local(when),
        )
        assert again.stamps_added == added


def test_the_carry_that_expired_is_not_changed_by_a_refund() -> None:
    rules = {
        "mode": "amount",
        "per_amount": rub(10),
        "slots": 9,
        "expiry_days": 2,
        "expiry_from": "first_stamp",
    }
    world = one_card("stamp", rules)
    world.purchase("p", "c", rub(17), at=NOON)
    world.purchase("q", "c", rub(13), at=local("2026-03-15"))
    refund = world.refund("r", "p", at=local("2026-03-15"))
    assert refund.stamps_removed == 0
    found = world.stamp_card("c", at=local("2026-03-15"))
    assert (found.count, found.carry) == (1, rub(3))


def test_the_lines_of_a_refund_say_what_each_gave_back() -> None:
    world = cashback(rate_bp=0, discount_bp=1000)
    world.adjust("o", "c", "points", rub(90), by="anna", at=local("2026-01-01"))
    world.purchase("p", "c", [line(100), line(100)], points=rub(90), at=NOON)
    world.refund("r", "p", [{"line": 2, "amount": rub(40)}], at=NOON)
    refund = world.refund("s", "p", [{"line": 2, "amount": rub(20)}], at=NOON)
    assert (refund.lines[0].line, refund.lines[0].gross) == (2, rub(20))
    shown = refund.lines[0]
    assert (shown.discount, shown.points_returned, shown.money) == (
        rub(2),
        rub(9),
        rub(9),
    )
    with pytest.raises(Refused, match="line_unknown"):
        world.refund("t", "p", [{"line": 3, "amount": 1}], at=NOON)


def test_an_unpaid_purchase_has_no_turnover_to_remove() -> None:
    world = one_card("accumulating", QUARTER | {"turnover_base": "paid"})
    world.purchase("p", "c", rub(100), at=NOON)
    taken = [{"line": 1, "amount": rub(30)}]
    assert world.refund("r", "p", taken, at=NOON).turnover_removed == 0
    world.paid("p", at=NOON)
    assert world.standing("c", at=NOON)["turnover"] == rub(70)
    assert world.refund("s", "p", at=NOON).turnover_removed == rub(70)


def test_two_refunds_propose_a_receivable_once() -> None:
    world = one_card("accumulating", QUARTER | {"on_refund": "recompute"})
    world.purchase("p1", "c", rub(1_000_000), at=local("2026-02-01"))
    world.purchase("p2", "c", rub(2_000_000), at=local("2026-02-02"))
    taken = [{"line": 1, "amount": rub(1)}]
    assert world.refund("r", "p1", taken, at=NOON).receivable == rub(100_000)
    assert world.refund("s", "p1", taken, at=NOON).receivable == 0


def test_marginal_bands_are_rounded_half_up_each() -> None:
    tiers = [
        {"name": "One", "from_turnover": 10, "rate_bp": 500},
        {"name": "Two", "from_turnover": 20, "rate_bp": 1500},
    ]
    world = one_card("accumulating", {"tiers": tiers, "apply": "marginal"})
    assert world.preview("c", 30, at=NOON).discount == 1 + 2


def test_a_campaign_gets_room_back_for_what_was_reversed_in_time() -> None:
    for when, earned in [(NOON, rub(16)), (MIDNIGHT, rub(12))]:
        world = cashback()
        world.campaign(
            "x",
            "p",
            "multiplier",
            factor_bp=20_000,
            budget=rub(10),
            since=local("2026-03-01"),
            until=MIDNIGHT,
            at=local("2026-01-01"),
        )
        world.purchase("p", "c", rub(80), at=NOON)
        world.refund("r", "p", [{"line": 1, "amount": rub(40)}], at=when)
        found = world.preview("c", rub(100), occurred_at=NOON, at=when)
        assert found.earned == earned


def test_points_expire_next_on_the_earliest_day() -> None:
    world = cashback(expiry={"days": 10})
    world.purchase("p", "c", rub(100), at=NOON)
    world.purchase("q", "c", rub(50), at=local("2026-03-11"))
    shown = world.standing("c", at=local("2026-03-12"))["cashback"]
    assert shown["expires_next"] == {"amount": rub(10), "on": date(2026, 3, 19)}


def test_a_payment_makes_its_own_points_available_alone() -> None:
    world = cashback(hold_until="paid")
    world.purchase("p", "c", rub(100), at=NOON)
    world.purchase("q", "c", rub(50), at=NOON)
    world.paid("q", at=NOON)
    shown = world.standing("c", at=NOON)["cashback"]
    assert (shown["available"], shown["pending"]) == (rub(5), rub(10))


def test_expired_points_are_forgiven_once() -> None:
    world = cashback(expiry={"days": 2})
    world.purchase("p", "c", rub(100), at=NOON)
    world.purchase("spends", "c", rub(4), points=rub(4), at=NOON)
    taken = [{"line": 1, "amount": rub(50)}]
    debts = []
    for name in "rs":
        world.refund(name, "p", taken, at=MIDNIGHT)
        debts.append(world.standing("c", at=MIDNIGHT)["cashback"]["debt"])
    assert debts == [0, rub(4)]


def test_a_version_is_in_force_from_its_very_instant() -> None:
    world = one_card("accumulating", QUARTER | {"hold": "within"})
    world.purchase("p", "c", rub(1_200_000), at=NOON)
    strict = [tier | {"from_turnover": tier["from_turnover"] * 2} for tier in TIERS]
    rules = QUARTER | {"hold": "within", "tiers": strict}
    world.publish("p", rules=rules, at=local("2026-03-20"))
    assert world.standing("c", at=local("2026-03-20"))["rate_bp"] == 500
    assert world.standing("c", at=local("2026-03-20"))["next_tier"]["name"] == "Gold"


def test_without_costs_or_without_a_floor_points_have_no_floor() -> None:
    for policy, cost in [({"margin_floor_bp": 300}, None), ({}, rub(90))]:
        world = one_card("cashback", {"rate_bp": 0}, policy=policy)
        world.adjust("o", "c", "points", rub(90), by="anna", at=NOON)
        lines = [line(100, cost=cost)]
        assert world.preview("c", lines, points=rub(90), at=NOON).payable == rub(10)


@pytest.mark.parametrize("ceiling", [None, 500])
def test_a_retro_bonus_is_rounded_down(ceiling: int | None) -> None:
    tiers = [{"name": "One", "from_turnover": 190, "rate_bp": 500}]
    policy = {"ceiling_bp": ceiling}
    rules = {"tiers": tiers, "retro_bonus": True}
    world = one_card("accumulating", rules, policy=policy)
    world.purchase("p", "c", 190, at=NOON)
    assert [lot.left for lot in world.lots("c", at=MIDNIGHT)] == [9]


def test_points_that_expire_between_a_purchase_and_its_recording_are_gone() -> None:
    world = cashback(expiry={"days": 1})
    world.purchase("p", "c", rub(100), at=MIDNIGHT - INSTANT)
    with pytest.raises(Refused) as refused:
        world.preview(
            "c", rub(9), points=1, occurred_at=MIDNIGHT - INSTANT, at=MIDNIGHT
        )
    assert refused.value.details["maximum"] == 0


def test_a_till_that_runs_a_little_ahead_says_now() -> None:
    world = cashback(expiry={"days": 1})
    world.purchase("p", "c", rub(100), at=MIDNIGHT - INSTANT)
    ahead = MIDNIGHT + timedelta(minutes=1)
    outcome = world.preview(
        "c", rub(9), points=1, occurred_at=ahead, at=MIDNIGHT - INSTANT
    )
    assert outcome.points_spent == 1


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("America/New_York", date(2026, 3, 8), 5),  # the night before the clock change
        ("America/New_York", date(2026, 3, 9), 4),
        ("America/Santiago", date(2026, 9, 6), 4),  # a day without a midnight
        ("Asia/Kolkata", date(2026, 3, 9), None),
    ],
)
def test_a_day_begins_where_the_zone_says(
    zone: str, day: date, hour: int | None
) -> None:
    start = dates.midnight(day, zone)
    assert dates.local_day(start, zone) == day
    assert dates.local_day(start - INSTANT, zone) == day - timedelta(days=1)
    assert hour is None or (start.hour, start.minute) == (hour, 0)


def test_pending_points_become_available_at_the_programs_midnight() -> None:
    world = one_card(
        "cashback", {"rate_bp": 1000, "hold_days": 1}, zone="America/New_York"
    )
    world.purchase("p", "c", rub(10), at=datetime(2026, 3, 8, 5, tzinfo=UTC))
    ready = datetime(2026, 3, 9, 4, tzinfo=UTC)
    assert world.standing("c", at=ready - INSTANT)["cashback"]["available"] == 0
    assert world.standing("c", at=ready)["cashback"]["available"] == rub(1)
