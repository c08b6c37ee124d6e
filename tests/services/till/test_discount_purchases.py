"""Discount cards through the services: the worked cases D1 to D6."""

from __future__ import annotations

import pytest

from tests.services.till.till import Till, line, local, rub

CATEGORIES = {"consumables": 1000, "equipment": 500, "service": 0}


def test_case_D1_seven_per_cent_half_up(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 700})
    bought = till.buy(card, "12,345.67", local(3, 10))
    assert bought.figures.discount == rub("864.20")
    assert bought.figures.payable == rub("11,481.47")
    assert bought.figures.turnover_added == rub("11,481.47")
    assert till.findings() == []


def test_case_D2_rates_by_category(till: Till) -> None:
    card = till.card_of("discount", {"category_rates_bp": CATEGORIES})
    lines = [
        line(1, "100,000", "consumables"),
        line(2, "250,000", "equipment"),
        line(3, "30,000", "service"),
    ]
    bought = till.buy(card, lines, local(3, 10))
    assert [one.discount for one in bought.lines] == [rub("10,000"), rub("12,500"), 0]
    assert bought.figures.payable == rub("357,500")


@pytest.mark.parametrize(
    ("gross", "discount"), [("4,999.99", "0"), ("5,000", "350.00")]
)
def test_case_D4_below_the_minimum_there_is_no_discount(
    till: Till, gross: str, discount: str
) -> None:
    card = till.card_of("discount", {"rate_bp": 700, "minimum_amount": rub("5,000")})
    bought = till.buy(card, gross, local(3, 10))
    assert bought.figures.discount == rub(discount)
    reasons = {step.reason for step in bought.trace}
    assert ("below_minimum" in reasons) == (discount == "0")


def test_case_D6_the_discount_has_a_maximum(till: Till) -> None:
    rules = {"rate_bp": 700, "maximum_discount": rub("20,000")}
    bought = till.buy(till.card_of("discount", rules), "400,000", local(3, 10))
    assert bought.figures.discount == rub("20,000")
    assert "limit" in {step.reason for step in bought.trace}


def test_a_purchase_reads_back_as_it_was_answered(till: Till) -> None:
    card = till.card_of("discount", {"category_rates_bp": CATEGORIES})
    lines = [line(1, "100.01", "equipment", sku="drill", quantity=2, cost=5000)]
    at = local(3, 10)
    bought = till.buy(card, lines, at, external_id="INV-1", location_id="main")
    assert till.purchase(bought, at) == bought


def test_statement_R34_figures_stay_after_a_refund_stands_beside_them(
    till: Till,
) -> None:
    card = till.card_of("discount", {"rate_bp": 700})
    bought = till.buy(card, "100", local(3, 10))
    given_back = till.refund(bought, local(3, 11), (1, "40"))
    read = till.purchase(bought, local(3, 12))
    assert read.state == "part_refunded"
    assert read.figures == bought.figures
    assert read.lines == bought.lines
    assert (read.refunded.gross, read.refunded.money) == (rub("40"), rub("37.20"))
    assert [one.id for one in read.refunds] == [given_back.id]
    assert read.refunds[0].lines == given_back.lines
    till.refund(bought, local(3, 12))
    assert till.purchase(bought, local(3, 12)).state == "refunded"
    assert till.findings() == []
