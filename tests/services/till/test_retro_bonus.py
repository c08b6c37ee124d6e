"""The retro-bonus at a period's end (A16, R24), posted once and made up for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import factories
from tests.services.till.till import Till, line, local, rub
from wallet_service.services.errors import Invalid
from wallet_service.services.till.commands import Receipt

RULES: dict[str, Any] = {
    "tiers": factories.TIERS,
    "period": "quarter",
    "hold": "within",
    "grace_days": 0,
    "retro_bonus": True,
}
END = local(4, 1, 0)
Q1 = [
    ("800,000", 1, 15),
    ("400,000", 2, 2),
    ("2,000,000", 2, 20),
    ("2,500,000", 3, 10),
    ("500,000", 3, 25),
]


def a1(till: Till, **fields: Any) -> str:
    card = till.card_of("accumulating", RULES, **fields)
    for amount, month, day in Q1:
        till.buy(card, amount, local(month, day))
    return card


def test_case_A16_the_bonus_of_the_closed_quarter(till: Till) -> None:
    card = a1(till, policy={"ceiling_bp": 1200})
    assert till.points(card, END) == (0, 0, 0)
    till.run_due(END)
    assert till.points(card, END) == (rub("295,000"), 0, 0)
    shown = till.standing(card, END).cashback
    assert shown is not None
    assert shown.expires_next is None
    entry = till.entries(card, END)[-1]
    assert (entry.kind, entry.occurred_at) == ("retro_bonus", END)
    assert till.news(card)["event"] == "bonus"
    assert till.findings() == []


def test_case_A16_it_is_posted_once(till: Till) -> None:
    card = a1(till)
    for at in (END, END, local(4, 2), local(6, 30)):
        till.run_due(at)
    assert till.points(card, local(6, 30)) == (rub("295,000"), 0, 0)


def test_reading_R24_the_ceiling_holds_discount_and_bonus_together(till: Till) -> None:
    card = a1(till, policy={"ceiling_bp": 600, "trim_at_purchase": True})
    till.run_due(END)
    bought = till.points(card, END)[0]
    # 6 % of 6,200,000 less what the ceiling let the purchases have
    assert bought == rub("372,000") - rub("100,000") - rub("150,000") - rub("30,000")


def test_reading_R24_refunds_lower_it_and_later_ones_do_not(till: Till) -> None:
    rules = RULES | {"turnover_base": "gross"}
    card = till.card_of("accumulating", rules)
    bought = till.buy(card, "1,500,000", local(2, 1))
    till.refund(bought, local(3, 1), (1, "400,000"))
    till.refund(bought, local(4, 1, 1), (1, "100,000"))
    till.run_due(local(4, 2))
    assert till.points(card, local(4, 2)) == (rub("55,000"), 0, 0)


def test_reading_R24_a_held_tier_does_not_count_and_the_bonus_is_never_negative(
    till: Till,
) -> None:
    rules = RULES | {"hold": "qualify", "expiry": {"days": 10}}
    card = till.card_of("accumulating", rules)
    till.buy(card, "5,000,000", local(2, 1))
    till.buy(card, "1,000,000", local(5, 1))
    till.run_due(END)
    shown = till.standing(card, END).cashback
    assert shown is not None
    assert shown.expires_next is not None
    assert shown.expires_next.on == date(2026, 4, 10)
    assert shown.available == rub("500,000")
    till.run_due(local(7, 1, 0))
    assert till.points(card, local(7, 1)) == (0, 0, 0)


def test_excluded_lines_bring_no_bonus(till: Till) -> None:
    rules = RULES | {"excluded_categories": ["fuel"]}
    card = till.card_of("accumulating", rules)
    till.buy(card, [line(1, "1,000,000"), line(2, "500,000", "fuel")], local(2, 1))
    till.run_due(END)
    assert till.points(card, END) == (rub("50,000"), 0, 0)


def test_missed_periods_are_made_up_for_in_order(till: Till) -> None:
    card = till.card_of("accumulating", RULES)
    till.buy(card, "1,000,000", local(2, 1))
    till.buy(card, "3,000,000", local(5, 1))
    till.run_due(local(10, 2))
    bonuses = [e for e in till.entries(card, local(10, 2)) if e.kind == "retro_bonus"]
    assert [(e.amount, e.occurred_at) for e in bonuses] == [
        (rub("50,000"), END),
        (rub("210,000"), local(7, 1, 0)),
    ]


def test_what_was_recorded_after_the_end_does_not_count(till: Till) -> None:
    card = till.card_of("accumulating", RULES)
    till.buy(card, "1,000,000", local(2, 1))
    till.buy(card, "1,000,000", local(3, 1), recorded_at=local(4, 1, 1))
    till.run_due(local(4, 2))
    assert till.points(card, local(4, 2)) == (rub("50,000"), 0, 0)


def test_a_company_gets_one_lot_for_all_its_people(till: Till) -> None:
    program, company = till.program("accumulating", RULES), till.company()
    cards = [till.card(program, till.member(company)) for _ in range(2)]
    for card in cards:
        till.buy(card, "500,000", local(2, 1))
    till.run_due(END)
    assert [till.points(card, END)[0] for card in cards] == [rub("50,000")] * 2
    kinds = [entry.kind for entry in till.entries(cards[0], END)]
    assert kinds.count("retro_bonus") == 1


def test_people_share_it_by_what_they_bought_if_their_company_approved(
    till: Till,
) -> None:
    program = till.program("accumulating", RULES, beneficiary="member")
    company = till.company()
    cards = [till.card(program, till.member(company)) for _ in range(2)]
    till.buy(cards[0], "750,000", local(2, 1))
    till.buy(cards[1], "250,000", local(2, 2))
    till.approve(company, program, local(1, 1), valid_from=date(2026, 4, 1))
    till.run_due(END)
    assert [till.points(card, END)[0] for card in cards] == [
        rub("37,500"),
        rub("12,500"),
    ]


def test_without_approval_people_get_no_bonus(till: Till) -> None:
    program = till.program("accumulating", RULES, beneficiary="member")
    card = till.card(program, till.member(till.company()))
    till.buy(card, "1,000,000", local(2, 1))
    till.run_due(END)
    assert till.points(card, END) == (0, 0, 0)


def test_the_bonus_is_spent_under_its_share_cap(till: Till) -> None:
    card = till.card_of("accumulating", RULES | {"share_cap_bp": 5000})
    till.buy(card, "1,000,000", local(2, 1))
    till.run_due(END)
    with pytest.raises(Invalid) as refused:
        till.buy(card, "1,000", local(4, 2), points="501")
    assert refused.value.extra["maximum"] == rub("500")
    bought: Receipt = till.buy(card, "1,000", local(4, 2), points="500")
    assert bought.figures.payable == rub("500")
    assert bought.figures.turnover_added == rub("1,000")
    till.refund(bought, local(4, 3))
    assert till.points(card, local(4, 3)) == (rub("50,000"), 0, 0)


def test_a_retro_bonus_needs_a_period_that_ends(till: Till) -> None:
    with pytest.raises(Invalid) as refused:
        till.program("accumulating", RULES | {"period": "lifetime"})
    assert refused.value.errors[0].pointer == "/rules/retro_bonus"
    with pytest.raises(Invalid) as refused:
        till.program("accumulating", {"tiers": factories.TIERS, "share_cap_bp": 1})
    assert refused.value.errors[0].pointer == "/rules/share_cap_bp"
