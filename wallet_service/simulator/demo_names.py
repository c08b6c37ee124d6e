"""The demonstration's people, companies and goods, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COMPANIES_IN_HOLDING = 2


@dataclass(frozen=True, slots=True)
class Names:
    """One language; `categories` are cable, lighting and tools, in this order."""

    language: str
    programs: Mapping[str, str]
    terms: str
    tiers: tuple[str, str, str]
    reward: str
    categories: tuple[str, str, str]
    holding: str
    companies: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    manager: str
    manager_phone: str


_ENGLISH = Names(
    language="en",
    programs={
        "discount": "Project price",
        "accumulating": "Partner discount",
        "cashback": "Installer points",
        "stamp": "Tenth order",
    },
    terms="The card belongs to your company. Show it before the invoice is made out.",
    tiers=("Silver", "Gold", "Platinum"),
    reward="cordless drill",
    categories=("cable", "lighting", "tools"),
    holding="Polar Group",
    companies=(
        "Polar Installations Ltd",
        "Polar Service Ltd",
        "Baltic Interiors Ltd",
    ),
    people=(("Anna Larsen", "purchasing manager"), ("Peter Lind", "site manager")),
    manager="Helen Brook",
    manager_phone="+7 495 000-00-17",
)
_RUSSIAN = Names(
    language="ru",
    programs={
        "discount": "Проектная цена",
        "accumulating": "Скидка партнёра",
        "cashback": "Баллы монтажника",
        "stamp": "Десятый заказ",
    },
    terms="Карта принадлежит вашей компании. Покажите её до выставления счёта.",
    tiers=("Серебро", "Золото", "Платина"),
    reward="аккумуляторная дрель",
    categories=("кабель", "светильники", "инструмент"),
    holding="Группа «Полюс»",
    companies=("ООО «Полюс-Монтаж»", "ООО «Полюс-Сервис»", "ООО «Балтика-Интерьер»"),
    people=(
        ("Анна Ларина", "руководитель закупок"),
        ("Пётр Линёв", "начальник участка"),
    ),
    manager="Елена Брук",
    manager_phone="+7 495 000-00-17",
)
_BY_LANGUAGE: Mapping[str, Names] = {"en": _ENGLISH, "ru": _RUSSIAN}


def of(language: str) -> Names:
    """The names of a language."""
    return _BY_LANGUAGE[language]
