"""Commercial policies: cases M1, M2, M3, M5 and the readings R3, R10, R11, R18, R37."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cards.examples import (
    a_line,
    a_purchase,
    bought,
    past,
    reasons,
    refunded,
    rules_of,
    units,
)
from wallet_service.cards import errors, read_policy, worst_case
from wallet_service.cards.outcome import RefundLine
from wallet_service.cards.standing import Standing

GENEROUS = {"discount_bp": 1000, "rate_bp": 500}
TIERS = [{"name": "Platinum", "from_turnover": 100, "rate_bp": 1000}]
RICH = Standing(spendable=units("300,000"))


def table(kind: str, policy: Mapping[str, Any], **document: Any) -> list[Any]:
    """The worst cases of a program."""
    return list(
        worst_case.table(rules_of(kind, **document), read_policy.policy_for(policy))
    )


@pytest.mark.parametrize("trim_at_purchase", [True, False])
def test_case_M1_the_ceiling_trims_the_earning(trim_at_purchase):
    policy = {"ceiling_bp": 1200, "trim_at_purchase": trim_at_purchase}
    card = rules_of("cashback", policy=policy, **GENEROUS)
    outcome = card.on_purchase(a_purchase("1,000,000"), Standing())
    assert outcome.discount == units("100,000")
    assert outcome.earned == units("20,000")
    step = outcome.trace[-1]
    assert (step.step, step.reason) == ("earning_ceiling", "policy_ceiling")
    assert (step.base, step.result) == (units("45,000"), units("20,000"))


def test_case_M2_the_margin_floor_limits_points():
    card = rules_of(
        "cashback",
        policy={"margin_floor_bp": 300},
        discount_bp=1000,
        share_cap_bp=3000,
    )
    goods = a_line("1,000,000", cost=units("850,000"))
    with pytest.raises(errors.TooManyPoints) as refused:
        card.on_purchase(a_purchase(goods, points=units("24,500.01")), RICH)
    assert refused.value.maximum == units("24,500")
    outcome = card.on_purchase(a_purchase(goods, points=units("24,500")), RICH)
    assert outcome.payable == units("875,500")
    assert reasons(outcome)["points"] == "margin_floor"


@pytest.mark.parametrize(
    ("cost", "maximum"),
    [(None, 10_000), (0, 10_000), (9_701, 7), (9_709, 0), (9_999, 0)],
)
def test_the_least_payable_is_of_lines_with_costs_and_rounded_up(cost, maximum):
    card = rules_of("cashback", policy={"margin_floor_bp": 300})
    goods = a_line(10_000, cost=cost)
    with pytest.raises(errors.TooManyPoints) as refused:
        card.on_purchase(a_purchase(goods, points=10_001), RICH)
    assert refused.value.maximum == maximum


@pytest.mark.parametrize(
    ("ceiling_bp", "exceeds"), [(1200, True), (1449, True), (1450, False)]
)
def test_case_M3_the_worst_case_is_ten_and_five_of_ninety(ceiling_bp, exceeds):
    [row] = table("cashback", {"ceiling_bp": ceiling_bp}, **GENEROUS)
    assert row.total_bp == 1450
    assert row.exceeds is exceeds


@pytest.mark.parametrize(
    ("kind", "document", "total_bp"),
    [
        ("cashback", GENEROUS | {"earn_base": "gross"}, 1500),
        ("cashback", {"discount_bp": 333, "rate_bp": 333}, 655),
        ("cashback", {"rate_bp": 100, "tiers": TIERS}, 1000),
        ("discount", {"rate_bp": 700}, 700),
        ("accumulating", {"tiers": TIERS}, 1000),
    ],
)
def test_statement_R37_the_worst_of_all_tiers(kind, document, total_bp):
    assert [row.total_bp for row in table(kind, {}, **document)] == [total_bp]


def test_statement_R37_each_category_is_held_to_the_lower_ceiling():
    rows = table(
        "discount",
        {"ceiling_bp": 800, "category_ceilings_bp": {"tools": 600, "sand": 900}},
        rate_bp=700,
        category_rates_bp={"fuel": 900, "gas": 100, "old": 9000},
        excluded_categories=["old"],
    )
    found = [(row.category, row.total_bp, row.ceiling_bp, row.exceeds) for row in rows]
    assert found == [
        ("fuel", 900, 800, True),
        ("gas", 100, 800, False),
        ("sand", 700, 800, False),
        ("tools", 700, 600, True),
        (None, 700, 800, False),
    ]


def test_stamps_have_no_worst_case():
    assert table("stamp", {"ceiling_bp": 0}, slots=5) == []


def test_case_M5_a_category_ceiling_limits_its_lines_alone():
    card = rules_of(
        "accumulating",
        policy={"category_ceilings_bp": {"equipment": 600}},
        tiers=TIERS,
    )
    outcome = card.on_purchase(
        a_purchase(a_line("1,000", "equipment"), "1,000"),
        Standing(turnover=(bought("2026-02-01", "100"),)),
    )
    assert [line.discount for line in outcome.lines] == [6_000, 10_000]
    assert reasons(outcome)["discount_category_ceiling"] == "policy_category_ceiling"


def test_statement_R10_a_discount_meets_maximum_category_and_whole_in_this_order():
    card = rules_of(
        "discount",
        policy={"ceiling_bp": 500, "category_ceilings_bp": {"a": 400}},
        rate_bp=1000,
        maximum_discount=18_000,
    )
    outcome = card.on_purchase(
        a_purchase(a_line("1,000", "a"), a_line("1,000", "b")), Standing()
    )
    trims = [(step.step, step.result) for step in outcome.trace[2:5]]
    assert trims == [
        ("maximum_discount", 18_000),
        ("discount_category_ceiling", 4_000),
        ("discount_ceiling", 10_000),
    ]
    assert [line.discount for line in outcome.lines] == [3_077, 6_923]


def test_statement_R11_ceilings_are_of_gross_without_excluded_lines():
    card = rules_of(
        "discount",
        policy={"ceiling_bp": 500},
        rate_bp=1000,
        excluded_categories=["x"],
    )
    outcome = card.on_purchase(a_purchase("1,000", a_line("1,000", "x")), Standing())
    assert [line.discount for line in outcome.lines] == [5_000, 0]


def test_statement_R18_a_category_ceiling_holds_discount_and_points_together():
    card = rules_of(
        "cashback",
        policy={"ceiling_bp": 1300, "category_ceilings_bp": {"tools": 1100}},
        **GENEROUS,
    )
    outcome = card.on_purchase(
        a_purchase(a_line("1,000", "tools"), "1,000"), Standing()
    )
    assert [line.discount for line in outcome.lines] == [10_000, 10_000]
    # 1,000 + 4,500 under the category's ceiling, 5,500 + 500 under the whole one
    assert [line.earned for line in outcome.lines] == [1_000, 4_500]
    assert outcome.earned == 5_500
    spread_out = rules_of(
        "cashback",
        policy={"ceiling_bp": 1200, "category_ceilings_bp": {"tools": 1100}},
        **GENEROUS,
    ).on_purchase(a_purchase(a_line("1,000", "tools"), "1,000"), Standing())
    assert [line.earned for line in spread_out.lines] == [727, 3_273]


def test_statement_R3_a_refund_recomputes_under_the_purchases_ceilings():
    card = rules_of(
        "cashback", policy={"ceiling_bp": 1200}, whole_points=True, **GENEROUS
    )
    purchase = a_purchase("600", "400.50")
    outcome = card.on_purchase(purchase, Standing())
    assert outcome.earned == 2_000
    recorded = past(purchase, outcome)
    back = card.on_refund(recorded, (RefundLine(2, units("400.50")),), Standing())
    # of 600.00 the ceiling leaves 72.00 - 60.00
    assert back.earning_reversed == 2_000 - 1_200
    rest = card.on_refund(refunded(recorded, back), (), Standing())
    assert rest.earning_reversed == 1_200


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({"ceiling_bp": -1}, "/ceiling_bp"),
        ({"ceiling_bp": 1.5}, "/ceiling_bp"),
        ({"category_ceilings_bp": {"a": None}}, "/category_ceilings_bp/a"),
        ({"margin_floor_bp": "3"}, "/margin_floor_bp"),
        ({"trim_at_purchase": 1}, "/trim_at_purchase"),
        ({"budget": {"amount": -1}}, "/budget/amount"),
        ({"budget": {"period": "day"}}, "/budget/period"),
        ({"budget": {"mode": "loose"}}, "/budget/mode"),
        ({"budget": {"alarm": 80}}, "/budget/alarm"),
        ({"clause": "7.2"}, "/clause"),
    ],
)
def test_a_policy_with_faults_tells_where(document, where):
    with pytest.raises(errors.InvalidRules) as refused:
        read_policy.policy_for(document)
    assert [fault[0] for fault in refused.value.faults] == [where]


def test_a_policy_without_values_limits_nothing():
    budget = {"amount": None, "period": "quarter", "mode": "partial"}
    document = {"ceiling_bp": None, "category_ceilings_bp": None, "budget": budget}
    assert not read_policy.policy_for(document).has_ceilings


RATES = st.integers(0, 3_000)
CATEGORIES = st.sampled_from([None, "a", "b"])
CARDS = st.one_of(
    st.fixed_dictionaries({"rate_bp": RATES}).map(lambda d: ("discount", d)),
    st.fixed_dictionaries(
        {"rate_bp": RATES, "category_rates_bp": st.just({"a": 450, "b": 0})}
    ).map(lambda d: ("discount", d)),
    st.fixed_dictionaries(
        {
            "rate_bp": RATES,
            "discount_bp": RATES,
            "earn_base": st.sampled_from(["payable", "net", "gross"]),
            "category_rates_bp": st.dictionaries(st.sampled_from("ab"), RATES),
        }
    ).map(lambda d: ("cashback", d)),
)


@given(
    card=CARDS,
    lines=st.lists(st.tuples(st.integers(1, 10**7), CATEGORIES), min_size=1),
)
def test_a_program_within_its_ceiling_is_trimmed_by_rounding_alone(card, lines):
    kind, document = card
    ceiling_bp = max(row.total_bp for row in table(kind, {}, **document))
    assert not any(
        row.exceeds for row in table(kind, {"ceiling_bp": ceiling_bp}, **document)
    )
    purchase = a_purchase(*(a_line(amount, name) for amount, name in lines))
    free = rules_of(kind, **document).on_purchase(purchase, Standing())
    held = rules_of(
        kind, policy={"ceiling_bp": min(ceiling_bp, 10_000)}, **document
    ).on_purchase(purchase, Standing())
    groups = len({line.rate_bp for line in free.lines})
    lost = free.discount + free.earned - held.discount - held.earned
    assert 0 <= lost <= groups
