"""Cashback cards: cases C1, C3, C5 to C7, C11 to C14 and the readings they rest on."""

from __future__ import annotations

import pytest

from tests.cards.examples import (
    MOSCOW,
    a_campaign,
    a_line,
    a_purchase,
    bought,
    local,
    past,
    reasons,
    refunded,
    rules_of,
    units,
)
from wallet_service.cards import errors, periods
from wallet_service.cards.outcome import RefundLine
from wallet_service.cards.standing import Standing

C5 = {"rate_bp": 300, "discount_bp": 500, "share_cap_bp": 3000}
RICH = Standing(spendable=units("4,000"))


def test_case_C1_each_rate_is_rounded_down_by_itself():
    card = rules_of("cashback", rate_bp=50, category_rates_bp={"fuel": 700})
    outcome = card.on_purchase(
        a_purchase(a_line("15,000.00", "fuel"), a_line("84,999.99", "other")),
        Standing(),
    )
    assert [line.earned for line in outcome.lines] == [105_000, 42_499]
    assert outcome.earned == units("1,474.99")
    assert [line.rate_bp for line in outcome.lines] == [700, 50]


def test_case_C3_pending_fourteen_days_and_gone_after_180():
    card = rules_of("cashback", rate_bp=500, hold_days=14, expiry={"days": 180})
    earning = card.on_purchase(
        a_purchase("100", on="2026-03-01T20:00"), Standing()
    ).earning
    assert earning.available_at == local("2026-03-15")
    assert earning.expires_at == local("2026-09-11")
    last = periods.last_day_before(earning.expires_at, MOSCOW)
    assert last.isoformat() == "2026-09-10"


def test_points_without_hold_and_expiry_are_there_at_once_and_stay():
    earning = (
        rules_of("cashback", rate_bp=500)
        .on_purchase(a_purchase("100", on="2026-03-01T20:00"), Standing())
        .earning
    )
    assert earning.available_at == local("2026-03-01T20:00")
    assert earning.expires_at is None


@pytest.mark.parametrize(
    ("bought_on", "settings", "gone"),
    [
        ("2026-01-31", {"expiry": {"months": 1}}, "2026-03-01"),
        (
            "2026-01-31",
            {"expiry": {"months": 1, "round_up_to": "quarter"}},
            "2026-04-01",
        ),
        ("2026-01-31", {"expiry": {"months": 1}, "hold_days": 1}, "2026-03-02"),
        ("2026-01-31", {"expiry": {"days": 1}}, "2026-02-01"),
        ("2026-01-31", {"expiry": {"days": 2, "round_up_to": "year"}}, "2027-01-01"),
    ],
)
def test_case_C13_reading_R9_points_are_gone_after_their_last_day(
    bought_on, settings, gone
):
    card = rules_of("cashback", rate_bp=500, **settings)
    earning = card.on_purchase(a_purchase("100", on=bought_on), Standing()).earning
    assert earning.expires_at == local(gone)


def test_case_C5_discount_then_points_then_earning():
    outcome = rules_of("cashback", **C5).on_purchase(
        a_purchase("10,000", points=units("2,850")), RICH
    )
    assert outcome.discount == units("500")
    assert outcome.points_spent == units("2,850")
    assert outcome.payable == units("6,650")
    assert outcome.earned == units("199.50")
    assert reasons(outcome)["points"] == "share_cap"
    assert [step.step for step in outcome.trace] == [
        "gross",
        "card_discount",
        "points",
        "payable",
        "earn_base",
        "earning",
    ]


def test_case_C6_a_line_comes_back_with_its_points_and_its_earning():
    card = rules_of("cashback", **C5)
    purchase = a_purchase("6,000", "4,000", points=units("2,850"))
    outcome = card.on_purchase(purchase, RICH)
    assert [line.points_spent for line in outcome.lines] == [171_000, 114_000]
    assert [line.payable for line in outcome.lines] == [399_000, 266_000]
    assert [line.earned for line in outcome.lines] == [11_970, 7_980]
    before = past(purchase, outcome)
    refund = card.on_refund(before, (RefundLine(2, units("4,000")),), RICH)
    assert refund.money == units("2,660.00")
    assert refund.points_returned == units("1,140.00")
    assert refund.earning_reversed == units("79.80")
    assert refund.turnover_removed == 0


