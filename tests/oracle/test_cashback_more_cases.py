"""Cases C15..C20 of cashback: two tills, payment, cancelling, companies, payouts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.records import Refused
from tests.oracle.scenes import QUARTER, colleague, local, one_card, rub
from tests.oracle.world import World

NOON = local("2026-03-10")


def balance(amount: int, **program: Any) -> World:
    world = one_card("cashback", {"rate_bp": 0}, **program)
    world.adjust(
        "opening", "c", "points", rub(amount), by="anna", at=local("2026-01-01")
    )
    return world


def available(world: World, when: str, card: str = "c") -> int:
    found: int = world.standing(card, at=local(when))["cashback"]["available"]
    return found


@pytest.mark.parametrize("named", [True, False])
def test_case_C15_two_tills_spend_at_once(named: bool) -> None:
    world = balance(4000)
    seen = world.preview("c", rub(5000), points=rub(3000), at=NOON)
    world.purchase("first", "c", rub(5000), points=rub(3000), at=NOON)
    with pytest.raises(Refused) as refused:
        world.purchase(
            "second",
            "c",
            rub(5000),
            points=rub(3000),
            seen=seen if named else None,
            at=NOON,
        )
    assert refused.value.status == (409 if named else 422)
    assert refused.value.details["maximum"] == rub(1000)


def test_case_C16_points_wait_for_the_payment() -> None:
    rules = {"rate_bp": 100, "hold_until": "paid", "expiry": {"days": 10}}
    world = one_card("cashback", rules)
    world.purchase("p", "c", rub(1000), at=local("2026-03-01"))
    shown = world.standing("c", at=local("2026-04-09"))["cashback"]
    assert (shown["pending"], shown["available"]) == (rub(10), 0)
    world.paid("p", at=local("2026-04-10"))
    assert available(world, "2026-04-19T23:59") == rub(10)
    assert available(world, "2026-04-20T00:00") == 0


def test_case_C17_a_cancelled_purchase_takes_its_pending_points() -> None:
    world = one_card("cashback", {"rate_bp": 100, "hold_days": 14})
    world.adjust("opening", "c", "points", rub(50), by="anna", at=local("2026-01-01"))
    world.purchase("p", "c", rub(1000), at=NOON)
    world.cancel("p", at=NOON)
    shown = world.standing("c", at=NOON)["cashback"]
    assert (shown["available"], shown["pending"], shown["debt"]) == (rub(50), 0, 0)


def test_case_C18_a_companys_points_need_the_right_to_spend_them() -> None:
    world = balance(100)
    colleague(world, "b")
    assert available(world, "2026-03-10", "b") == rub(100)
    with pytest.raises(Refused) as refused:
        world.preview("b", rub(500), points=rub(1), by_key=False, at=NOON)
    assert refused.value.details["maximum"] == 0
    assert world.preview("b", rub(500), points=rub(1), at=NOON).points_spent == rub(1)
    world.member("b", company="A", may_spend=True, at=NOON)
    assert world.preview("b", rub(500), points=rub(1), by_key=False, at=NOON)


def test_case_C19_a_payout_is_off_by_default_and_waits_for_approval() -> None:
    with pytest.raises(Refused, match="payouts_off"):
        balance(9000).payout("o", "c", rub(5000), by="anna", at=NOON)
    world = balance(9000, policy={"payouts": True})
    assert world.payout("o", "c", rub(5000), by="anna", at=NOON) == "waiting"
    assert available(world, "2026-03-10") == rub(9000)
    world.approve("o", by="boris", at=NOON)
    assert available(world, "2026-03-10") == rub(4000)


def test_case_C20_the_rate_is_that_of_when_it_happened() -> None:
    tiers = [{"name": "Gold", "from_turnover": rub(1000), "rate_bp": 500}]
    world = one_card("cashback", QUARTER | {"tiers": tiers, "rate_bp": 300})
    world.purchase("draft", "c", rub(100), draft=True, at=local("2026-03-01"))
    world.purchase("large", "c", rub(5000), at=local("2026-03-02"))
    assert world.standing("c", at=NOON)["rate_bp"] == 500
    assert world.confirm("draft", at=NOON).earned == rub(3)
    now = world.preview("c", rub(100), at=NOON)
    assert now.earned == rub(5)
