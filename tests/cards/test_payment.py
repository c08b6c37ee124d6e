"""What waits for a payment: points held until then, and turnover (C16, R8)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cards.examples import (
    a_line,
    a_purchase,
    local,
    past,
    reasons,
    refunded,
    rules_of,
    units,
)
from wallet_service.cards import payment
from wallet_service.cards.errors import InvalidRules
from wallet_service.cards.outcome import PaymentOutcome, RefundLine
from wallet_service.cards.standing import Standing

HELD = {"rate_bp": 1000, "hold_until": "paid"}
TIERS = [{"name": "Gold", "from_turnover": units("1,000"), "rate_bp": 500}]
COUNTED = {
    "tiers": TIERS,
    "turnover_base": "paid",
    "excluded_categories": ["gift"],
}
PAID_AT = local("2026-04-19T15:30")


def test_case_C16_points_held_until_paid_have_no_times_yet() -> None:
    rules = rules_of("cashback", **HELD, expiry={"days": 10})
    outcome = rules.on_purchase(a_purchase("100"), Standing())
    assert outcome.earning is not None
    assert (outcome.earning.available_at, outcome.earning.expires_at) == (None, None)
    assert outcome.earned == units("10")


@pytest.mark.parametrize(
    ("expiry", "ends"),
    [
        (None, None),
        ({"days": 10}, "2026-04-29"),
        ({"months": 1, "round_up_to": "quarter"}, "2026-07-01"),
    ],
)
def test_case_C16_expiry_runs_from_the_day_of_the_payment(
    expiry: dict[str, Any] | None, ends: str | None
) -> None:
    rules = rules_of("cashback", **HELD, expiry=expiry)
    bought = a_purchase("100", on="2026-03-10T12:00")
    recorded = past(bought, rules.on_purchase(bought, Standing()))
    done = payment.on_payment(rules, recorded, PAID_AT)
    assert done == PaymentOutcome(0, True, local(ends) if ends else None)


@pytest.mark.parametrize("kind", ["accumulating", "cashback"])
def test_reading_R8_turnover_counts_the_net_that_is_left_when_it_is_paid(
    kind: str,
) -> None:
    discount = {"discount_bp": 1000} if kind == "cashback" else {}
    rules = rules_of(kind, **COUNTED, **discount)
    bought = a_purchase(a_line("100"), a_line("50"), a_line("30", "gift"))
    outcome = rules.on_purchase(bought, Standing())
    assert outcome.turnover_added == 0
    assert reasons(outcome)["turnover"] == "until_paid"
    recorded = past(bought, outcome)
    early = rules.on_refund(recorded, (RefundLine(2, units("20")),), Standing())
    assert early.turnover_removed == 0
    recorded = refunded(recorded, early)
    done = payment.on_payment(rules, recorded, PAID_AT)
    left = units("117") if kind == "cashback" else units("130")
    assert done.turnover_added == left
    paid = past(bought, outcome)
    paid = type(paid)(paid.occurred_at, recorded.lines, is_paid=True)
    late = rules.on_refund(paid, (), Standing())
    assert late.turnover_removed == left


@pytest.mark.parametrize(
    ("kind", "rules", "awaited"),
    [
        ("cashback", HELD, True),
        ("cashback", {"rate_bp": 1, "hold_days": 3}, False),
        ("accumulating", COUNTED, True),
        ("accumulating", {"tiers": TIERS}, False),
        ("discount", {"rate_bp": 1}, False),
        ("stamp", {"slots": 5, "reward_name": "A gift"}, False),
    ],
)
def test_a_payment_is_awaited_only_where_it_does_something(
    kind: str, rules: dict[str, Any], awaited: bool
) -> None:
    read = rules_of(kind, **rules)
    assert payment.is_awaited(read) is awaited
    if not awaited:
        bought = a_purchase("100")
        recorded = past(bought, read.on_purchase(bought, Standing()))
        assert payment.on_payment(read, recorded, PAID_AT) == PaymentOutcome()


@pytest.mark.parametrize(
    ("kind", "rules", "pointer"),
    [
        ("cashback", {"hold_until": "paid", "hold_days": 3}, "/hold_until"),
        ("cashback", {"hold_until": "shipped"}, "/hold_until"),
        (
            "accumulating",
            {"tiers": TIERS, "apply": "marginal", "turnover_base": "paid"},
            "/turnover_base",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    kind: str, rules: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InvalidRules) as refused:
        rules_of(kind, **rules)
    assert [where for where, _ in refused.value.faults] == [pointer]
