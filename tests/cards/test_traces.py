"""Whole traces, step for step: they explain an outcome (ground rule 6)."""

from __future__ import annotations

from typing import Any

from tests.cards.examples import (
    a_line,
    a_purchase,
    after,
    bought,
    local,
    past,
    rules_of,
    units,
)
from wallet_service.cards.budget import BudgetMode
from wallet_service.cards.campaign import Campaign, CampaignKind, CampaignPoints
from wallet_service.cards.outcome import Outcome, RefundLine, RefundOutcome
from wallet_service.cards.standing import StampCard, Standing

TIERS = [
    {"name": "Silver", "from_turnover": units("1,000"), "rate_bp": 500},
    {"name": "Gold", "from_turnover": units("3,000"), "rate_bp": 1000},
]
FUEL = frozenset({"fuel"})


def a_campaign(name: str, kind: str = "extra_rate", **fields: Any) -> Campaign:
    since, until = local("2026-03-01"), local("2026-04-01")
    return Campaign(name, CampaignKind(kind), since, until, **fields)


def told(outcome: Outcome | RefundOutcome) -> list[tuple[Any, ...]]:
    """Step, base, rate, result, reason; and the campaign where one made the step."""
    rows = []
    for one in outcome.trace:
        row = (one.step, one.base, one.rate_bp, one.result, one.reason)
        rows.append((*row, one.campaign_id) if one.campaign_id else row)
    return rows


def figures(outcome: Outcome) -> list[tuple[int, int, int]]:
    return [(one.discount, one.earned, one.rate_bp) for one in outcome.lines]


def test_campaigns_of_an_earning_each_under_its_own_budget():
    card = rules_of("cashback", rate_bp=300, category_rates_bp={"fuel": 100})
    running = (
        a_campaign("fuel", rate_bp=500, categories=FUEL),
        a_campaign("plus", rate_bp=200, adds=True, left=150, mode=BudgetMode.PARTIAL),
        a_campaign(
            "double", "multiplier", factor_bp=20_000, left=1, mode=BudgetMode.STRICT
        ),
        a_campaign("half more", "multiplier", factor_bp=15_000),
    )
    purchase = a_purchase(a_line("100", "fuel"), "33.33", "200")
    outcome = card.on_purchase(purchase, Standing(campaigns=running))
    assert told(outcome) == [
        ("gross", None, None, 33333, None),
        ("payable", 33333, None, 33333, None),
        ("earn_base", 33333, None, 33333, "payable"),
        ("earning", 10000, 100, 100, "category_rate"),
        ("earning", 23333, 300, 699, "card_rate"),
        ("campaign", 33333, 500, 400, "campaign", "fuel"),
        ("campaign", 33333, 200, 667, "campaign_added", "plus"),
        ("campaign_budget", 667, None, 150, "campaign_budget", "plus"),
        ("campaign", 33333, 20000, 1867, "multiplier", "double"),
        ("campaign_budget", 1867, None, 0, "campaign_budget", "double"),
        ("campaign", 33333, 15000, 933, "multiplier", "half more"),
    ]
    assert outcome.campaigns == (
        CampaignPoints("fuel", 400),
        CampaignPoints("plus", 150),
        CampaignPoints("half more", 933),
    )
    assert figures(outcome) == [(0, 895, 1050), (0, 198, 750), (0, 1189, 750)]
    assert outcome.earned == 100 + 699 + 400 + 150 + 933


def marginal(**standing: Any) -> Outcome:
    card = rules_of(
        "accumulating", tiers=TIERS, apply="marginal", excluded_categories=["gift"]
    )
    goods = (a_line("1500", "fuel"), "1999.99", a_line("10", "gift"))
    before = (bought("2026-03-01", "500"),)
    return card.on_purchase(a_purchase(*goods), Standing(turnover=before, **standing))


def around(*steps: tuple[Any, ...], payable: int) -> list[tuple[Any, ...]]:
    return [
        ("gross", None, None, 350999, None),
        ("excluded", 350999, None, 1000, None),
        *steps,
        ("payable", payable, None, payable, None),
        ("turnover", 349999, None, 349999, None),
    ]


BANDS = (
    ("card_discount", 50000, 0, 0, "band"),
    ("card_discount", 200000, 500, 10000, "band"),
    ("card_discount", 99999, 1000, 10000, "band"),
)


def test_reading_R5_every_band_is_a_step_of_its_own():
    outcome = marginal()
    assert told(outcome) == around(*BANDS, payable=330999)
    assert figures(outcome) == [(8571, 0, 571), (11429, 0, 571), (0, 0, 0)]


