"""Accumulating cards: cases A1 to A3, A13, A16's sums, A19, and R5, R6, R21."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.cards.examples import (
    a_campaign,
    a_line,
    a_purchase,
    bought,
    local,
    past,
    returned,
    rules_of,
    units,
)
from wallet_service.cards.outcome import RefundLine, Step
from wallet_service.cards.periods import local_day
from wallet_service.cards.standing import Standing, TurnoverDay

TIERS = [
    {"name": "Silver", "from_turnover": units("1,000,000"), "rate_bp": 500},
    {"name": "Gold", "from_turnover": units("3,000,000"), "rate_bp": 700},
    {"name": "Platinum", "from_turnover": units("5,000,000"), "rate_bp": 1000},
]
BUYS = [
    ("2026-01-15", "800,000"),
    ("2026-02-02", "400,000"),
    ("2026-02-20", "2,000,000"),
    ("2026-03-10", "2,500,000"),
    ("2026-03-25", "500,000"),
]


def a_card(**settings):
    return rules_of("accumulating", **{"tiers": TIERS, "grace_days": 0, **settings})


def buy_all(card, buys):
    """The outcomes of purchases in their order, and the turnover they leave."""
    days: tuple[TurnoverDay, ...] = ()
    outcomes = []
    for day, amount in buys:
        outcome = card.on_purchase(a_purchase(amount, on=day), Standing(turnover=days))
        days += (bought(day, outcome.turnover_added),)
        outcomes.append(outcome)
    return outcomes, days


@pytest.mark.parametrize(
    ("case", "settings", "discounts", "turnovers"),
    [
        (
            "A1",
            {"apply": "next", "turnover_base": "net"},
            ["0", "0", "100,000", "175,000", "50,000"],
            ["800,000", "1,200,000", "3,100,000", "5,425,000", "5,875,000"],
        ),
        (
            "A2",
            {"apply": "inclusive", "turnover_base": "net"},
            ["0", "20,000", "140,000", "250,000", "50,000"],
            ["800,000", "1,180,000", "3,040,000", "5,290,000", "5,740,000"],
        ),
        (
            "A3",
            {"apply": "marginal"},
            ["0", "10,000", "104,000", "196,000", "50,000"],
            ["800,000", "1,200,000", "3,200,000", "5,700,000", "6,200,000"],
        ),
    ],
)
def test_cases_A1_A2_A3_five_purchases_of_a_quarter(
    case, settings, discounts, turnovers
):
    outcomes, _ = buy_all(a_card(**settings), BUYS)
    assert [o.discount for o in outcomes] == [units(d) for d in discounts], case
    sums: list[int] = []
    for outcome in outcomes:
        sums.append((sums[-1] if sums else 0) + outcome.turnover_added)
    assert sums == [units(t) for t in turnovers], case


def test_case_A1_left_to_the_next_tier_after_the_second_purchase():
    card = a_card()
    _, days = buy_all(card, BUYS[:2])
    shown = card.display(Standing(turnover=days), local("2026-02-03"))
    assert (shown.tier, shown.rate_bp) == ("Silver", 500)
    assert shown.turnover == units("1,200,000")
    assert shown.next_tier.left == units("1,800,000")
    assert shown.next_tier.until == date(2026, 3, 31)


def test_case_A8_a_purchase_late_in_utc_counts_in_the_next_quarter():
    card = a_card()
    instant = datetime(2026, 3, 31, 21, 30, tzinfo=UTC)
    assert local_day(instant, card.terms.ladder.time_zone) == date(2026, 4, 1)
    days = (bought("2026-03-31", "1,000,000"), bought("2026-04-01", "1"))
    tier = card.tier(Standing(turnover=days), instant)
    assert tier.turnover == 100


def test_case_A13_a_refund_lowers_the_turnover_and_keeps_past_discounts():
    card = a_card()
    outcomes, days = buy_all(card, BUYS[:3])
    purchase = a_purchase("400,000", on="2026-02-02")
    refund = card.on_refund(past(purchase, outcomes[1]), (), Standing())
    assert refund.turnover_removed == units("400,000")
    days += (returned("2026-02-02", refund.turnover_removed, "2026-03-05"),)
    fourth = card.on_purchase(
        a_purchase("2,500,000", on="2026-03-10"), Standing(turnover=days)
    )
    assert fourth.lines[0].rate_bp == 500
    assert fourth.turnover_added == units("2,375,000")
    days += (bought("2026-03-10", fourth.turnover_added),)
    tier = card.tier(Standing(turnover=days), local("2026-03-11"))
    assert (tier.turnover, tier.rate_bp) == (units("5,075,000"), 1000)


@pytest.mark.parametrize(
    ("amounts", "rates"),
    [(("2,500,000", "500,000"), [700, 1000]), (("500,000", "2,500,000"), [700, 700])],
)
def test_case_A19_the_order_of_commit_decides_at_one_instant(amounts, rates):
    buys = [*BUYS[:3], *(("2026-03-10", amount) for amount in amounts)]
    outcomes, _ = buy_all(a_card(), buys)
    assert [o.lines[0].rate_bp for o in outcomes[3:]] == rates


def test_reading_R6_a_later_purchase_does_not_count_for_a_backdated_one():
    days = (bought("2026-03-10", "5,000,000"),)
    outcome = a_card().on_purchase(
        a_purchase("100", on="2026-03-01"), Standing(turnover=days)
    )
    assert outcome.discount == 0


def test_reading_R21_inclusive_decides_by_gross_and_counts_by_the_base():
    card = a_card(apply="inclusive", excluded_categories=["service"])
    lines = (a_line("999,999"), a_line("500,000", "service"))
    assert card.on_purchase(a_purchase(*lines), Standing()).discount == 0
    outcome = card.on_purchase(a_purchase("1,000,000", lines[1]), Standing())
    assert outcome.discount == units("50,000")
    assert outcome.turnover_added == units("950,000")


def test_reading_R21_a_held_tier_counts_when_it_is_better():
    days = (bought("2025-12-10", "5,000,000"),)
    card = a_card(apply="inclusive")
    outcome = card.on_purchase(
        a_purchase("1,000,000", on="2026-01-10"), Standing(turnover=days)
    )
    assert outcome.lines[0].rate_bp == 1000


def test_case_A3_the_bands_stand_in_the_trace():
    days = (bought("2026-02-02", "1,200,000"),)
    outcome = a_card(apply="marginal").on_purchase(
        a_purchase("1,500,000", "500,000", on="2026-02-20"), Standing(turnover=days)
    )
    assert outcome.trace[1:3] == (
        Step("card_discount", units("1,800,000"), 500, units("90,000"), "band"),
        Step("card_discount", units("200,000"), 700, units("14,000"), "band"),
    )
    assert [line.discount for line in outcome.lines] == [7_800_000, 2_600_000]
    assert [line.rate_bp for line in outcome.lines] == [520, 520]


def test_reading_R5_a_held_tier_is_the_least_rate_of_every_band():
    days = (bought("2025-12-10", "3,000,000"),)
    outcome = a_card(apply="marginal").on_purchase(
        a_purchase("6,000,000", on="2026-01-10"), Standing(turnover=days)
    )
    assert outcome.discount == units("350,000") + units("100,000")


def test_reading_R5_bands_of_equal_rates_are_one_sum():
    tiers = [
        {"name": "A", "from_turnover": 5, "rate_bp": 1000},
        {"name": "B", "from_turnover": 10, "rate_bp": 1000},
    ]
    card = a_card(tiers=tiers, apply="marginal")
    outcome = card.on_purchase(a_purchase(15), Standing())
    assert outcome.discount == 1


@pytest.mark.parametrize("apply", ["next", "inclusive", "marginal"])
def test_a_campaign_competes_with_the_tier(apply):
    card = a_card(apply=apply, excluded_categories=["service"])
    both = frozenset({"equipment", "service"})
    standing = Standing(
        turnover=(bought("2026-03-01", "1,000,000"),),
        campaigns=(a_campaign(rate_bp=800, categories=both),),
    )
    lines = (a_line("1,000", "equipment"), a_line("1,000"), a_line("100", "service"))
    outcome = card.on_purchase(a_purchase(*lines), standing)
    assert [line.discount for line in outcome.lines] == [8_000, 5_000, 0]
    assert [line.rate_bp for line in outcome.lines] == [800, 500, 0]


def test_excluded_categories_do_not_count():
    card = a_card(excluded_categories=["service"])
    outcome = card.on_purchase(
        a_purchase(a_line("2,000,000", "service"), "10"), Standing()
    )
    assert outcome.turnover_added == units("10")


def test_a_part_refund_takes_off_its_part_of_the_turnover():
    card = a_card(turnover_base="gross")
    standing = Standing(turnover=(bought("2026-03-01", "1,000,000"),))
    purchase = a_purchase("1,000", "500")
    before = past(purchase, card.on_purchase(purchase, standing))
    refund = card.on_refund(before, (RefundLine(1, units("400")),), standing)
    assert refund.turnover_removed == units("400")
    assert refund.money == units("380")


def test_turnover_belongs_to_the_scope_of_the_program():
    assert a_card().scope == "company"
    assert a_card(scope="holding").scope == "holding"
    assert a_card().counts_turnover
