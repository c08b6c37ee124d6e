"""The words of the card's page in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageTexts:
    """One language."""

    number: str
    add: str
    add_google: str
    add_hint: str
    other_phone: str
    open_in_safari: str
    open_in_safari_how: str
    on_iphone: str
    on_phone: str
    on_iphone_how: str
    download: str
    not_valid: str
    safe: str


_ENGLISH = PageTexts(
    number="Card number",
    add="Add to Apple Wallet",
    add_google="Add to Google Wallet",
    other_phone="Another phone?",
    add_hint="The card then keeps itself up to date: no app is needed.",
    open_in_safari="Open this page in Safari",
    open_in_safari_how=(
        "This app cannot pass the card on to Wallet. Tap the menu with the three dots "
        "or the share sign, choose “Open in Safari”, then add the card there."
    ),
    on_iphone="Take the card to your iPhone",
    on_phone="Take the card to your phone",
    on_iphone_how="Point the phone's camera at the code and open the link.",
    download="Download the card's file",
    not_valid="This card is no longer valid.",
    safe="Whoever has this link can add the card. Keep it to yourself.",
)
_RUSSIAN = PageTexts(
    number="Номер карты",
    add="Добавить в Apple Wallet",
    add_google="Добавить в Google Кошелёк",
    other_phone="Другой телефон?",
    add_hint="Дальше карта обновляется сама: приложение не нужно.",
    open_in_safari="Откройте страницу в Safari",
    open_in_safari_how=(
        "Это приложение не умеет передавать карту в Wallet. Нажмите на три точки или "
        "на значок «Поделиться», выберите «Открыть в Safari» и добавьте карту там."
    ),
    on_iphone="Откройте карту на айфоне",
    on_phone="Откройте карту на телефоне",
    on_iphone_how="Наведите камеру телефона на код и перейдите по ссылке.",
    download="Скачать файл карты",
    not_valid="Эта карта больше не действует.",
    safe="По этой ссылке карту может добавить любой. Не передавайте её другим.",
)
_BY_LOCALE: Mapping[str, PageTexts] = {"en": _ENGLISH, "ru": _RUSSIAN}


def of(locale: str) -> PageTexts:
    """The words of a language, English for one that we do not have."""
    return _BY_LOCALE.get(locale, _ENGLISH)
