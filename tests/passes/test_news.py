"""The one text that a phone announces."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.passes import examples
from wallet_service.passes import formats, news_text
from wallet_service.passes.card_view import CardView, Effect, News


def told(view: CardView) -> str:
    return news_text.text(view).replace(formats.NO_BREAK_SPACE, " ")


def after(kind, count: int):
    """The standing after `count` equal purchases; a discount card's stays the same."""
    if kind == "discount":
        return examples.discount_standing()
    if kind == "accumulating":
        return examples.accumulating_standing(100_000_000 + count * 1_000_000)
    if kind == "cashback":
        return examples.cashback_standing(100_000, count * 70_000)
    return examples.stamp_standing(count)


@pytest.mark.parametrize("locale", examples.LOCALES)
@pytest.mark.parametrize("kind", examples.KINDS)
def test_two_equal_purchases_in_one_minute_give_two_texts(kind, locale):
    first, second = (
        News("purchase", examples.NOON, 6 + count, after(kind, count), 1_000_000)
        for count in (1, 2)
    )

    texts = [told(examples.a_view(kind, locale, news=news)) for news in (first, second)]
    assert texts[0] != texts[1]
    assert texts[0].split(".")[0] == texts[1].split(".")[0]


@pytest.mark.parametrize(
    ("kind", "locale", "expected"),
    [
        (
            "discount",
            "en",
            "Purchase on 10 March at 12:04, 11,481.47 ₽, discount 864.20 ₽. "
            "Discount 7 %, card revision 7.",
        ),
        (
            "accumulating",
            "ru",
            "Покупка 10 марта в 12:04 на 11 481,47 ₽, скидка 864,20 ₽. Скидка 7 %, "
            "оборот 3 100 000,00 ₽, до уровня «Platinum» (10 %) — 1 900 000,00 ₽.",
        ),
        (
            "cashback",
            "ru",
            "Покупка 10 марта в 12:04 на 11 481,47 ₽, баллы +1 474,99 ₽. "
            "Доступно 1 995,00 ₽, ожидает начисления 1 474,99 ₽.",
        ),
        (
            "stamp",
            "en",
            "Purchase on 10 March at 12:04, 11,481.47 ₽, stamps +1. 7 stamps of 10.",
        ),
    ],
)
def test_the_text_says_what_changed_and_ends_with_the_new_standing(
    kind, locale, expected
):
    assert told(examples.a_view(kind, locale)) == expected


def test_a_silent_change_of_the_standing_leaves_the_text_as_it_is():
    view = examples.a_view("accumulating")
    later = replace(
        view,
        revision=9,
        today=view.today + timedelta(days=400),
        standing=examples.accumulating_standing(320_000_000),
    )

    assert told(later) == told(view)


def test_a_new_card_greets_with_a_text_that_stays():
    view = examples.a_view("cashback", news=None)
    richer = replace(view, standing=examples.cashback_standing(500_000))

    assert told(view) == told(richer) == "Your card is ready."


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("reward_ready", "Подарок готов: Кофемашина."),
        ("reward_redeemed", "Подарок выдан 10 марта в 12:04: Кофемашина."),
        ("frozen", "С 10 марта карта приостановлена."),
        ("unfrozen", "С 10 марта карта снова действует."),
        ("program_changed", "Условия изменились 10 марта."),
        ("spending_code", "4821 — ваш код для списания, действует пять минут."),
        ("message", "Мы открыты 9 мая."),
    ],
)
def test_every_event_has_a_sentence_of_its_own(event, expected):
    standing = examples.stamp_standing(3, rewards=2)
    text = {"message": "Мы открыты 9 мая.", "spending_code": "4821"}.get(event)
    news = News(event, examples.NOON, 8, standing, text=text)

    text = told(examples.a_view("stamp", "ru", news=news))
    assert text == f"{expected} 3 штампа из 10, можно получить 2 подарка."


def test_a_gift_with_a_name_of_its_own_is_told_by_it():
    standing = examples.stamp_standing(3, rewards=2)
    news = News("reward_redeemed", examples.NOON, 8, standing, text="Набор бит")
    said = told(examples.a_view("stamp", "ru", news=news))
    assert said.startswith("Подарок выдан 10 марта в 12:04: Набор бит.")


@pytest.mark.parametrize("locale", examples.LOCALES)
def test_a_tier_is_announced_by_name_and_its_loss_without(locale):
    gained = examples.accumulating_standing()
    lost = replace(gained, tier=None, rate_bp=0)
    texts = [
        told(
            examples.a_view(
                "accumulating",
                locale,
                news=News("tier_changed", examples.NOON, 8, standing),
            )
        )
        for standing in (gained, lost)
    ]

    assert "Gold" in texts[0]
    assert "Gold" not in texts[1]


def test_expiring_points_are_announced_with_their_last_day():
    news = News(
        "points_expiring",
        examples.NOON,
        8,
        examples.cashback_standing(),
        effects=(Effect("points", -19_950),),
        until=date(2026, 3, 24),
    )

    assert told(examples.a_view("cashback", news=news)).startswith(
        "Points expire soon, last day 24 March, points −199.50 ₽."
    )
