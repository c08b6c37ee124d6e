"""The program's rules in three lines that a member understands."""

from __future__ import annotations

import pytest

from tests.passes import examples
from wallet_service.passes import card_face, formats, how_it_works
from wallet_service.passes.card_view import ProgramFacts


def told(kind, facts: ProgramFacts, locale="en", **changes) -> list[str]:
    view = examples.a_view(kind, locale, facts=facts, **changes)
    return [
        line.replace(formats.NO_BREAK_SPACE, " ") for line in how_it_works.lines(view)
    ]


def test_a_discount_names_its_minimum_and_other_rates():
    facts = ProgramFacts(
        rate_bp=700,
        minimum_amount=500_000,
        category_rates=(("fuel", 50), ("service", 0)),
    )

    assert told("discount", facts) == [
        "7 % off every purchase from 5,000 ₽.",
        "Other rates: fuel 0.5 %, service 0 %.",
        "Show the card before you pay.",
    ]
    assert told("discount", ProgramFacts(rate_bp=700), "ru") == [
        "Скидка 7 % на каждую покупку.",
        "Покажите карту до оплаты.",
    ]


@pytest.mark.parametrize(
    "period", ["lifetime", "month", "quarter", "half", "year", "rolling"]
)
@pytest.mark.parametrize("scope", ["member", "company", "holding"])
@pytest.mark.parametrize("locale", examples.LOCALES)
def test_every_period_and_scope_has_words(period, scope, locale):
    facts = ProgramFacts(tiers=examples.TIERS, period=period, scope=scope)

    lines = told("accumulating", facts, locale)
    assert len(lines) == 3
    assert lines[1].endswith(".")


def test_an_accumulating_discount_lists_its_tiers():
    assert told("accumulating", ProgramFacts(tiers=examples.TIERS), "ru")[0] == (
        "Скидка растёт с оборотом: "
        "5 % от 1 000 000 ₽, 7 % от 3 000 000 ₽, 10 % от 5 000 000 ₽."
    )


@pytest.mark.parametrize(
    ("facts", "locale", "expected"),
    [
        (
            ProgramFacts(),
            "en",
            "Points can be spent at once and do not expire.",
        ),
        (
            ProgramFacts(hold_days=1, expiry_days=21),
            "ru",
            "Баллы можно тратить через 1 день, они действуют 21 день.",
        ),
        (
            ProgramFacts(hold_until_paid=True, expiry_months=6),
            "ru",
            "Баллы можно тратить после оплаты счёта, они действуют 6 месяцев.",
        ),
        (
            ProgramFacts(hold_days=14, expiry_months=1),
            "en",
            "Points can be spent after 14 days and are valid for 1 month.",
        ),
    ],
)
def test_the_life_of_points_is_told(facts, locale, expected):
    assert told("cashback", facts, locale)[1] == expected


def test_where_tiers_decide_the_present_rate_is_told():
    assert told("cashback", ProgramFacts(tiers=examples.TIERS))[0].startswith("7 % of")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ProgramFacts(), "Штамп за каждую покупку."),
        (ProgramFacts(minimum_amount=500_000), "Штамп за каждую покупку от 5 000 ₽."),
        (
            ProgramFacts(stamp_mode="amount", per_amount=1_000_000),
            "Штамп за каждые 10 000 ₽ покупок.",
        ),
        (ProgramFacts(stamp_mode="item"), "Штамп за каждый товар из акции."),
    ],
)
def test_what_earns_a_stamp_is_told(facts, expected):
    lines = told("stamp", facts, "ru")

    assert lines[0] == expected
    assert lines[1] == "10 штампов — и подарок ваш: Кофемашина."


def test_a_gift_without_a_name_is_still_a_gift():
    lines = told("stamp", ProgramFacts(), reward_name=None)
    face = card_face.face(examples.a_view("stamp", reward_name=None))

    assert lines[1] == "10 stamps make a gift."
    assert [field.label for field in face.row] == ["rewards"]
