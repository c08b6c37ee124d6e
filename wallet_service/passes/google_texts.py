"""Labels for Google's card, short enough for its narrow places, in both languages.

What has no short form here bears the label that stands on every other platform.
"""

from __future__ import annotations

from collections.abc import Mapping

from wallet_service.passes import texts
from wallet_service.passes.card_view import Locale

_SHORT: Mapping[Locale, Mapping[str, str]] = {
    "en": {
        "discount": "Discount",
        "balance": "Cashback",
        "stamps": "Stamps",
        "tier": "Tier",
        "rate": "Rate",
        "rewards": "Gifts",
        "number": "Card",
        "name": "Name",
        "turnover_lifetime": "Turnover",
        "turnover_month": "Month",
        "turnover_quarter": "Quarter",
        "turnover_half": "Half-year",
        "turnover_year": "Year",
        "turnover_rolling": "Recently",
        "page": "Card's page",
        "site": "Website",
        "phone": "Call us",
        "email": "Write to us",
    },
    "ru": {
        "discount": "Скидка",
        "balance": "Кешбэк",
        "stamps": "Штампы",
        "tier": "Уровень",
        "rate": "Ставка",
        "rewards": "Подарки",
        "number": "Карта",
        "name": "Имя",
        "turnover_lifetime": "Оборот",
        "turnover_month": "За месяц",
        "turnover_quarter": "Квартал",
        "turnover_half": "Полгода",
        "turnover_year": "За год",
        "turnover_rolling": "Недавно",
        "page": "Страница карты",
        "site": "Сайт",
        "phone": "Позвонить",
        "email": "Написать",
    },
}


def label(key: str, locale: Locale) -> str:
    """The label `key` in one language; KeyError for one that nobody wrote."""
    short = _SHORT[locale].get(key)
    if short is not None:
        return short
    text = texts.of(locale).labels[key]
    # other platforms write small labels in capitals, Google writes sentences
    return text.capitalize() if text.isupper() else text


def localized(values: Mapping[str, str], first: Locale = "en") -> dict[str, object]:
    """A LocalizedString: `first` is what a phone of a third language shows."""
    default = first if first in values else next(iter(values))
    document: dict[str, object] = {
        "defaultValue": {"language": default, "value": values[default]}
    }
    others = [
        {"language": language, "value": text}
        for language, text in values.items()
        if language != default
    ]
    if others:
        document["translatedValues"] = others
    return document


def localized_label(key: str) -> dict[str, object]:
    """The label `key` in both languages."""
    return localized({locale: label(key, locale) for locale in texts.LOCALES})