def test_reading_R5_an_own_rate_joins_the_bands_below_it():
    outcome = marginal(personal_rate_bp=600)
    joined = (("card_discount", 250000, 600, 15000, "band"), BANDS[2])
    assert told(outcome) == around(*joined, payable=325999)
    assert figures(outcome) == [(10714, 0, 714), (14286, 0, 714), (0, 0, 0)]


def test_reading_R5_campaigns_raise_every_band_of_the_lines_they_fit():
    fuel = a_campaign("fuel", rate_bp=700, categories=FUEL)
    plus = a_campaign("plus", rate_bp=100, adds=True)
    outcome = marginal(campaigns=(fuel, plus))
    raised = (
        ("card_discount", 107143, 800, 8571, "campaign_added", "plus"),
        ("card_discount", 28571, 100, 286, "campaign_added", "plus"),
        ("card_discount", 114285, 600, 6857, "campaign_added", "plus"),
        ("card_discount", 99999, 1100, 11000, "campaign_added", "plus"),
    )
    assert told(outcome) == around(*raised, payable=324285)
    assert figures(outcome) == [(13286, 0, 886), (13428, 0, 671), (0, 0, 0)]


def test_a_refund_of_an_accumulating_purchase():
    card = rules_of("accumulating", tiers=TIERS)
    purchase = a_purchase(a_line("1500", "fuel"), "200")
    before = Standing(turnover=(bought("2026-03-01", "1500"),))
    outcome = card.on_purchase(purchase, before)
    assert told(outcome)[1] == ("card_discount", 170000, 500, 8500, "tier")
    part = (RefundLine(1, units("300")),)
    refund = card.on_refund(past(purchase, outcome), part, Standing())
    assert told(refund) == [
        ("refund", None, None, 30000, None),
        ("refund_discount", 30000, None, 1500, None),
        ("money_returned", 30000, None, 28500, None),
        ("turnover_removed", 30000, None, 28500, None),
    ]


def test_a_refund_of_cashback_below_the_minimum():
    card = rules_of(
        "cashback",
        rate_bp=300,
        discount_bp=500,
        share_cap_bp=5000,
        minimum_amount=units("100"),
        tiers=TIERS,
    )
    purchase = a_purchase(a_line("120", "fuel"), "30", points=1000)
    outcome = card.on_purchase(purchase, Standing(spendable=5000))
    assert told(outcome) == [
        ("gross", None, None, 15000, None),
        ("card_discount", 15000, 500, 750, "card_rate"),
        ("points", 14250, 5000, 1000, None),
        ("payable", 14250, None, 13250, None),
        ("earn_base", 15000, None, 13250, "payable"),
        ("earning", 13250, 300, 397, "card_rate"),
        ("turnover", 15000, None, 14250, None),
    ]
    parts = (RefundLine(1, units("60")), RefundLine(2, units("10")))
    refund = card.on_refund(past(purchase, outcome), parts, Standing())
    assert told(refund) == [
        ("refund", None, None, 7000, None),
        ("refund_discount", 7000, None, 350, None),
        ("points_returned", 7000, None, 467, None),
        ("money_returned", 7000, None, 6183, None),
        ("earning_reversed", 397, None, 397, None),
        ("turnover_removed", 7000, None, 6650, None),
    ]
    assert [one.earning_reversed for one in refund.lines] == [340, 57]


def test_stamps_given_and_taken_back():
    card = rules_of(
        "stamp",
        mode="amount",
        per_amount=units("10"),
        slots=5,
        reward_name="A gift",
        milestones=[{"at": 2, "reward_name": "Coffee"}],
    )
    in_hand = StampCard(count=1, carry=500, filling=3)
    purchase = a_purchase("57")
    outcome = card.on_purchase(purchase, Standing(stamp_card=in_hand))
    assert told(outcome)[2:] == [
        ("stamps", 5700, None, 6, None),
        ("carry", 500, None, 200, None),
        ("rewards", 6, None, 3, None),
    ]
    recorded = past(purchase, outcome, carry_before=500)
    present = Standing(stamp_card=after(in_hand, outcome.stamps))
    part = card.on_refund(recorded, (RefundLine(1, units("30")),), present)
    assert told(part)[2:] == [
        ("stamps_removed", 2, None, 3, None),
        ("rewards_cancelled", 3, None, 2, None),
    ]
    assert part.stamps.rewards_cancelled == ("reward-1", "reward-2")
    whole = card.on_refund(recorded, (), present)
    assert told(whole)[2:] == [
        ("stamps_removed", 2, None, 6, None),
        ("carry_removed", 200, None, 500, None),
        ("rewards_cancelled", 6, None, 3, None),
    ]
    assert (whole.stamps.count, whole.stamps.filling) == (1, 3)