def test_case_C7_reversals_of_parts_add_up_to_the_whole():
    card = rules_of("cashback", rate_bp=500)
    purchase = a_purchase("33.33", "33.33", "33.33")
    before = past(purchase, card.on_purchase(purchase, Standing()))
    reversals = []
    for number in (1, 2, 3):
        refund = card.on_refund(before, (RefundLine(number, 3333),), Standing())
        reversals.append(refund.earning_reversed)
        before = refunded(before, refund)
    assert reversals == [166, 167, 166]


def test_case_C11_the_share_cap_is_rounded_down():
    card = rules_of("cashback", rate_bp=0, share_cap_bp=3000)
    with pytest.raises(errors.TooManyPoints) as refused:
        card.on_purchase(a_purchase("333.33", points=10_000), RICH)
    assert refused.value.maximum == units("99.99")


@pytest.mark.parametrize(
    ("spendable", "cap", "asked", "maximum"),
    [
        ("4,000", 3000, 285_001, "2,850"),
        ("1,000", 3000, 100_001, "1,000"),
        ("20,000", None, 950_001, "9,500"),
        ("0", 3000, 1, "0"),
    ],
)
def test_case_C12_too_many_points_are_refused_with_the_maximum(
    spendable, cap, asked, maximum
):
    card = rules_of("cashback", **{**C5, "share_cap_bp": cap})
    with pytest.raises(errors.TooManyPoints) as refused:
        card.on_purchase(
            a_purchase("10,000", points=asked), Standing(spendable=units(spendable))
        )
    assert refused.value.maximum == units(maximum)


def test_a_card_in_debt_has_nothing_to_spend():
    with pytest.raises(errors.TooManyPoints) as refused:
        rules_of("cashback").on_purchase(
            a_purchase("10", points=1), Standing(spendable=-500)
        )
    assert refused.value.maximum == 0


@pytest.mark.parametrize(
    ("base", "earned"), [("payable", "199.50"), ("net", "285.00"), ("gross", "300.00")]
)
def test_case_C14_the_base_of_the_earning(base, earned):
    outcome = rules_of("cashback", **C5, earn_base=base).on_purchase(
        a_purchase("10,000", points=units("2,850")), RICH
    )
    assert outcome.earned == units(earned)


def test_reading_R11_the_share_cap_is_of_the_net_with_excluded_lines():
    card = rules_of(
        "cashback", rate_bp=1000, share_cap_bp=5000, excluded_categories=["tobacco"]
    )
    purchase = a_purchase("100", a_line("100", "tobacco"), points=units("100"))
    outcome = card.on_purchase(purchase, RICH)
    assert [line.points_spent for line in outcome.lines] == [5_000, 5_000]
    assert [line.earned for line in outcome.lines] == [500, 0]


def test_reading_R11_whole_points_are_taken_of_the_total():
    card = rules_of(
        "cashback", rate_bp=50, category_rates_bp={"fuel": 700}, whole_points=True
    )
    outcome = card.on_purchase(a_purchase(a_line("10.05", "fuel"), "84.99"), Standing())
    assert outcome.earned == 100
    assert sum(line.earned for line in outcome.lines) == 100
    assert reasons(outcome)["whole_points"] == "whole_points"


def test_reading_R11_below_the_minimum_nothing_is_earned_but_points_pay():
    card = rules_of("cashback", **C5, minimum_amount=units("10,000.01"))
    outcome = card.on_purchase(a_purchase("10,000", points=100), RICH)
    assert (outcome.earned, outcome.earning, outcome.points_spent) == (0, None, 100)
    assert outcome.discount == units("500")
    assert outcome.lines[0].rate_bp == 0
    assert reasons(outcome)["earn_minimum"] == "below_minimum"


def test_reading_R3_the_minimum_is_tested_again_on_what_is_left():
    card = rules_of("cashback", rate_bp=500, minimum_amount=units("100"))
    purchase = a_purchase("100", "50")
    before = past(purchase, card.on_purchase(purchase, Standing()))
    first = card.on_refund(before, (RefundLine(2, units("50")),), Standing())
    assert first.earning_reversed == units("2.50")
    second = card.on_refund(refunded(before, first), (RefundLine(1, 1),), Standing())
    assert second.earning_reversed == units("5")


def test_reading_R3_a_minimum_lost_without_any_base_reverses_by_gross():
    card = rules_of("cashback", rate_bp=500, minimum_amount=units("150"), discount_bp=0)
    purchase = a_purchase("100", "50")
    before = past(purchase, card.on_purchase(purchase, Standing()))
    free = before.lines[1].outcome
    # A line paid with points altogether has no base of its own.
    paid = type(free)(2, free.gross, 0, free.gross, 0, 0, free.rate_bp)
    line = type(before.lines[1])(paid, None, None, 1, free.gross, 1, 0)
    before = type(before)(before.occurred_at, (before.lines[0], line))
    refund = card.on_refund(before, (RefundLine(2, units("50")),), Standing())
    assert refund.earning_reversed == units("5")
    assert refund.lines[0].earning_reversed == units("5")


