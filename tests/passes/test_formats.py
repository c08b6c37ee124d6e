"""Money, rates and dates in the reader's own form (look and voice of the product)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from wallet_service.passes import formats
from wallet_service.passes.card_view import Locale

SPACE = formats.NO_BREAK_SPACE


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "expected"),
    [
        (123_456, "RUB", "ru", "1 234,56 ₽"),
        (123_456, "RUB", "en", "1,234.56 ₽"),
        (0, "RUB", "ru", "0,00 ₽"),
        (5, "RUB", "en", "0.05 ₽"),
        (-123_456, "RUB", "ru", "−1 234,56 ₽"),
        (310_000_000_000, "RUB", "ru", "3 100 000 000,00 ₽"),
        (123_456, "EUR", "en", "€1,234.56"),
        (123_456, "EUR", "ru", "1 234,56 €"),
        (123_456, "USD", "en", "$1,234.56"),
        (123_456, "KZT", "ru", "1 234,56 ₸"),
        (123_456, "JPY", "en", "¥1,234.56"),
    ],
)
def test_money_has_two_decimals_and_never_breaks(
    amount: int, currency: str, locale: Locale, expected: str
):
    text = formats.money(amount, currency, locale)

    assert text.replace(SPACE, " ") == expected
    assert " " not in text


@pytest.mark.parametrize(
    ("amount", "locale", "expected"),
    [
        (310_000_000, "ru", "3 100 000 ₽"),
        (310_000_000, "en", "3,100,000 ₽"),
        (310_000_001, "en", "3,100,000.01 ₽"),
        (310_000_050, "ru", "3 100 000,50 ₽"),
    ],
)
def test_a_whole_sum_goes_without_decimals_where_it_is_large(
    amount: int, locale: Locale, expected: str
):
    text = formats.round_money(amount, "RUB", locale)

    assert text.replace(SPACE, " ") == expected


@pytest.mark.parametrize(
    ("rate_bp", "locale", "expected"),
    [
        (700, "en", "7 %"),
        (700, "ru", "7 %"),
        (50, "en", "0.5 %"),
        (50, "ru", "0,5 %"),
        (1025, "ru", "10,25 %"),
        (0, "en", "0 %"),
        (10_000, "en", "100 %"),
    ],
)
def test_a_rate_is_a_percentage(rate_bp: int, locale: Locale, expected: str):
    assert formats.rate(rate_bp, locale).replace(SPACE, " ") == expected


@pytest.mark.parametrize(
    ("day", "locale", "expected"),
    [
        (date(2026, 3, 10), "en", "10 March"),
        (date(2026, 3, 10), "ru", "10 марта"),
        (date(2027, 3, 14), "en", "14 March 2027"),
        (date(2027, 5, 1), "ru", "1 мая 2027"),
    ],
)
def test_a_date_is_in_words_and_has_a_year_when_it_is_another(
    day: date, locale: Locale, expected: str
):
    text = formats.day(day, date(2026, 3, 10), locale)

    assert text.replace(SPACE, " ") == expected


def test_signs_are_written_for_changes():
    assert formats.signed_money(105_000, "RUB", "en") == f"+1,050.00{SPACE}₽"
    assert formats.signed_money(-105_000, "RUB", "en") == f"−1,050.00{SPACE}₽"
    assert formats.signed_number(3, "ru") == "+3"
    assert formats.signed_number(-3, "ru") == "−3"


def test_an_instant_is_told_in_the_zone_of_the_program():
    late = datetime(2026, 3, 31, 21, 30, tzinfo=UTC)

    assert formats.local_day(late, "Europe/Moscow") == date(2026, 4, 1)
    assert formats.time_of_day(late, "Europe/Moscow") == "00:30"


def test_a_card_number_is_read_in_groups():
    assert formats.card_number("004217300158") == "0042 1730 0158"
