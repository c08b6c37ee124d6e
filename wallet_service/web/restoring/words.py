"""The words of the pages behind links in letters, in English and in Russian."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "title": "Your cards of {brand}",
    "title_known": "You have this card already",
    "how": "Open a card here, and add it to the wallet of this phone.",
    "how_known": "Everything on it is kept. Open it, and add it to this phone if it is "
    "not there yet.",
    "number": "No. {number}",
    "open": "Open the card",
    "lost": "The old phone is lost: end the card there",
    "lost_hint": "The card gets a new code; the old one is good for nothing then.",
    "none": "There are no cards any more.",
    "data_title": "Your data at {brand}",
    "data_how": "The file holds your name and contacts, your consents, and all that "
    "happened on your cards, as text that programs can read (JSON).",
    "data": "Download my data",
}
RUSSIAN: Mapping[str, str] = {
    "title": "Ваши карты «{brand}»",
    "title_known": "Такая карта у вас уже есть",
    "how": "Откройте карту и добавьте её в кошелёк этого телефона.",
    "how_known": "Всё, что на ней, сохранилось. Откройте её и добавьте в телефон, если "
    "её там ещё нет.",
    "number": "№ {number}",
    "open": "Открыть карту",
    "lost": "Старый телефон потерян: отключить карту на нём",
    "lost_hint": "Карта получит новый код, а старый перестанет действовать.",
    "none": "Карт больше нет.",
    "data_title": "Ваши данные в «{brand}»",
    "data_how": "В файле — ваше имя и контакты, согласия и всё, что было на ваших "
    "картах, в виде текста для программ (JSON).",
    "data": "Скачать мои данные",
}
_BY_LOCALE: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "ru": RUSSIAN}


def of(locale: str) -> Mapping[str, str]:
    """The words of a language, English for one that we do not have."""
    return _BY_LOCALE.get(locale, ENGLISH)
