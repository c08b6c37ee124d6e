"""Cases D1..D6 of a discount card."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.scenes import line, local, one_card, rub

NOON = local("2026-03-10")
D2_RATES = {"consumables": 1000, "equipment": 500, "service": 0}


@pytest.mark.parametrize(
    ("case", "rules", "lines", "discounts", "payable"),
    [
        ("D1", {"rate_bp": 700}, [line("12,345.67")], ["864.20"], "11,481.47"),
        (
            "D2",
            {"category_rates_bp": D2_RATES},
            [
                line("100,000", "consumables"),
                line("250,000", "equipment"),
                line("30,000", "service"),
            ],
            ["10,000", "12,500", "0"],
            "357,500",
        ),
        (
            "D3",
            {"rate_bp": 500},
            [line("33.33")] * 3,
            ["1.67", "1.67", "1.66"],
            "94.99",
        ),
        (
            "D4",
            {"rate_bp": 700, "minimum_amount": rub(5000)},
            [line("4,999.99")],
            ["0"],
            "4,999.99",
        ),
        (
            "D6",
            {"rate_bp": 700, "maximum_discount": rub(20_000)},
            [line("400,000")],
            ["20,000"],
            "380,000",
        ),
    ],
)
def test_case_D1_D2_D3_D4_D6(
    case: str,
    rules: dict[str, Any],
    lines: list[Any],
    discounts: list[str],
    payable: str,
) -> None:
    outcome = one_card("discount", rules).preview("c", lines, at=NOON)
    assert [own.discount for own in outcome.lines] == [rub(d) for d in discounts], case
    assert outcome.payable == rub(payable), case


def test_cases_D4_and_D6_say_why() -> None:
    low = one_card("discount", {"rate_bp": 700, "minimum_amount": rub(5000)})
    assert low.preview("c", rub("4,999.99"), at=NOON).reasons == ("below minimum",)
    high = one_card("discount", {"rate_bp": 700, "maximum_discount": rub(20_000)})
    assert high.preview("c", rub(400_000), at=NOON).reasons == ("limit",)


def test_case_D5_the_best_rate_wins_unless_the_campaign_adds() -> None:
    for adds, expected in [(False, 1000), (True, 1700)]:
        world = one_card("discount", {"rate_bp": 700})
        world.campaign(
            "ten",
            "p",
            "extra_rate",
            rate_bp=1000,
            categories=("equipment",),
            adds=adds,
            since=local("2026-03-01"),
            until=local("2026-04-01"),
            at=local("2026-02-01"),
        )
        lines = [line(1000, "equipment"), line(1000, "fuel")]
        outcome = world.preview("c", lines, at=NOON)
        rates = [own.discount_rate_bp for own in outcome.lines]
        assert rates == [expected, 700]