def test_reading_R3_no_more_is_reversed_than_was_kept():
    card = rules_of("cashback", rate_bp=500)
    purchase = a_purchase("100")
    before = past(purchase, card.on_purchase(purchase, Standing()))
    trimmed = type(before.lines[0])(
        before.lines[0].outcome, None, None, 1, units("100"), 1, 300
    )
    before = type(before)(before.occurred_at, (trimmed,))
    part = card.on_refund(before, (RefundLine(1, units("20")),), Standing())
    assert part.earning_reversed == 0
    assert card.on_refund(before, (), Standing()).earning_reversed == 300


def test_reading_R3_whole_points_are_counted_again():
    card = rules_of("cashback", rate_bp=500, whole_points=True)
    purchase = a_purchase("50")
    before = past(purchase, card.on_purchase(purchase, Standing()))
    assert before.lines[0].earned_kept == 200
    part = card.on_refund(before, (RefundLine(1, units("11")),), Standing())
    assert part.earning_reversed == 100


TIERS = [
    {"name": "Gold", "from_turnover": units("1,000"), "rate_bp": 500},
    {"name": "Top", "from_turnover": units("5,000"), "rate_bp": 700},
]


@pytest.mark.parametrize(
    ("turnover", "category", "rate"),
    [("0", None, 100), ("1,000", None, 500), ("1,000", "fuel", 0), ("0", "fuel", 0)],
)
def test_reading_R20_category_then_tier_then_the_cards_own_rate(
    turnover, category, rate
):
    card = rules_of("cashback", rate_bp=100, category_rates_bp={"fuel": 0}, tiers=TIERS)
    standing = Standing(turnover=(bought("2026-03-01", turnover),))
    outcome = card.on_purchase(a_purchase(a_line("100", category)), standing)
    assert outcome.lines[0].rate_bp == rate


def test_a_cashback_card_with_tiers_counts_turnover_net_of_discount():
    card = rules_of("cashback", rate_bp=100, discount_bp=1000, tiers=TIERS)
    purchase = a_purchase("100", points=units("50"))
    outcome = card.on_purchase(purchase, RICH)
    assert outcome.turnover_added == units("90")
    refund = card.on_refund(past(purchase, outcome), (), RICH)
    assert refund.turnover_removed == units("90")
    assert card.counts_turnover
    assert card.scope == "company"


def test_reading_R32_tiers_of_cashback_end_with_their_quarter():
    card = rules_of("cashback", rate_bp=100, tiers=TIERS)
    standing = Standing(turnover=(bought("2026-03-31", "1,000"),))
    shown = card.display(standing, local("2026-03-31T23:00"))
    assert (shown.tier, shown.rate_bp) == ("Gold", 500)
    shown = card.display(standing, local("2026-04-01"))
    assert (shown.tier, shown.rate_bp) == (None, 100)
    assert (shown.next_tier.name, shown.turnover) == ("Gold", 0)


def test_inclusive_looks_at_the_turnover_with_this_purchase():
    card = rules_of("cashback", rate_bp=100, tiers=TIERS, apply="inclusive")
    outcome = card.on_purchase(a_purchase("1,000"), Standing())
    assert outcome.earned == units("50")


def test_reading_R20_an_inclusive_tier_replaces_a_better_own_rate():
    card = rules_of("cashback", rate_bp=9_000, tiers=TIERS, apply="inclusive")
    assert card.on_purchase(a_purchase("1,000"), Standing()).earned == units("50")


def test_a_cashback_card_without_tiers_shows_its_rate_alone():
    card = rules_of("cashback", rate_bp=100)
    shown = card.display(Standing(), local("2026-01-01"))
    assert (shown.rate_bp, shown.tier, shown.turnover) == (100, None, None)
    assert (card.counts_turnover, card.scope) == (False, "card")
    assert card.has_points
    assert card.tier(Standing(), local("2026-01-01")) is None


def test_case_D5_a_campaign_competes_on_the_earn_rate_too():
    card = rules_of("cashback", rate_bp=300, discount_bp=1000)
    running = (a_campaign(rate_bp=1000),)
    outcome = card.on_purchase(a_purchase("100"), Standing(campaigns=running))
    assert (outcome.discount, outcome.earned) == (1_000, 900)
