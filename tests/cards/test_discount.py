"""Discount cards: cases D1 to D6."""

from __future__ import annotations

import pytest

from tests.cards.examples import (
    a_campaign,
    a_line,
    a_purchase,
    local,
    past,
    reasons,
    rules_of,
    units,
)
from wallet_service.cards import errors
from wallet_service.cards.outcome import RefundLine, Step
from wallet_service.cards.standing import CardStanding, Standing

EQUIPMENT = frozenset({"equipment"})


def test_case_D1_the_discount_is_rounded_half_up():
    outcome = rules_of("discount", rate_bp=700).on_purchase(
        a_purchase("12,345.67"), Standing()
    )
    assert outcome.discount == units("864.20")
    assert outcome.payable == units("11,481.47")
    assert outcome.turnover_added == units("11,481.47")


def test_case_D2_a_category_has_its_own_rate_and_it_may_be_nothing():
    card = rules_of(
        "discount",
        rate_bp=900,
        category_rates_bp={"consumables": 1000, "equipment": 500, "service": 0},
    )
    outcome = card.on_purchase(
        a_purchase(
            a_line("100,000", "consumables"),
            a_line("250,000", "equipment"),
            a_line("30,000", "service"),
        ),
        Standing(),
    )
    assert [line.discount for line in outcome.lines] == [1_000_000, 1_250_000, 0]
    assert [line.rate_bp for line in outcome.lines] == [1000, 500, 0]
    assert outcome.payable == units("357,500")


def test_case_D3_one_rate_is_taken_of_the_sum_and_spread():
    outcome = rules_of("discount", rate_bp=500).on_purchase(
        a_purchase("33.33", "33.33", "33.33"), Standing()
    )
    assert [line.discount for line in outcome.lines] == [167, 167, 166]


def test_case_D4_below_the_minimum_there_is_no_discount():
    card = rules_of("discount", rate_bp=700, minimum_amount=units("5,000"))
    below = card.on_purchase(a_purchase("4,999.99"), Standing())
    assert (below.discount, below.lines[0].rate_bp) == (0, 0)
    assert reasons(below)["minimum"] == "below_minimum"
    assert card.on_purchase(a_purchase("5,000"), Standing()).discount == 35_000


@pytest.mark.parametrize(
    ("campaign", "rates", "reason"),
    [
        ({"rate_bp": 1000, "categories": EQUIPMENT}, [1000, 700], "campaign"),
        ({"rate_bp": 500, "categories": EQUIPMENT}, [700, 700], "card_rate"),
        (
            {"rate_bp": 1000, "categories": EQUIPMENT, "adds": True},
            [1700, 700],
            "campaign_added",
        ),
        ({"rate_bp": 1000}, [1000, 1000], "campaign"),
        ({"rate_bp": 9900, "adds": True}, [10_000, 10_000], "campaign_added"),
    ],
)
def test_case_D5_the_best_rate_wins_and_only_what_adds_is_added(
    campaign, rates, reason
):
    outcome = rules_of("discount", rate_bp=700).on_purchase(
        a_purchase(a_line("100", "equipment"), a_line("100", "other")),
        Standing(campaigns=(a_campaign(**campaign),)),
    )
    assert [line.rate_bp for line in outcome.lines] == rates
    steps = [step for step in outcome.trace if step.step == "card_discount"]
    assert steps[0].reason == reason


def test_case_D6_the_discount_stops_at_the_maximum():
    card = rules_of("discount", rate_bp=700, maximum_discount=units("20,000"))
    outcome = card.on_purchase(a_purchase("300,000", "100,000"), Standing())
    assert outcome.discount == units("20,000")
    assert [line.discount for line in outcome.lines] == [1_500_000, 500_000]
    assert reasons(outcome)["maximum_discount"] == "limit"


def test_reading_R4_lines_are_grouped_by_the_value_of_their_rate():
    card = rules_of("discount", rate_bp=500, category_rates_bp={"fuel": 500})
    outcome = card.on_purchase(
        a_purchase(a_line("33.33", "fuel"), "33.33", "33.33"), Standing()
    )
    assert [line.discount for line in outcome.lines] == [167, 167, 166]


def test_reading_R11_excluded_lines_stay_in_gross_and_payable():
    card = rules_of(
        "discount",
        rate_bp=1000,
        excluded_categories=["tobacco"],
        minimum_amount=units("100"),
    )
    lines = (a_line("99.99"), a_line("50", "tobacco"))
    assert card.on_purchase(a_purchase(*lines), Standing()).discount == 0
    outcome = card.on_purchase(a_purchase("100", lines[1]), Standing())
    assert (outcome.gross, outcome.discount) == (15_000, 1_000)
    assert outcome.payable == 14_000
    assert outcome.turnover_added == 9_000
    assert outcome.lines[1].rate_bp == 0


def test_the_trace_tells_the_steps_in_their_order():
    card = rules_of("discount", rate_bp=1000, maximum_discount=500)
    outcome = card.on_purchase(a_purchase("100"), Standing())
    assert outcome.trace == (
        Step("gross", result=10_000),
        Step("card_discount", 10_000, 1000, 1_000, "card_rate"),
        Step("maximum_discount", 1_000, result=500, reason="limit"),
        Step("payable", 9_500, result=9_500),
        Step("turnover", 10_000, result=9_500),
    )


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("discount", {"rate_bp": 100}),
        (
            "accumulating",
            {"tiers": [{"name": "A", "from_turnover": 0, "rate_bp": 100}]},
        ),
        ("stamp", {"slots": 10}),
    ],
)
def test_a_card_without_points_refuses_them(kind, document):
    card = rules_of(kind, **document)
    assert not card.has_points
    with pytest.raises(errors.PointsNotAccepted) as refused:
        card.on_purchase(a_purchase("100", points=1), Standing(spendable=500))
    assert refused.value.maximum == 0


def test_a_discount_card_shows_its_rate():
    card = rules_of("discount", rate_bp=700)
    shown = card.display(Standing(), local("2026-01-01"))
    assert shown == CardStanding(rate_bp=700)
    assert (card.counts_turnover, card.scope) == (True, "card")


def test_a_purchase_of_nothing_comes_to_nothing():
    outcome = rules_of("discount", rate_bp=700).on_purchase(a_purchase(0), Standing())
    assert (outcome.discount, outcome.payable, outcome.earned) == (0, 0, 0)


def test_reading_R2_rate_minimum_and_maximum_stay_as_decided():
    card = rules_of(
        "discount",
        rate_bp=700,
        maximum_discount=units("20,000"),
        minimum_amount=units("5,000"),
    )
    purchase = a_purchase("400,000")
    before = past(purchase, card.on_purchase(purchase, Standing()))
    part = (RefundLine(1, units("399,000")),)
    refund = card.on_refund(before, part, Standing())
    assert refund.lines[0].discount == units("19,950")
    assert refund.money == units("379,050")
    assert refund.turnover_removed == units("379,050")
