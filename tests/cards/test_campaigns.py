"""Campaigns and budgets in the rules of the cards: D5, M4, R10, what campaigns do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.cards.examples import (
    a_campaign,
    a_line,
    a_purchase,
    bought,
    past,
    reasons,
    refunded,
    rules_of,
    units,
)
from wallet_service.cards.budget import BudgetMode
from wallet_service.cards.campaign import CampaignPoints
from wallet_service.cards.outcome import Outcome, RefundLine
from wallet_service.cards.standing import Standing

TIERS = [
    {"name": "Silver", "from_turnover": units("100"), "rate_bp": 500},
    {"name": "Gold", "from_turnover": units("1,000"), "rate_bp": 700},
]


def buy(kind: str, document: dict[str, Any], *lines: Any, **standing: Any) -> Outcome:
    """The outcome of a purchase of these lines."""
    return rules_of(kind, **document).on_purchase(
        a_purchase(*lines), Standing(**standing)
    )


def test_case_D5_a_campaign_competes_unless_it_adds():
    lines = [a_line("1,000", "equipment"), a_line("1,000")]
    fields: dict[str, Any] = {"rate_bp": 1000, "categories": frozenset({"equipment"})}
    competing = buy(
        "discount", {"rate_bp": 700}, *lines, campaigns=(a_campaign(**fields),)
    )
    assert [line.rate_bp for line in competing.lines] == [1000, 700]
    assert [line.discount for line in competing.lines] == [units("100"), units("70")]
    [step] = [one for one in competing.trace if one.campaign_id]
    assert (step.reason, step.campaign_id) == ("campaign", "extra_rate")
    adding = buy(
        "discount",
        {"rate_bp": 700},
        *lines,
        campaigns=(a_campaign(adds=True, **fields),),
    )
    assert [line.rate_bp for line in adding.lines] == [1700, 700]


def test_a_worse_campaign_changes_nothing():
    outcome = buy(
        "discount", {"rate_bp": 700}, "1,000", campaigns=(a_campaign(rate_bp=500),)
    )
    assert outcome.discount == units("70")
    assert not any(step.campaign_id for step in outcome.trace)


@pytest.mark.parametrize(
    ("campaigns", "rate_bp"),
    [
        ([a_campaign(rate_bp=500)], 500),
        ([a_campaign(rate_bp=500, adds=True)], 800),
        ([a_campaign(rate_bp=9900, adds=True)], 10_000),
        ([a_campaign("multiplier", factor_bp=20_000)], 600),
        # 333 x 1.5001 = 499.53, down to a whole basis point; extra rates come first
        (
            [
                a_campaign("multiplier", factor_bp=15_001),
                a_campaign(rate_bp=33, adds=True),
            ],
            499,
        ),
        # the best competing rate, then what adds
        (
            [
                a_campaign(id="a", rate_bp=100, adds=True),
                a_campaign(id="b", rate_bp=400),
                a_campaign(id="c", rate_bp=350),
            ],
            500,
        ),
    ],
)
def test_campaigns_raise_the_earn_rate(campaigns, rate_bp):
    outcome = buy("cashback", {"rate_bp": 300}, "10,000", campaigns=tuple(campaigns))
    assert outcome.lines[0].rate_bp == rate_bp
    assert outcome.earned == rate_bp * 100
    assert sum(part.points for part in outcome.campaigns) == (rate_bp - 300) * 100


@pytest.mark.parametrize(("tier", "discount"), [("Silver", "90"), ("Gold", "50")])
def test_a_campaign_speaks_to_its_tiers(tier, discount):
    outcome = buy(
        "accumulating",
        {"tiers": TIERS},
        "1,000",
        turnover=(bought("2026-02-01", "500"),),
        campaigns=(a_campaign(rate_bp=900, tiers=frozenset({tier})),),
    )
    assert outcome.discount == units(discount)


def test_the_tier_of_an_inclusive_purchase_is_the_one_it_reaches():
    outcome = buy(
        "accumulating",
        {"tiers": TIERS, "apply": "inclusive"},
        "1,000",
        campaigns=(a_campaign(rate_bp=900, tiers=frozenset({"Gold"})),),
    )
    assert outcome.discount == units("90")


def test_a_campaign_raises_every_band_that_is_below_it():
    outcome = buy(
        "accumulating",
        {"tiers": TIERS, "apply": "marginal"},
        a_line("1,000", "a"),
        a_line("1,000", "b"),
        campaigns=(a_campaign(rate_bp=600, categories=frozenset({"a"})),),
    )
    # of each line 50 at 0, 450 at 5 %, 500 at 7 %; a has 6 % for the first two
    assert [line.discount for line in outcome.lines] == [units("65"), units("57.50")]


def test_a_campaign_that_fits_no_line_leaves_bands_as_they_are():
    document = {"tiers": TIERS, "apply": "marginal"}
    lines = ["333.33", "1,000.01"]
    without = buy("accumulating", document, *lines)
    nobody = a_campaign(rate_bp=9000, categories=frozenset({"none"}))
    beside = buy("accumulating", document, *lines, campaigns=(nobody,))
    assert [one.discount for one in beside.lines] == [
        one.discount for one in without.lines
    ]


@pytest.mark.parametrize(
    ("mode", "earned", "rate_bp"),
    [(BudgetMode.PARTIAL, 700, 900), (BudgetMode.STRICT, 300, 300)],
)
def test_a_campaigns_own_budget_comes_first(mode, earned, rate_bp):
    triple = a_campaign("multiplier", factor_bp=30_000, left=400, mode=mode)
    outcome = buy("cashback", {"rate_bp": 300}, "100", campaigns=(triple,))
    assert outcome.earned == earned
    assert outcome.lines[0].rate_bp == rate_bp
    assert reasons(outcome)["campaign_budget"] == "campaign_budget"
    given = earned - 300
    assert sum(part.points for part in outcome.campaigns) == given


def test_a_rate_stands_also_where_its_points_are_rounded_away():
    """So that the multiplier raises what the extra rate has made of the line."""
    lines = [a_line(1, "fuel"), a_line(33_333)]
    extra = a_campaign(rate_bp=250, adds=True, categories=frozenset({"fuel"}))
    third = a_campaign("multiplier", factor_bp=13_333)
    outcome = buy("cashback", {"rate_bp": 500}, *lines, campaigns=(extra, third))
    assert [line.rate_bp for line in outcome.lines] == [999, 666]
    assert outcome.earned == 2_219
    assert [part.campaign_id for part in outcome.campaigns] == ["multiplier"]


def test_a_campaign_without_budget_left_takes_no_part_in_a_refund_either():
    empty = a_campaign("multiplier", factor_bp=30_000, left=0)
    rules, purchase = rules_of("cashback", rate_bp=300), a_purchase("100")
    outcome = rules.on_purchase(purchase, Standing(campaigns=(empty,)))
    back = rules.on_refund(past(purchase, outcome), (RefundLine(1, 5_000),), Standing())
    assert (outcome.earned, back.earning_reversed) == (300, 150)


def test_campaign_points_are_trimmed_with_the_others_and_told_by_their_part():
    outcome = buy(
        "cashback",
        {"rate_bp": 300, "monthly_cap": 500},
        "100",
        campaigns=(a_campaign("multiplier", factor_bp=20_000),),
    )
    assert outcome.earned == 500
    assert outcome.campaigns == (CampaignPoints("multiplier", 250),)


def test_below_the_least_purchase_campaigns_give_nothing():
    outcome = buy(
        "cashback",
        {"rate_bp": 300, "minimum_amount": units("100")},
        "99.99",
        campaigns=(a_campaign(rate_bp=900),),
    )
    assert (outcome.earned, outcome.campaigns) == (0, ())


def test_excluded_lines_are_left_out_of_campaigns():
    outcome = buy(
        "cashback",
        {"rate_bp": 300, "excluded_categories": ["x"]},
        a_line("100", "x"),
        "100",
        campaigns=(a_campaign(rate_bp=900),),
    )
    assert [line.earned for line in outcome.lines] == [0, 900]


def test_a_refund_takes_back_campaign_points_in_proportion():
    rules, purchase = rules_of("cashback", rate_bp=300), a_purchase("100", "300")
    double = Standing(campaigns=(a_campaign("multiplier", factor_bp=20_000),))
    outcome = rules.on_purchase(purchase, double)
    recorded = past(purchase, outcome)
    first = rules.on_refund(recorded, (RefundLine(1, 2_500),), Standing())
    assert first.earning_reversed == 150
    rest = rules.on_refund(refunded(recorded, first), (), Standing())
    assert rest.earning_reversed == outcome.earned - 150


@pytest.mark.parametrize(("mode", "earned"), [("partial", "10,000"), ("strict", "0")])
def test_case_M4_the_budget_of_the_period(mode, earned):
    policy = {"budget": {"amount": units("500,000"), "mode": mode}}
    rules = rules_of("cashback", policy=policy, rate_bp=500, discount_bp=1000)
    purchase = a_purchase("444,444.50")
    outcome = rules.on_purchase(purchase, Standing(budget_left=units("10,000")))
    free = rules.on_purchase(purchase, Standing(budget_left=units("20,001")))
    assert free.earned == units("20,000")
    assert outcome.earned == units(earned)
    assert outcome.discount == free.discount
    assert reasons(outcome)["budget"] == "budget"


def test_reading_R10_the_budget_looks_at_the_sum_that_the_monthly_cap_left():
    policy = {"ceiling_bp": 400, "budget": {"amount": 10**6, "mode": "strict"}}
    rules = rules_of(
        "cashback",
        policy=policy,
        rate_bp=1000,
        monthly_cap=units("50"),
        maximum_balance=units("30.50"),
        whole_points=True,
    )
    fits = Standing(budget_left=units("50"))
    outcome = rules.on_purchase(a_purchase("1,000"), fits)
    trims = [(one.step, one.result) for one in outcome.trace if one.step != "turnover"]
    assert trims[-4:] == [
        ("monthly_cap", units("50")),
        ("earning_ceiling", units("40")),
        ("maximum_balance", units("30.50")),
        ("whole_points", units("30")),
    ]
    short = replace(fits, budget_left=units("49.99"))
    assert rules.on_purchase(a_purchase("1,000"), short).earned == 0
