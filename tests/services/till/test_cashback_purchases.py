"""Cashback cards through the services: earning, spending, release and expiry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.services.till.till import Till, line, local, rub
from wallet_service.services.errors import Invalid

HELD = {"rate_bp": 500, "hold_days": 14, "expiry": {"days": 180}}
C5: dict[str, Any] = {"rate_bp": 300, "discount_bp": 500, "share_cap_bp": 3000}


def test_case_C1_points_by_category_rounded_down(till: Till) -> None:
    rules = {"rate_bp": 50, "category_rates_bp": {"fuel": 700}}
    card = till.card_of("cashback", rules)
    lines = [line(1, "15,000", "fuel"), line(2, "84,999.99")]
    bought = till.buy(card, lines, local(3, 10))
    assert bought.figures.earned == rub("1,474.99")
    assert till.points(card, local(3, 10)) == (rub("1,474.99"), 0, 0)


@pytest.mark.parametrize("posted", [False, True])
@pytest.mark.parametrize(
    ("at", "available", "pending"),
    [
        (local(3, 14, 23, 59), "0", "50"),
        (local(3, 15, 0, 0), "50", "0"),
        (local(9, 10, 23, 59), "50", "0"),
        (local(9, 11, 0, 0), "0", "0"),
    ],
)
def test_case_C3_points_wait_become_spendable_and_expire_by_the_clock(
    till: Till, posted: bool, at: datetime, available: str, pending: str
) -> None:
    card = till.card_of("cashback", HELD)
    till.buy(card, "1,000", local(3, 1))
    if posted:
        till.run_due(at)
    assert till.points(card, at) == (rub(available), rub(pending), 0)
    assert till.findings() == []


def test_case_C3_the_card_says_what_goes_first(till: Till) -> None:
    card = till.card_of("cashback", HELD)
    till.buy(card, "1,000", local(3, 1))
    cashback = till.standing(card, local(3, 20)).cashback
    assert cashback is not None
    assert cashback.expires_next is not None
    assert cashback.expires_next.amount == rub("50")
    assert cashback.expires_next.on.isoformat() == "2026-09-10"


def test_run_due_posts_each_release_and_expiry_once(till: Till) -> None:
    card = till.card_of("cashback", HELD)
    till.buy(card, "1,000", local(3, 1))
    before = till.answer(card, local(3, 14)).revision
    assert till.run_due(local(3, 14)) == 0
    assert till.run_due(local(3, 15)) == 1
    assert till.run_due(local(3, 15)) == 0
    assert till.answer(card, local(3, 15)).revision == before + 1
    assert till.run_due(local(9, 11)) == 1
    kinds = [entry.kind for entry in till.entries(card, local(9, 11))]
    assert kinds == ["earn_pending", "release", "expire"]
    assert till.findings() == []


def test_case_C5_a_purchase_paid_in_part_with_points(till: Till) -> None:
    card = till.card_of("cashback", C5)
    till.credit(card, "4,000", local(3, 1))
    bought = till.buy(card, "10,000", local(3, 10), points="2,850")
    assert bought.figures.discount == rub("500")
    assert bought.figures.payable == rub("6,650")
    assert bought.figures.earned == rub("199.50")
    assert till.points(card, local(3, 10)) == (rub("1,349.50"), 0, 0)


def test_case_C6_a_refund_of_one_line(till: Till) -> None:
    card = till.card_of("cashback", C5)
    till.credit(card, "4,000", local(3, 1))
    lines = [line(1, "6,000"), line(2, "4,000")]
    bought = till.buy(card, lines, local(3, 10), points="2,850")
    assert [one.points_spent for one in bought.lines] == [rub("1,710"), rub("1,140")]
    assert [one.payable for one in bought.lines] == [rub("3,990"), rub("2,660")]
    assert [one.earned for one in bought.lines] == [rub("119.70"), rub("79.80")]
    back = till.refund(bought, local(3, 11), (2, "4,000"))
    assert back.money == rub("2,660")
    assert back.points_returned == rub("1,140")
    assert back.earning_reversed == rub("79.80")
    assert till.points(card, local(3, 11)) == (rub("2,409.70"), 0, 0)
    rest = till.refund(bought, local(3, 12))
    assert (rest.money, rest.points_returned) == (rub("3,990"), rub("1,710"))
    assert till.points(card, local(3, 12)) == (rub("4,000"), 0, 0)
    assert till.findings() == []


def test_case_C7_returns_one_by_one_reverse_the_whole(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 500})
    bought = till.buy(card, [line(n, "33.33") for n in (1, 2, 3)], local(3, 10))
    assert bought.figures.earned == rub("4.99")
    backs = [till.refund(bought, local(3, 11), (n, "33.33")) for n in (1, 2, 3)]
    assert [one.earning_reversed for one in backs] == [166, 167, 166]
    assert till.points(card, local(3, 11)) == (0, 0, 0)
    assert till.findings() == []


def test_case_C8_a_reversal_of_spent_points_is_a_debt_that_the_next_earning_pays(
    till: Till,
) -> None:
    rules = {"rate_bp": 1000, "excluded_categories": ["gift"]}
    card = till.card_of("cashback", rules)
    bought = till.buy(card, "1,995", local(3, 10))
    gift = till.buy(card, [line(1, "199.50", "gift")], local(3, 11), points="199.50")
    assert (gift.figures.payable, gift.figures.earned) == (0, 0)
    back = till.refund(bought, local(3, 12))
    assert back.earning_reversed == rub("199.50")
    assert till.points(card, local(3, 12)) == (0, 0, rub("199.50"))
    earned = till.buy(card, "3,000", local(3, 13))
    assert earned.figures.earned == rub("300")
    assert till.points(card, local(3, 13)) == (rub("100.50"), 0, 0)
    assert till.findings() == []


def test_statement_R12_a_pending_earning_pays_the_debt_first(till: Till) -> None:
    rules = {"rate_bp": 1000, "hold_days": 3, "excluded_categories": ["gift"]}
    card = till.card_of("cashback", rules)
    bought = till.buy(card, "1,000", local(3, 1))
    till.buy(card, [line(1, "100", "gift")], local(3, 5), points="100")
    till.refund(bought, local(3, 6))
    assert till.points(card, local(3, 6)) == (0, 0, rub("100"))
    till.buy(card, "1,500", local(3, 7))
    assert till.points(card, local(3, 7)) == (0, rub("50"), 0)
    till.run_due(local(3, 10))
    assert till.points(card, local(3, 10)) == (rub("50"), 0, 0)
    assert till.findings() == []


def test_statement_R12_a_reversal_takes_own_lots_then_others_in_spending_order(
    till: Till,
) -> None:
    rules = {"rate_bp": 1000, "hold_days": 14, "excluded_categories": ["gift"]}
    card = till.card_of("cashback", rules)
    waiting = till.credit(card, "50", local(3, 1), available_at=local(6, 1))
    lasting = till.credit(card, "50", local(3, 1))
    ending = till.credit(card, "50", local(3, 1), expires_at=local(9, 1))
    bought = till.buy(card, "2,000", local(3, 1))
    back = till.refund(bought, local(3, 2), (1, "200"))
    assert back.earning_reversed == rub("20")
    assert till.lots_left(waiting, lasting, ending) == [5000, 5000, 5000]
    # 280 are spendable now; the earliest expiry goes first, then the oldest
    till.buy(card, [line(1, "150", "gift")], local(3, 20), points="150")
    assert till.lots_left(waiting, lasting, ending) == [5000, 0, 0]
    newer = till.credit(card, "40", local(3, 21))
    soon = till.credit(card, "30", local(3, 21), expires_at=local(8, 1))
    till.refund(bought, local(3, 22))
    # 180 are reversed: 130 of its own, 30 and 20 of the others
    assert till.lots_left(waiting, soon, newer) == [5000, 0, 2000]
    assert till.findings() == []


def test_statement_R12_other_pending_lots_go_last_by_availability(till: Till) -> None:
    rules = {"rate_bp": 1000, "excluded_categories": ["gift"]}
    card = till.card_of("cashback", rules)
    bought = till.buy(card, "1,000", local(3, 1))
    till.buy(card, [line(1, "100", "gift")], local(3, 2), points="100")
    late = till.credit(card, "50", local(3, 3), available_at=local(6, 1))
    early = till.credit(card, "60", local(3, 3), available_at=local(5, 1))
    till.refund(bought, local(3, 4))
    assert till.lots_left(early, late) == [0, 1000]
    assert till.points(card, local(3, 4)) == (0, rub("10"), 0)


def test_case_C9_returned_points_live_at_least_fourteen_days(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 0})
    old = till.credit(card, "100", local(3, 1), expires_at=local(6, 1, 0, 0))
    bought = till.buy(card, "60", local(5, 20), points="60")
    till.refund(bought, local(6, 10))
    assert till.lots_left(old) == [0]
    assert till.points(card, local(6, 23, 23, 59)) == (rub("60"), 0, 0)
    assert till.points(card, local(6, 24, 0, 0)) == (0, 0, 0)
    cashback = till.standing(card, local(6, 11)).cashback
    assert cashback is not None
    assert cashback.expires_next is not None
    assert cashback.expires_next.on.isoformat() == "2026-06-23"
    assert till.findings() == []


def test_statement_R13_points_go_back_to_the_lots_last_taken_first(
    till: Till,
) -> None:
    card = till.card_of("cashback", {"rate_bp": 0})
    first = till.credit(card, "100", local(3, 1), expires_at=local(5, 1, 0, 0))
    till.credit(card, "100", local(3, 1), expires_at=local(9, 1, 0, 0))
    bought = till.buy(card, "150", local(3, 10), points="150")
    till.refund(bought, local(3, 11), (1, "50"))
    # those 50 had been taken from the second lot: none of them ends in spring
    assert till.points(card, local(5, 2)) == (rub("100"), 0, 0)
    till.refund(bought, local(3, 12), (1, "60"))
    assert till.points(card, local(4, 30)) == (rub("160"), 0, 0)
    assert till.points(card, local(5, 2)) == (rub("100"), 0, 0)
    assert till.lots_left(first) == [0]
    assert till.findings() == []


def test_case_C11_the_share_cap_is_rounded_down(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 0, "share_cap_bp": 3000})
    till.credit(card, "1,000", local(3, 1))
    bought = till.buy(card, "333.33", local(3, 10), points="99.99")
    assert bought.figures.points_spent == rub("99.99")
    with pytest.raises(Invalid) as refused:
        till.buy(card, "333.33", local(3, 10), points="100.00")
    assert refused.value.extra["maximum"] == rub("99.99")


@pytest.mark.parametrize(("balance", "maximum"), [("4,000", "2,850"), ("70", "70")])
def test_case_C12_points_above_the_maximum_are_refused_with_it(
    till: Till, balance: str, maximum: str
) -> None:
    card = till.card_of("cashback", C5)
    till.credit(card, balance, local(3, 1))
    with pytest.raises(Invalid) as refused:
        till.buy(card, "10,000", local(3, 10), points="2,850.01")
    assert refused.value.code == "too_many_points"
    assert refused.value.extra["maximum"] == rub(maximum)
    assert refused.value.errors[0].pointer == "/points_to_spend"
    assert till.points(card, local(3, 10)) == (rub(balance), 0, 0)


@pytest.mark.parametrize(
    ("round_up_to", "last", "gone"),
    [
        (None, local(2, 28, 23, 59), local(3, 1, 0, 0)),
        ("quarter", local(3, 31, 23, 59), local(4, 1, 0, 0)),
    ],
)
def test_case_C13_months_are_clamped_and_rounded_up(
    till: Till, round_up_to: str | None, last: datetime, gone: datetime
) -> None:
    expiry = {"months": 1, "round_up_to": round_up_to}
    card = till.card_of("cashback", {"rate_bp": 1000, "expiry": expiry})
    till.buy(card, "1,000", local(1, 31))
    assert till.points(card, last) == (rub("100"), 0, 0)
    assert till.points(card, gone) == (0, 0, 0)


def test_case_C14_earning_on_net(till: Till) -> None:
    card = till.card_of("cashback", C5 | {"earn_base": "net"})
    till.credit(card, "4,000", local(3, 1))
    bought = till.buy(card, "10,000", local(3, 10), points="2,850")
    assert bought.figures.earned == rub("285")


def test_case_C17_a_purchase_refunded_while_pending_never_shows_points(
    till: Till,
) -> None:
    card = till.card_of("cashback", HELD)
    bought = till.buy(card, "1,000", local(3, 1))
    till.refund(bought, local(3, 2))
    assert till.points(card, local(3, 2)) == (0, 0, 0)
    till.run_due(local(9, 30))
    kinds = [entry.kind for entry in till.entries(card, local(9, 30))]
    assert kinds == ["earn_pending", "earn_reverse"]
    assert till.findings() == []


@pytest.mark.parametrize("posted", [False, True])
def test_statement_R14_points_that_expired_are_not_taken_again(
    till: Till, posted: bool
) -> None:
    rules = {
        "rate_bp": 1000,
        "expiry": {"days": 10},
        "excluded_categories": ["gift"],
    }
    card = till.card_of("cashback", rules)
    bought = till.buy(card, "1,000", local(3, 1))
    till.buy(card, [line(1, "40", "gift")], local(3, 2), points="40")
    if posted:
        till.run_due(local(3, 20))
    half = till.refund(bought, local(3, 20), (1, "500"))
    assert half.earning_reversed == rub("50")
    assert till.points(card, local(3, 20)) == (0, 0, 0)
    rest = till.refund(bought, local(3, 21))
    assert rest.earning_reversed == rub("50")
    assert till.points(card, local(3, 21)) == (0, 0, rub("40"))
    assert till.findings() == []


def test_statement_R3_the_minimum_is_tested_again_on_what_is_left(till: Till) -> None:
    rules = {"rate_bp": 1000, "minimum_amount": rub("500")}
    card = till.card_of("cashback", rules)
    bought = till.buy(card, [line(1, "600"), line(2, "400")], local(3, 1))
    first = till.refund(bought, local(3, 2), (1, "500"))
    assert first.earning_reversed == rub("50")
    second = till.refund(bought, local(3, 3), (2, "1"))
    assert second.earning_reversed == rub("50")
    assert till.refund(bought, local(3, 4)).earning_reversed == 0
    assert till.points(card, local(3, 4)) == (0, 0, 0)
    assert till.findings() == []


def test_statement_R12_returned_points_pay_the_debt_first(till: Till) -> None:
    rules = {"rate_bp": 1000, "excluded_categories": ["gift"]}
    card = till.card_of("cashback", rules)
    earned = till.buy(card, "1,000", local(3, 1))
    gift = till.buy(card, [line(1, "100", "gift")], local(3, 2), points="100")
    till.refund(earned, local(3, 3))
    assert till.points(card, local(3, 3)) == (0, 0, rub("100"))
    till.refund(gift, local(3, 4), (1, "60"))
    assert till.points(card, local(3, 4)) == (0, 0, rub("40"))
    till.refund(gift, local(3, 5))
    assert till.points(card, local(3, 5)) == (0, 0, 0)
    assert till.findings() == []


def test_statement_R13_a_refund_returns_points_before_it_reverses(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    till.credit(card, "100", local(3, 1))
    bought = till.buy(card, "200", local(3, 2), points="100")
    assert till.points(card, local(3, 2)) == (rub("10"), 0, 0)
    till.buy(card, "10", local(3, 3), points="10")
    till.refund(bought, local(3, 4))
    # 100 come back, then the 10 earned, spent since, are taken from them
    assert till.points(card, local(3, 4)) == (rub("90"), 0, 0)
    kinds = [entry.kind for entry in till.entries(card, local(3, 4))]
    assert kinds[-2:] == ["spend_return", "earn_reverse"]
    assert till.findings() == []


def test_statement_R14_returned_points_that_expired_are_not_taken_again(
    till: Till,
) -> None:
    rules = {
        "rate_bp": 1000,
        "expiry": {"days": 10},
        "excluded_categories": ["gift"],
    }
    card = till.card_of("cashback", rules)
    earned = till.buy(card, "1,000", local(3, 1))
    gift = till.buy(card, [line(1, "40", "gift")], local(3, 2), points="40")
    till.refund(gift, local(3, 20))
    assert till.points(card, local(4, 1)) == (rub("40"), 0, 0)
    till.refund(earned, local(4, 10))
    assert till.points(card, local(4, 10)) == (0, 0, 0)
    assert till.findings() == []


def test_statement_R15_a_refund_happens_when_it_is_recorded(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    bought = till.buy(card, "1,000", local(3, 1))
    till.refund(bought, local(3, 20))
    entry = till.entries(card, local(3, 20))[-1]
    assert (entry.kind, entry.occurred_at) == ("earn_reverse", local(3, 20))


def test_statement_R16_points_must_be_spendable_then_and_now(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 0})
    till.credit(card, "10", local(3, 1), expires_at=local(3, 15))
    till.credit(card, "20", local(3, 1))
    till.credit(card, "40", local(3, 12))
    at, recorded = local(3, 10), local(3, 20)
    with pytest.raises(Invalid) as refused:
        till.buy(card, "500", at, recorded_at=recorded, points="30")
    assert refused.value.extra["maximum"] == rub("20")
    till.buy(card, "500", at, recorded_at=recorded, points="20")
    assert till.points(card, recorded) == (rub("40"), 0, 0)
    assert till.findings() == []


def test_case_M7_without_approval_a_person_of_a_company_earns_nothing(
    till: Till,
) -> None:
    rules = {"rate_bp": 1000, "discount_bp": 500}
    program = till.program("cashback", rules, beneficiary="member")
    employee = till.card(program, till.member(till.company()))
    bought = till.buy(employee, "1,000", local(3, 10))
    assert (bought.figures.discount, bought.figures.earned) == (rub("50"), 0)
    assert [one.earned for one in bought.lines] == [0]
    assert bought.trace[-1].reason == "approval_missing"
    assert till.points(employee, local(3, 10)) == (0, 0, 0)
    alone = till.card(program)
    assert till.buy(alone, "1,000", local(3, 10)).figures.earned == rub("95")
    till.refund(bought, local(3, 11))
    assert till.findings() == []


def test_statement_R19_who_has_no_company_earns_personally(till: Till) -> None:
    program = till.program("cashback", {"rate_bp": 1000})
    company = till.company()
    anna, boris = (till.card(program, till.member(company)) for _ in range(2))
    alone = till.card(program)
    till.buy(anna, "1,000", local(3, 10))
    till.buy(alone, "500", local(3, 10))
    assert till.points(boris, local(3, 10)) == (rub("100"), 0, 0)
    assert till.points(alone, local(3, 10)) == (rub("50"), 0, 0)


def test_statement_R31_points_are_reversed_in_the_company_of_the_purchase(
    till: Till,
) -> None:
    program = till.program("cashback", {"rate_bp": 1000})
    company = till.company()
    leaver = till.member(company)
    anna, boris = till.card(program, leaver), till.card(program, till.member(company))
    bought = till.buy(anna, "1,000", local(3, 10))
    till.move(leaver, None, local(3, 11))
    till.refund(bought, local(3, 12), (1, "300"))
    assert till.points(boris, local(3, 12)) == (rub("70"), 0, 0)
    assert till.points(anna, local(3, 12)) == (0, 0, 0)
    assert till.findings() == []


def test_case_C20_the_rate_is_of_the_tier_when_it_was_bought(till: Till) -> None:
    tiers = [{"name": "Silver", "from_turnover": rub("1,000"), "rate_bp": 500}]
    card = till.card_of("cashback", {"rate_bp": 300, "tiers": tiers})
    till.buy(card, "1,000", local(3, 10))
    before = till.buy(card, "100", local(3, 9), recorded_at=local(3, 11))
    after = till.buy(card, "100", local(3, 11))
    assert (before.figures.earned, after.figures.earned) == (rub("3"), rub("5"))
