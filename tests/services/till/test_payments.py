"""`/paid`: points that wait for it become spendable, turnover counts (C16, R8)."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from tests.services.till.till import Till, line, local, rub
from wallet_service.cards.standing import CardStanding
from wallet_service.services.errors import Invalid

HELD = {"rate_bp": 1000, "hold_until": "paid", "expiry": {"days": 10}}
TIERED = {"tiers": factories.TIERS, "turnover_base": "paid", "grace_days": 0}
KINDS = ["accumulating", "cashback"]


def last_day(standing: CardStanding) -> date | None:
    """The last day of the points that go first."""
    assert standing.cashback is not None
    expiring = standing.cashback.expires_next
    return expiring.on if expiring else None


def test_case_C16_an_invoice_unpaid_for_40_days_then_paid(till: Till) -> None:
    card = till.card_of("cashback", HELD)
    bought = till.buy(card, "100", local(3, 1))
    for day in (local(3, 1), local(4, 9)):
        till.run_due(day)
        assert till.points(card, day) == (0, rub("10"), 0)
        assert last_day(till.standing(card, day)) is None
    with pytest.raises(Invalid):
        till.buy(card, "100", local(4, 9), points="10")
    paid = till.pay(bought, local(4, 10))
    assert paid.paid_at == local(4, 10)
    assert last_day(paid.card.standing) == date(2026, 4, 19)
    assert till.points(card, local(4, 10)) == (rub("10"), 0, 0)
    assert till.news(card)["event"] == "points_available"
    assert till.points(card, local(4, 19, 23)) == (rub("10"), 0, 0)
    assert till.points(card, local(4, 20, 0)) == (0, 0, 0)
    till.run_due(local(4, 20, 0))
    kinds = [entry.kind for entry in till.entries(card, local(4, 20))]
    assert kinds == ["earn_pending", "release", "expire"]
    assert till.findings() == []


def test_a_payment_counts_once_and_a_second_changes_nothing(till: Till) -> None:
    card = till.card_of("cashback", HELD)
    bought = till.buy(card, "100", local(3, 1))
    first = till.pay(bought, local(3, 5))
    assert till.pay(bought, local(3, 6)) == first
    assert till.points(card, local(3, 6)) == (rub("10"), 0, 0)


def test_reading_R16_points_paid_later_do_not_pay_for_an_earlier_purchase(
    till: Till,
) -> None:
    card = till.card_of("cashback", HELD)
    till.pay(till.buy(card, "100", local(3, 1)), local(3, 5))
    with pytest.raises(Invalid) as refused:
        till.buy(card, "100", local(3, 4), points="10", recorded_at=local(3, 6))
    assert refused.value.extra["maximum"] == 0
    till.buy(card, "100", local(3, 6), points="10")
    assert till.findings() == []


@pytest.mark.parametrize("end", ["freeze", "refund"])
def test_reading_R29_a_payment_works_whatever_became_of_the_card(
    till: Till, end: str
) -> None:
    card = till.card_of("cashback", HELD)
    bought = till.buy(card, "100", local(3, 1))
    if end == "freeze":
        till.freeze(card, local(3, 2))
    else:
        till.refund(bought, local(3, 2))
    paid = till.pay(bought, local(3, 5))
    assert paid.paid_at == local(3, 5)
    expected = rub("10") if end == "freeze" else 0
    assert till.points(card, local(3, 5)) == (expected, 0, 0)
    assert till.findings() == []


def test_reading_R12_waiting_points_are_reversed_first_and_after_others(
    till: Till,
) -> None:
    """Its own pending first; of other purchases those without a date come last."""
    card = till.card_of("cashback", HELD)
    spent = till.buy(card, "100", local(3, 1))
    waiting = till.buy(card, "300", local(3, 1))
    till.pay(spent, local(3, 2))
    till.buy(card, [line(1, "100")], local(3, 3), points="10")
    assert till.points(card, local(3, 3)) == (0, rub("39"), 0)
    till.refund(spent, local(3, 4))
    assert till.points(card, local(3, 4)) == (0, rub("29"), 0)
    till.refund(waiting, local(3, 4), (1, "100"))
    assert till.points(card, local(3, 4)) == (0, rub("19"), 0)
    till.pay(waiting, local(3, 5))
    available, pending, debt = till.points(card, local(3, 5))
    assert (available + pending, debt) == (rub("19"), 0)
    assert till.findings() == []


def test_a_debt_takes_its_part_of_points_that_wait(till: Till) -> None:
    card = till.card_of("cashback", HELD)
    first = till.buy(card, "100", local(3, 1))
    till.pay(first, local(3, 1))
    till.buy(card, "10", local(3, 2), points="10")
    till.refund(first, local(3, 3))
    assert till.points(card, local(3, 3)) == (0, 0, rub("10"))
    held = till.buy(card, "300", local(3, 4))
    assert till.points(card, local(3, 4)) == (0, rub("20"), 0)
    till.pay(held, local(3, 5))
    assert till.points(card, local(3, 5)) == (rub("20"), 0, 0)
    till.refund(held, local(3, 6))
    assert till.points(card, local(3, 6)) == (0, 0, rub("10"))
    assert till.findings() == []


@pytest.mark.parametrize("kind", KINDS)
def test_reading_R8_turnover_counts_when_paid_in_the_period_of_the_purchase(
    till: Till, kind: str
) -> None:
    card = till.card_of(kind, TIERED | {"hold": "within"})
    bought = till.buy(card, "1,100,000", local(3, 20))
    assert bought.figures.turnover_added == 0
    assert till.standing(card, local(3, 20)).turnover == 0
    till.refund(bought, local(3, 21), (1, "50,000"))
    paid = till.pay(bought, local(4, 5))
    assert paid.figures.turnover_added == rub("1,050,000")
    assert till.standing(card, local(4, 5)).turnover == 0
    late = till.preview(card, "100", local(3, 31), recorded_at=local(4, 5))
    expected = (rub("5"), 0) if kind == "accumulating" else (0, rub("5"))
    assert (late.figures.discount, late.figures.earned) == expected
    rest = till.refund(bought, local(4, 6))
    assert rest.turnover_removed == rub("1,050,000")
    read = till.purchase(bought, local(4, 6))
    assert read.refunded.turnover_removed == read.figures.turnover_added
    assert till.findings() == []


def test_reading_R8_points_never_lower_what_counts(till: Till) -> None:
    card = till.card_of("cashback", TIERED | {"rate_bp": 0})
    till.credit(card, "400", local(3, 1))
    bought = till.buy(card, "1,000", local(3, 2), points="400")
    assert till.pay(bought, local(3, 3)).figures.turnover_added == rub("1,000")


def test_a_payment_that_lifts_the_tier_tells_it(till: Till) -> None:
    card = till.card_of("accumulating", TIERED)
    small = till.buy(card, "1,000", local(3, 1))
    large = till.buy(card, "1,000,000", local(3, 1))
    till.pay(small, local(3, 2))
    assert till.news(card)["event"] == "paid"
    seen = till.preview(card, "100", local(3, 3))
    till.pay(large, local(3, 2))
    assert till.news(card)["event"] == "tier_changed"
    with pytest.raises(Exception, match="changed since the preview"):
        till.buy(card, "100", local(3, 3), revision=seen.card.revision)


def test_a_payment_of_another_program_is_only_noted(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 700})
    bought = till.buy(card, "100", local(3, 1))
    before = till.answer(card, local(3, 1))
    paid = till.pay(bought, local(3, 2))
    assert (paid.paid_at, paid.card) == (local(3, 2), before)


def test_points_of_a_company_that_the_person_has_left(till: Till) -> None:
    program, company = till.program("cashback", HELD), till.company()
    member = till.member(company)
    card = till.card(program, member)
    colleague = till.card(program, till.member(company))
    bought = till.buy(card, "100", local(3, 1))
    till.move(member, None, local(3, 2))
    till.pay(bought, local(3, 3))
    assert till.points(card, local(3, 3)) == (0, 0, 0)
    assert till.points(colleague, local(3, 3)) == (rub("10"), 0, 0)
    assert till.findings() == []
