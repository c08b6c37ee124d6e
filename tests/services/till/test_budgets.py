"""The program's budget of points through the services: M4, R17 and its alarms."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Any

import pytest

from tests.services.till.test_races import at_once
from tests.services.till.till import Till, local, rub
from wallet_service.services.programs import budget_now, drafts, programs
from wallet_service.services.programs.budgets import PeriodBudget

RULES = {"rate_bp": 1000, "discount_bp": 0}


def budget(amount: str, **fields: Any) -> dict[str, Any]:
    """A policy with this budget."""
    return {"budget": {"amount": rub(amount), **fields}}


def shown(till: Till, program_id: str, at: datetime) -> PeriodBudget:
    """The budget as the program tells it."""
    with till.database.reading(till.brand_id) as session:
        program = programs.get_program(session, program_id)
        versions = drafts.newest_first(session, [program_id])[program_id]
        found = budget_now.of_program(session, program, versions, at)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("mode", "earned", "used", "marks"),
    [("partial", "10,000", "500,000", [80, 100]), ("strict", "0", "490,000", [80])],
)
def test_case_M4_the_budget_of_the_quarter(
    till: Till, mode, earned, used, marks
) -> None:
    rules = {"rate_bp": 1000, "discount_bp": 1000}
    program = till.program("cashback", rules, policy=budget("500,000", mode=mode))
    card = till.card(program)
    till.buy(card, "4,333,333.34", local(1, 20))
    assert shown(till, program, local(1, 20)).alarms == ()
    till.buy(card, "1,111,111.11", local(2, 1))
    assert shown(till, program, local(2, 1)).used == rub("490,000")
    assert [mark for mark, _ in shown(till, program, local(2, 1)).alarms] == [80]
    bought = till.buy(card, "222,222.23", local(3, 10))
    assert bought.figures.earned == rub(earned)
    assert bought.figures.discount == rub("22,222.22")
    found = shown(till, program, local(3, 10))
    assert found.used == rub(used)
    assert found.alarms == tuple(zip(marks, (local(2, 1), local(3, 10)), strict=False))
    april = till.buy(card, "1,000", local(4, 1, 0))
    assert april.figures.earned == rub("90")
    assert shown(till, program, local(4, 1)).alarms == ()
    assert till.findings() == []


def test_statement_R17_only_a_reversal_in_the_period_makes_room(till: Till) -> None:
    program = till.program("cashback", RULES, policy=budget("100", period="month"))
    card = till.card(program)
    old = till.buy(card, "500", local(2, 10))
    first = till.buy(card, "1,000", local(3, 2))
    till.refund(old, local(3, 3))
    assert till.buy(card, "100", local(3, 4)).figures.earned == 0
    till.refund(first, local(3, 5), (1, "300"))
    assert shown(till, program, local(3, 5)).left == rub("30")
    assert till.buy(card, "1,000", local(3, 6)).figures.earned == rub("30")
    till.refund(first, local(4, 2))
    late = till.buy(card, "1,000", local(3, 30), recorded_at=local(4, 3))
    assert late.figures.earned == 0
    assert till.buy(card, "100", local(4, 3)).figures.earned == rub("10")


def test_statement_R17_a_backdated_purchase_uses_the_period_of_its_date(
    till: Till,
) -> None:
    program = till.program("cashback", RULES, policy=budget("100", period="month"))
    card = till.card(program)
    till.buy(card, "900", local(2, 10), recorded_at=local(3, 2))
    assert till.buy(card, "1,000", local(3, 2)).figures.earned == rub("100")
    late = till.buy(card, "1,000", local(2, 28), recorded_at=local(3, 2))
    assert late.figures.earned == rub("10")


def test_a_budget_that_comes_late_counts_what_was_given_before(till: Till) -> None:
    program = till.program("cashback", RULES)
    card = till.card(program)
    bought = till.buy(card, "700", local(2, 1))
    till.refund(bought, local(2, 2), (1, "200"))
    till.publish(program, local(2, 10), policy=budget("100"))
    assert shown(till, program, local(2, 10)).used == rub("50")
    assert till.preview(card, "1,000", local(2, 11)).figures.earned == rub("50")
    assert till.buy(card, "1,000", local(2, 11)).figures.earned == rub("50")
    # of a date before the budget: given by the old version, counted all the same
    till.buy(card, "1,000", local(2, 9), recorded_at=local(2, 12))
    assert shown(till, program, local(2, 12)).used == rub("200")
    till.publish(program, local(2, 13), policy=budget("250", period="year"))
    assert till.buy(card, "1,000", local(2, 14)).figures.earned == rub("50")


def test_an_alarm_is_raised_once_in_a_period(till: Till) -> None:
    program = till.program("cashback", RULES, policy=budget("100"))
    card = till.card(program)
    bought = till.buy(card, "800", local(3, 2))
    till.refund(bought, local(3, 3))
    till.buy(card, "900", local(3, 4))
    assert shown(till, program, local(3, 4)).alarms == ((80, local(3, 2)),)


def test_purchases_at_once_never_overspend_the_budget(till: Till) -> None:
    program = till.program("cashback", RULES, policy=budget("65"))
    cards = [till.card(program) for _ in range(8)]
    buy = functools.partial(till.buy, lines="100", at=local(3, 10))
    earned = [
        one.figures.earned
        for one in at_once([functools.partial(buy, card) for card in cards])
    ]
    assert sorted(earned) == [0, rub("5"), *[rub("10")] * 6]
    assert shown(till, program, local(3, 10)).used == rub("65")
    assert till.findings() == []


def test_a_program_of_discounts_has_no_use_of_its_budget(till: Till) -> None:
    program = till.program("discount", policy=budget("0"))
    assert till.buy(till.card(program), "100", local(3, 1)).figures.discount == rub("7")
    assert shown(till, program, local(3, 1)).used == 0
