"""The words of every letter, in English and in Russian; plain text, nothing hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterText:
    """Subject and body, with places for figures in braces."""

    subject: str
    body: str


CODE, RESTORE, NO_CARD, DATA = "code", "restore", "no_card", "data"

_ENGLISH: Mapping[str, LetterText] = {
    CODE: LetterText(
        "{code} is your code for {program}",
        "Hello!\n\n"
        "Your code for {program}:\n\n"
        "    {code}\n\n"
        "Type it where you were asked for it. It is good for {minutes} minutes and "
        "works once.\n\n"
        "If you did not ask for a card, leave this letter alone: without the code "
        "nothing happens.\n\n"
        "{brand}\n",
    ),
    RESTORE: LetterText(
        "Your cards of {brand}",
        "Hello!\n\n"
        "This link opens your cards and puts them on another phone:\n\n"
        "{link}\n\n"
        "It is good for {days} days and for you alone: do not pass it on. On its page "
        "you can also replace a card whose phone is lost.\n\n"
        "If you did not ask for it, leave this letter alone.\n\n"
        "{brand}\n",
    ),
    NO_CARD: LetterText(
        "No card with this address yet",
        "Hello!\n\n"
        "Somebody asked for the cards that belong to this address, and there are none "
        "yet. You can get one here:\n\n"
        "{link}\n\n"
        "If you did not ask for it, leave this letter alone.\n\n"
        "{brand}\n",
    ),
    DATA: LetterText(
        "Your data at {brand}",
        "Hello!\n\n"
        "This link opens a page from which you can download everything that {brand} "
        "keeps about you in its loyalty programs:\n\n"
        "{link}\n\n"
        "It is good for {days} days and for you alone: do not pass it on.\n\n"
        "If you did not ask for it, leave this letter alone.\n\n"
        "{brand}\n",
    ),
}
_RUSSIAN: Mapping[str, LetterText] = {
    CODE: LetterText(
        "{code} — ваш код для «{program}»",
        "Здравствуйте!\n\n"
        "Ваш код для «{program}»:\n\n"
        "    {code}\n\n"
        "Введите его там, где его спросили. Код действует {minutes} минут и подходит "
        "один раз.\n\n"
        "Если вы не запрашивали карту, ничего делать не нужно: без кода ничего не "
        "произойдёт.\n\n"
        "{brand}\n",
    ),
    RESTORE: LetterText(
        "Ваши карты «{brand}»",
        "Здравствуйте!\n\n"
        "По этой ссылке откроются ваши карты — их можно добавить и на другой "
        "телефон:\n\n"
        "{link}\n\n"
        "Ссылка действует {days} дней и только для вас: не передавайте её. На странице "
        "можно также заменить карту, если телефон потерян.\n\n"
        "Если вы ничего не запрашивали, просто не обращайте внимания на это письмо.\n\n"
        "{brand}\n",
    ),
    NO_CARD: LetterText(
        "На этот адрес карты ещё нет",
        "Здравствуйте!\n\n"
        "Кто-то запросил карты, выпущенные на этот адрес, но их пока нет. Получить "
        "карту можно здесь:\n\n"
        "{link}\n\n"
        "Если вы ничего не запрашивали, просто не обращайте внимания на это письмо.\n\n"
        "{brand}\n",
    ),
    DATA: LetterText(
        "Ваши данные в «{brand}»",
        "Здравствуйте!\n\n"
        "По этой ссылке можно скачать всё, что «{brand}» хранит о вас в своих "
        "программах лояльности:\n\n"
        "{link}\n\n"
        "Ссылка действует {days} дней и только для вас: не передавайте её.\n\n"
        "Если вы ничего не запрашивали, просто не обращайте внимания на это письмо.\n\n"
        "{brand}\n",
    ),
}
_BY_LOCALE: Mapping[str, Mapping[str, LetterText]] = {"en": _ENGLISH, "ru": _RUSSIAN}


def of(kind: str, locale: str) -> LetterText:
    """The words of a letter, English for a language that we do not have."""
    return _BY_LOCALE.get(locale, _ENGLISH)[kind]
