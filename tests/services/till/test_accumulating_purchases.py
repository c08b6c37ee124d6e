"""Accumulating cards through the services: the worked cases A1 to A13 and R31."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests import factories
from tests.services.till.till import Till, line, local, rub
from wallet_service.services.till.commands import Receipt

WITHIN: dict[str, Any] = {"tiers": factories.TIERS, "grace_days": 0, "hold": "within"}
QUALIFY: dict[str, Any] = {**WITHIN, "hold": "qualify"}
PURCHASES = [
    ((1, 15), "800,000"),
    ((2, 2), "400,000"),
    ((2, 20), "2,000,000"),
    ((3, 10), "2,500,000"),
    ((3, 25), "500,000"),
]


def _buy_all(till: Till, card: str) -> list[tuple[Receipt, int | None]]:
    bought = []
    for (month, day), amount in PURCHASES:
        receipt = till.buy(card, amount, local(month, day))
        bought.append((receipt, receipt.card.standing.turnover))
    return bought


@pytest.mark.parametrize(
    ("settings", "discounts", "turnovers"),
    [
        pytest.param(
            {"apply": "next"},
            ["0", "0", "100,000", "175,000", "50,000"],
            ["800,000", "1,200,000", "3,100,000", "5,425,000", "5,875,000"],
            id="A1",
        ),
        pytest.param(
            {"apply": "inclusive"},
            ["0", "20,000", "140,000", "250,000", "50,000"],
            ["800,000", "1,180,000", "3,040,000", "5,290,000", "5,740,000"],
            id="A2",
        ),
        pytest.param(
            {"apply": "marginal"},
            ["0", "10,000", "104,000", "196,000", "50,000"],
            ["800,000", "1,200,000", "3,200,000", "5,700,000", "6,200,000"],
            id="A3",
        ),
    ],
)
def test_cases_A1_A2_A3_a_quarter_of_five_purchases(
    till: Till, settings: dict[str, Any], discounts: list[str], turnovers: list[str]
) -> None:
    card = till.card_of("accumulating", WITHIN | settings)
    bought = _buy_all(till, card)
    assert [one.figures.discount for one, _ in bought] == [rub(d) for d in discounts]
    assert [turnover for _, turnover in bought] == [rub(t) for t in turnovers]
    assert till.findings() == []


def test_case_A1_left_to_next_after_the_second_purchase(till: Till) -> None:
    card = till.card_of("accumulating", WITHIN)
    till.buy(card, "800,000", local(1, 15))
    standing = till.buy(card, "400,000", local(2, 2)).card.standing
    assert standing.tier == "Silver"
    assert standing.next_tier is not None
    assert standing.next_tier.left == rub("1,800,000")


@pytest.mark.parametrize(
    ("before", "discount"), [("1,000,000", "50"), ("999,999.99", "0")]
)
def test_case_A4_the_threshold_belongs_to_the_tier(
    till: Till, before: str, discount: str
) -> None:
    card = till.card_of("accumulating", WITHIN)
    till.buy(card, before, local(1, 15))
    after = till.buy(card, "1,000", local(1, 16))
    assert after.figures.discount == rub(discount)


def test_case_A5_a_tier_reached_in_a_quarter_holds_through_the_next(
    till: Till,
) -> None:
    card = till.card_of("accumulating", QUALIFY)
    _buy_all(till, card)
    till.buy(card, "3,200,000", local(5, 10))
    assert till.standing(card, local(6, 30, 23, 59)).rate_bp == 1000
    third_quarter = till.standing(card, local(7, 1, 0, 0))
    # 10 per cent off 3.2 M leaves 2.88 M net, which earns 5 per cent
    assert (third_quarter.rate_bp, third_quarter.turnover) == (500, 0)


def test_case_A5_in_gross_turnover_three_point_two_million_keep_seven_per_cent(
    till: Till,
) -> None:
    card = till.card_of("accumulating", QUALIFY | {"turnover_base": "gross"})
    _buy_all(till, card)
    till.buy(card, "3,200,000", local(5, 10))
    assert till.standing(card, local(6, 30, 23, 59)).rate_bp == 1000
    assert till.standing(card, local(7, 1, 0, 0)).rate_bp == 700


@pytest.mark.parametrize(
    ("downgrade", "rate_bp"), [("to_earned", 0), ("one_step", 500), ("never", 700)]
)
def test_case_A6_where_a_tier_goes_that_was_not_earned_again(
    till: Till, downgrade: str, rate_bp: int
) -> None:
    card = till.card_of("accumulating", QUALIFY | {"downgrade": downgrade})
    till.buy(card, "3,000,000", local(5, 10))
    till.buy(card, "900,000", local(8, 10))
    assert till.standing(card, local(9, 30, 23, 59)).rate_bp == 700
    assert till.standing(card, local(10, 1, 0, 0)).rate_bp == rate_bp


def test_case_A8_the_quarter_begins_at_local_midnight(till: Till) -> None:
    card = till.card_of("accumulating", WITHIN)
    late_in_utc = datetime(2026, 3, 31, 21, 30, tzinfo=UTC)
    till.buy(card, "1,000,000", late_in_utc)
    assert till.standing(card, local(4, 2)).turnover == rub("1,000,000")
    in_march = till.buy(card, "100", local(3, 31, 23, 59), recorded_at=local(4, 2))
    assert in_march.figures.discount == 0


@pytest.mark.parametrize(("scope", "rate_bp"), [("company", 500), ("member", 0)])
def test_case_A12_turnover_counts_together_in_its_scope(
    till: Till, scope: str, rate_bp: int
) -> None:
    program = till.program("accumulating", WITHIN | {"scope": scope})
    company = till.company()
    anna, boris, vera = (till.card(program, till.member(company)) for _ in range(3))
    till.buy(anna, "600,000", local(1, 15))
    till.buy(boris, "500,000", local(1, 16))
    for card in (anna, boris, vera):
        assert till.standing(card, local(1, 17)).rate_bp == rate_bp
    assert till.buy(vera, "100", local(1, 18)).figures.discount == rub("1") * (
        rate_bp // 100
    )


def test_case_A12_who_leaves_the_company_leaves_the_turnover_there(
    till: Till,
) -> None:
    program = till.program("accumulating", WITHIN)
    company = till.company()
    leaver = till.member(company)
    anna, boris = till.card(program, leaver), till.card(program, till.member(company))
    till.buy(anna, "600,000", local(1, 15))
    till.buy(boris, "500,000", local(1, 16))
    till.move(leaver, None, local(1, 17))
    assert till.standing(anna, local(1, 18)).turnover == 0
    assert till.standing(boris, local(1, 18)).turnover == rub("1,100,000")


def test_statement_R19_a_holding_is_the_topmost_parent(till: Till) -> None:
    program = till.program("accumulating", WITHIN | {"scope": "holding"})
    holding = till.company("Holding")
    south = till.company("South", parent_id=till.company("Land", parent_id=holding))
    north = till.company("North", parent_id=holding)
    anna = till.card(program, till.member(south))
    boris = till.card(program, till.member(north))
    alone = till.card(program, till.member())
    till.buy(anna, "1,000,000", local(1, 15))
    assert till.standing(boris, local(1, 16)).rate_bp == 500
    assert till.standing(alone, local(1, 16)).rate_bp == 0


def test_case_A13_a_refund_lowers_the_tier_of_later_purchases(till: Till) -> None:
    card = till.card_of("accumulating", WITHIN)
    till.buy(card, "800,000", local(1, 15))
    second = till.buy(card, "400,000", local(2, 2))
    third = till.buy(card, "2,000,000", local(2, 20))
    given_back = till.refund(second, local(3, 5))
    assert given_back.turnover_removed == rub("400,000")
    assert till.standing(card, local(3, 6)).turnover == rub("2,700,000")
    fourth = till.buy(card, "2,500,000", local(3, 10))
    assert fourth.figures.discount == rub("125,000")
    assert fourth.card.standing.turnover == rub("5,075,000")
    assert fourth.card.standing.rate_bp == 1000
    assert till.purchase(third, local(3, 11)).figures.discount == rub("100,000")
    assert till.findings() == []


def test_case_A15_a_late_refund_lowers_the_period_of_its_purchase(till: Till) -> None:
    card = till.card_of("accumulating", QUALIFY)
    bought = till.buy(card, "3,000,000", local(2, 2))
    till.buy(card, "10,000", local(4, 2))
    till.refund(bought, local(4, 5))
    standing = till.standing(card, local(4, 6))
    assert standing.turnover == rub("9,300")
    assert standing.rate_bp == 700


def test_case_A20_a_backdated_purchase_raises_turnover_from_now_on(till: Till) -> None:
    card = till.card_of("accumulating", WITHIN)
    till.buy(card, "800,000", local(1, 15))
    march = till.buy(card, "100,000", local(3, 1))
    till.buy(card, "300,000", local(2, 1), recorded_at=local(3, 20))
    assert march.figures.discount == 0
    assert till.standing(card, local(3, 20)).rate_bp == 500


def test_statement_R6_a_purchase_dated_later_does_not_count(till: Till) -> None:
    card = till.card_of("accumulating", WITHIN)
    till.buy(card, "1,000,000", local(3, 10, 15))
    earlier = till.buy(card, "100", local(3, 10, 14), recorded_at=local(3, 10, 16))
    same = till.buy(card, "100", local(3, 10, 15), recorded_at=local(3, 10, 16))
    assert earlier.figures.discount == 0
    assert same.figures.discount == rub("5")


def test_statement_R6_a_refund_of_a_later_purchase_that_day_changes_nothing(
    till: Till,
) -> None:
    card = till.card_of("accumulating", WITHIN)
    till.buy(card, "1,000,000", local(3, 10, 9))
    later = till.buy(card, "50,000", local(3, 10, 15))
    till.refund(later, local(3, 10, 16), (1, "20,000"))
    between = till.preview(card, "100", local(3, 10, 12), recorded_at=local(3, 10, 17))
    assert between.figures.discount == rub("5")


def test_statement_R31_a_refund_goes_to_the_company_of_the_purchase(
    till: Till,
) -> None:
    program = till.program("accumulating", WITHIN)
    old, new = till.company("Old"), till.company("New")
    mover = till.member(old)
    moved = till.card(program, mover)
    stays = till.card(program, till.member(old))
    bought = till.buy(moved, "1,200,000", local(1, 15))
    till.move(mover, new, local(1, 16))
    assert till.standing(moved, local(1, 16)).tier is None
    before = till.answer(moved, local(1, 16)).revision
    given_back = till.refund(bought, local(1, 17), (1, "500,000"))
    assert till.standing(stays, local(1, 18)).turnover == rub("700,000")
    assert given_back.card is not None
    assert given_back.card.standing.turnover == 0
    assert given_back.card.revision == before + 1
    assert till.answer(moved, local(1, 18)).revision == before + 1
    assert till.findings() == []


def test_statement_R31_a_refund_goes_to_the_holding_of_the_purchase(
    till: Till,
) -> None:
    program = till.program("accumulating", WITHIN | {"scope": "holding"})
    first, second = till.company("First"), till.company("Second")
    company = till.company("Child", parent_id=first)
    card = till.card(program, till.member(company))
    witness = till.card(program, till.member(first))
    bought = till.buy(card, "1,200,000", local(1, 15))
    till.adopt(company, second, local(1, 16))
    till.refund(bought, local(1, 17))
    assert till.standing(witness, local(1, 18)).turnover == 0
    assert till.standing(card, local(1, 18)).turnover == 0
    assert till.findings() == []


def test_excluded_categories_do_not_count(till: Till) -> None:
    card = till.card_of("accumulating", WITHIN | {"excluded_categories": ["gift"]})
    lines = [line(1, "999,000", "tools"), line(2, "5,000", "gift")]
    assert till.buy(card, lines, local(1, 15)).figures.turnover_added == rub("999,000")
