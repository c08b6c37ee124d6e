"""Money, rates, numbers and dates in the reader's own form, by Babel's rules.

Values never break in the middle of a line: spaces inside them are no-break ones.
"""

from __future__ import annotations

import functools
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates, numbers

from wallet_service.passes.card_view import Locale

NO_BREAK_SPACE = "\u00a0"
_MINUS = "\u2212"
# One card names the same sum several times, and Babel takes 60 µs for each.
_KEPT = 4096
# Signs that CLDR knows only as narrow ones; they stand behind the number everywhere.
_SIGNS_BEHIND = {"RUB": "₽", "KZT": "₸", "UAH": "₴", "BYN": "Br"}


def money(amount: int, currency: str, locale: Locale) -> str:
    """`amount` minor units with both decimals: 1 234,56 ₽ or 1,234.56 ₽."""
    return _money(amount, currency, (locale, "#,##0.00"))


def round_money(amount: int, currency: str, locale: Locale) -> str:
    """Like `money`, but a whole sum goes without decimals: 3 100 000 ₽."""
    pattern = "#,##0.00" if amount % 100 else "#,##0"
    return _money(amount, currency, (locale, pattern))


@functools.lru_cache(maxsize=_KEPT)
def _money(amount: int, currency: str, form: tuple[Locale, str]) -> str:
    locale, pattern = form
    major = Decimal(amount) / 100
    sign = _SIGNS_BEHIND.get(currency)
    if sign:
        figure = numbers.format_decimal(major, pattern, locale=locale)
        text = f"{figure}{NO_BREAK_SPACE}{sign}"
    else:
        place = f"¤{pattern}" if locale == "en" else f"{pattern}{NO_BREAK_SPACE}¤"
        text = numbers.format_currency(
            major, currency, place, locale=locale, currency_digits=False
        )
    return text.replace("-", _MINUS)


def signed_money(amount: int, currency: str, locale: Locale) -> str:
    """`money` with its sign always written: +1 050,00 ₽."""
    text = money(amount, currency, locale)
    return f"+{text}" if amount > 0 else text


def number(value: int, locale: Locale) -> str:
    """A count with grouped thousands."""
    return numbers.format_decimal(value, locale=locale).replace("-", _MINUS)


def signed_number(value: int, locale: Locale) -> str:
    """A count with its sign always written."""
    return f"+{number(value, locale)}" if value > 0 else number(value, locale)


@functools.lru_cache(maxsize=_KEPT)
def rate(rate_bp: int, locale: Locale) -> str:
    """Basis points as a percentage: 7 %, 0,5 %."""
    percent = Decimal(rate_bp) / 100
    return f"{numbers.format_decimal(percent, '0.##', locale=locale)}{NO_BREAK_SPACE}%"


@functools.lru_cache(maxsize=_KEPT)
def day(value: date, today: date, locale: Locale) -> str:
    """10 March; with the year when it is not the present one."""
    pattern = "d MMMM" if value.year == today.year else "d MMMM y"
    text = dates.format_date(value, pattern, locale=locale)
    return text.replace(" ", NO_BREAK_SPACE)


def time_of_day(instant: datetime, time_zone: str) -> str:
    """Hours and minutes on the clock of `time_zone`."""
    return instant.astimezone(ZoneInfo(time_zone)).strftime("%H:%M")


def local_day(instant: datetime, time_zone: str) -> date:
    """The calendar day of `instant` in `time_zone`."""
    return instant.astimezone(ZoneInfo(time_zone)).date()


def card_number(digits: str) -> str:
    """A card's number in groups of four, as people read it aloud."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
