"""Caps on an earning: cases C2 and C10, and the readings R3, R10 and R17."""

from __future__ import annotations

import pytest

from tests.cards.examples import a_line, a_purchase, past, reasons, rules_of, units
from wallet_service.cards.standing import Standing

C1 = {"rate_bp": 50, "category_rates_bp": {"fuel": 700}}
C1_LINES = (a_line("15,000.00", "fuel"), a_line("84,999.99", "other"))


def test_case_C2_the_month_has_eight_hundred_left():
    card = rules_of("cashback", monthly_cap=units("15,000"), **C1)
    outcome = card.on_purchase(
        a_purchase(*C1_LINES), Standing(earned_in_month=units("14,200"))
    )
    assert outcome.earned == units("800")
    # 800.00 over 1,050.00 and 424.99
    assert [line.earned for line in outcome.lines] == [56_950, 23_050]
    assert reasons(outcome)["monthly_cap"] == "monthly_cap"


def test_case_C10_a_refund_reverses_what_was_credited():
    card = rules_of("cashback", monthly_cap=units("15,000"), **C1)
    purchase = a_purchase(*C1_LINES)
    outcome = card.on_purchase(purchase, Standing(earned_in_month=units("14,200")))
    back = card.on_refund(past(purchase, outcome), (), Standing())
    assert back.earning_reversed == units("800")


@pytest.mark.parametrize(
    ("used", "earned"), [("0", "50"), ("150", "50"), ("180", "20"), ("201", "0")]
)
def test_a_monthly_cap_leaves_what_is_left_and_never_takes(used, earned):
    card = rules_of("cashback", rate_bp=500, monthly_cap=units("200"))
    standing = Standing(earned_in_month=units(used))
    outcome = card.on_purchase(a_purchase("1,000"), standing)
    assert outcome.earned == units(earned)
    assert (outcome.earning is None) is (earned == "0")


@pytest.mark.parametrize(
    ("balance", "points", "earned"),
    [
        ("0", "0", "50"),
        ("970", "0", "30"),
        ("970", "100", "45"),
        ("1,000", "0", "0"),
        ("2,000", "0", "0"),
        ("-30", "0", "50"),
    ],
)
def test_statement_R17_the_largest_balance_is_after_this_purchases_points(
    balance, points, earned
):
    card = rules_of("cashback", rate_bp=500, maximum_balance=units("1,000"))
    sign = -1 if balance.startswith("-") else 1
    held = sign * units(balance.lstrip("-"))
    standing = Standing(points_balance=held, spendable=max(held, 0))
    outcome = card.on_purchase(a_purchase("1,000", points=units(points)), standing)
    assert outcome.earned == units(earned)


def test_a_cap_of_nothing_earns_nothing():
    for setting in ("monthly_cap", "maximum_balance"):
        card = rules_of("cashback", rate_bp=500, **{setting: 0})
        assert card.on_purchase(a_purchase("1,000"), Standing()).earned == 0


def test_statement_R10_month_then_ceiling_then_balance_then_whole_points():
    card = rules_of(
        "cashback",
        policy={"ceiling_bp": 300},
        rate_bp=500,
        monthly_cap=4_000,
        maximum_balance=2_550,
        whole_points=True,
    )
    outcome = card.on_purchase(a_purchase("1,000"), Standing())
    trims = [(step.step, step.base, step.result) for step in outcome.trace[-4:]]
    assert trims == [
        ("monthly_cap", 5_000, 4_000),
        ("earning_ceiling", 4_000, 3_000),
        ("maximum_balance", 3_000, 2_550),
        ("whole_points", 2_550, 2_500),
    ]
    assert reasons(outcome)["maximum_balance"] == "balance_limit"
