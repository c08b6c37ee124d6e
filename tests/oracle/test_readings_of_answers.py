"""Readings R29, R30, R33..R35 and R37: states, dates, drafts, and what answers say."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from tests.oracle.records import Campaign, Refused
from tests.oracle.scenes import BEFORE, QUARTER, line, local, one_card, rub
from tests.oracle.worst_case import exceeds, worst_case

NOON = local("2026-03-10")
POINTS = {"rate_bp": 1000, "hold_until": "paid"}


@pytest.mark.parametrize("state", ["frozen", "expired", "closed"])
def test_reading_R29_a_card_that_is_not_active_still_refunds(state: str) -> None:
    world = one_card("cashback", POINTS)
    world.purchase("p", "c", rub(100), at=NOON)
    world.card_state("c", state, at=NOON)
    for ask in (world.preview, lambda *a, **n: world.purchase("q", *a, **n)):
        with pytest.raises(Refused, match="card_not_active") as refused:
            ask("c", rub(100), at=NOON)
        assert refused.value.status == 409
    world.paid("p", at=NOON)
    assert world.refund("r", "p", at=NOON).money == rub(100)
    world.card_state("c", "active", at=NOON)
    assert world.preview("c", rub(100), at=NOON).earned == rub(10)


def test_reading_R29_no_redemption_with_a_frozen_card() -> None:
    world = one_card("stamp", {"mode": "purchase", "slots": 1})
    world.purchase("p", "c", rub(100), at=NOON)
    world.card_state("c", "frozen", at=NOON)
    with pytest.raises(Refused, match="card_not_active"):
        world.reserve("c", code="CODE", at=NOON)


@pytest.mark.parametrize(
    ("by_key", "occurred", "code"),
    [
        (True, NOON - timedelta(days=92, hours=12), None),
        (True, NOON - timedelta(days=92, hours=12, minutes=1), "too_old"),
        (False, NOON - timedelta(days=3, hours=12), None),
        (False, NOON - timedelta(days=3, hours=12, minutes=1), "too_old"),
        (False, NOON + timedelta(minutes=5), None),
        (True, NOON + timedelta(minutes=5, seconds=1), "in_the_future"),
    ],
)
def test_reading_R30_how_far_back_and_ahead(
    by_key: bool, occurred: datetime, code: str | None
) -> None:
    world = one_card("discount", {"rate_bp": 500})
    asked: dict[str, Any] = {"occurred_at": occurred, "at": NOON}
    if code is None:
        assert world.preview("c", rub(1), by_key=by_key, **asked)
        return
    with pytest.raises(Refused, match=code):
        world.preview("c", rub(1), by_key=by_key, **asked)


def test_readings_R33_and_R34_a_purchase_keeps_its_figures() -> None:
    world = one_card("cashback", {"rate_bp": 1000, "discount_bp": 1000} | QUARTER)
    outcome = world.purchase("p", "c", [line(100), line(50)], at=NOON)
    assert outcome is not None
    refund = world.refund("r", "p", [{"line": 2, "amount": rub(30)}], at=NOON)
    assert [own.line for own in outcome.lines] == [1, 2]
    assert refund.turnover_removed == rub(27)
    assert (refund.lines[0].line, refund.lines[0].money) == (2, rub(27))
    assert world.book.purchase("p").outcome == outcome


def test_reading_R35_a_draft_is_computed_when_it_is_confirmed() -> None:
    world = one_card("cashback", {"rate_bp": 1000, "monthly_cap": rub(15)})
    world.purchase("draft", "c", rub(100), draft=True, at=NOON)
    assert world.standing("c", at=NOON)["cashback"]["available"] == 0
    world.purchase("p", "c", rub(100), at=NOON)
    assert world.confirm("draft", at=NOON).earned == rub(5)


def test_reading_R35_cancel_is_a_full_refund_or_drops_a_draft() -> None:
    world = one_card("cashback", {"rate_bp": 1000})
    world.purchase("draft", "c", rub(100), draft=True, at=NOON)
    assert world.cancel("draft", at=NOON) is None
    with pytest.raises(Refused):
        world.confirm("draft", at=NOON)
    world.purchase("p", "c", rub(100), at=NOON)
    refund = world.cancel("p", at=NOON)
    assert refund is not None
    assert (refund.money, refund.earning_reversed) == (rub(100), rub(10))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"discount_bp": 1000, "rate_bp": 500}, Fraction(1450)),
        ({"discount_bp": 1000, "rate_bp": 500, "earn_base": "gross"}, Fraction(1500)),
        ({"rate_bp": 100, "category_rates_bp": {"fuel": 700}}, Fraction(700)),
        ({"rate_bp": 100} | QUARTER, Fraction(1000)),
    ],
)
def test_reading_R37_the_worst_case(rules: dict[str, Any], expected: Fraction) -> None:
    assert worst_case("cashback", rules) == expected
    assert not exceeds("cashback", rules, policy={"ceiling_bp": int(expected)})
    assert exceeds("cashback", rules, policy={"ceiling_bp": int(expected) - 1})


def test_reading_R37_campaigns_count_in_the_worst_case() -> None:
    span: dict[str, Any] = {"since": BEFORE, "until": NOON}
    campaigns = [
        Campaign(BEFORE, "extra", "p", "extra_rate", **span, rate_bp=200, adds=True),
        Campaign(BEFORE, "double", "p", "multiplier", **span, factor_bp=20_000),
    ]
    assert worst_case("cashback", {"rate_bp": 300}, campaigns) == Fraction(1000)


def test_ground_rule_1_another_currency_is_refused() -> None:
    world = one_card("discount", {"rate_bp": 500})
    with pytest.raises(Refused) as refused:
        world.purchase("p", "c", rub(1), currency="EUR", at=NOON)
    assert refused.value.status == 422


def test_ground_rule_5_a_key_is_answered_once() -> None:
    world = one_card("cashback", {"rate_bp": 1000})
    first = world.purchase("p", "c", rub(100), key="k", at=NOON)
    again = world.purchase("p", "c", rub(100), key="k", at=NOON)
    assert again == first
    assert world.standing("c", at=NOON)["cashback"]["available"] == rub(10)
    with pytest.raises(Refused) as refused:
        world.purchase("p", "c", rub(101), key="k", at=NOON)
    assert refused.value.status == 409


def test_ground_rule_5_an_external_number_is_unique() -> None:
    world = one_card("cashback", {"rate_bp": 1000})
    world.purchase("p", "c", rub(100), external_id="INV-1", at=NOON)
    with pytest.raises(Refused, match="external_id_taken"):
        world.purchase("q", "c", rub(100), external_id="INV-1", at=NOON)


def test_ground_rule_8_a_refund_uses_the_purchases_version() -> None:
    world = one_card("cashback", {"rate_bp": 1000})
    world.purchase("p", "c", rub(100), at=NOON)
    world.publish("p", rules={"rate_bp": 500}, at=NOON)
    taken = [{"line": 1, "amount": rub(40)}]
    assert world.refund("r", "p", taken, at=NOON).earning_reversed == rub(4)
    assert world.preview("c", rub(100), at=NOON).earned == rub(5)
