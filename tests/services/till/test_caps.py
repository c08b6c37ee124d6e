"""Monthly cap and largest balance through the services: cases C2 and C10, R17."""

from __future__ import annotations

import pytest

from tests.services.till.till import Till, line, local, rub
from wallet_service.services.errors import Conflict
from wallet_service.services.till.commands import Receipt

CAPPED = {
    "rate_bp": 50,
    "category_rates_bp": {"fuel": 700},
    "monthly_cap": rub("15,000"),
}
C1_LINES = [line(1, "15,000", "fuel"), line(2, "84,999.99")]


def _case_C2(till: Till, card: str) -> Receipt:
    """14,200 of the month are used, then the purchase of C1."""
    till.buy(card, "2,840,000", local(3, 2))
    return till.buy(card, C1_LINES, local(3, 10))


def test_case_C2_the_month_has_eight_hundred_left(till: Till) -> None:
    card = till.card_of("cashback", CAPPED)
    bought = _case_C2(till, card)
    assert bought.figures.earned == rub("800")
    assert "monthly_cap" in [step.reason for step in bought.trace]
    assert till.points(card, local(3, 10)) == (rub("15,000"), 0, 0)
    assert till.buy(card, "1,000", local(3, 31, 23)).figures.earned == 0
    assert till.buy(card, "1,000", local(4, 1, 0)).figures.earned == rub("5")
    assert till.findings() == []


@pytest.mark.parametrize(
    ("refunded_on", "march", "april"),
    [(local(3, 20), "800", "10"), (local(4, 5), "0", "10")],
)
def test_case_C10_only_a_refund_within_the_month_makes_room(
    till: Till, refunded_on, march: str, april: str
) -> None:
    card = till.card_of("cashback", CAPPED)
    back = till.refund(_case_C2(till, card), refunded_on)
    assert back.earning_reversed == rub("800")
    late = till.buy(card, C1_LINES, local(3, 30), recorded_at=local(4, 6))
    assert late.figures.earned == rub(march)
    assert till.buy(card, "2,000", local(4, 6)).figures.earned == rub(april)


def test_statement_R17_a_reversal_of_an_older_month_makes_no_room(till: Till) -> None:
    card = till.card_of("cashback", CAPPED)
    old = till.buy(card, "2,000,000", local(2, 10))
    till.buy(card, "3,000,000", local(3, 2))
    till.refund(old, local(3, 5))
    assert till.buy(card, "1,000", local(3, 10)).figures.earned == 0


def test_statement_R17_the_cap_is_of_the_ledger_that_earns(till: Till) -> None:
    program = till.program("cashback", CAPPED)
    company = till.company()
    first = till.card(program, till.member(company))
    colleague = till.card(program, till.member(company))
    stranger = till.card(program)
    till.buy(first, "3,000,000", local(3, 2))
    assert till.buy(colleague, "1,000", local(3, 3)).figures.earned == 0
    assert till.buy(stranger, "1,000", local(3, 3)).figures.earned == rub("5")


def test_statement_R17_pending_points_count_and_debt_makes_room(till: Till) -> None:
    rules = {"rate_bp": 1000, "maximum_balance": rub("100"), "hold_days": 14}
    card = till.card_of("cashback", rules)
    first = till.buy(card, "700", local(3, 2))
    assert till.buy(card, "700", local(3, 3)).figures.earned == rub("30")
    assert till.points(card, local(3, 3)) == (0, rub("100"), 0)
    assert till.buy(card, "700", local(3, 4)).figures.earned == 0
    till.buy(card, "100", local(3, 20), points="80")
    till.refund(first, local(3, 21))
    assert till.points(card, local(3, 21)) == (0, 0, rub("48"))
    bought = till.buy(card, "2,000", local(3, 22))
    assert bought.figures.earned == rub("148")
    assert till.points(card, local(3, 22)) == (0, rub("100"), 0)
    assert till.findings() == []


def test_statement_R17_points_that_are_spent_make_room(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000, "maximum_balance": rub("100")})
    till.credit(card, "100", local(3, 1))
    bought = till.buy(card, "1,000", local(3, 2), points="40")
    assert bought.figures.earned == rub("40")


def test_statement_R1_a_stale_preview_under_a_cap(till: Till) -> None:
    card = till.card_of("cashback", CAPPED)
    seen = till.preview(card, C1_LINES, local(3, 10)).card.revision
    small = till.buy(card, "1,000", local(3, 9))
    kept = till.buy(card, C1_LINES, local(3, 10), revision=seen)
    assert kept.figures.earned == rub("1,474.99")
    till.buy(card, "3,000,000", local(3, 10))
    stale = till.answer(card, local(3, 10)).revision
    till.refund(small, local(3, 11))
    with pytest.raises(Conflict) as refused:
        till.buy(card, "10,000", local(3, 12), revision=stale)
    assert refused.value.code == "card_changed"
    fresh = refused.value.extra["preview"]
    assert fresh.figures.earned == rub("5")


def test_statement_R1_a_stale_preview_under_a_largest_balance(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000, "maximum_balance": rub("100")})
    seen = till.preview(card, "500", local(3, 10)).card.revision
    till.buy(card, "400", local(3, 10))
    assert till.buy(card, "500", local(3, 10), revision=seen).figures.earned == rub(
        "50"
    )
    with pytest.raises(Conflict) as refused:
        till.buy(card, "500", local(3, 10), revision=seen)
    assert refused.value.code == "card_changed"
