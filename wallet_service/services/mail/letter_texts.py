"""The words of every letter, in English and in Russian; plain text, nothing hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wallet_service.passes.card_view import Locale


@dataclass(frozen=True, slots=True)
class LetterText:
    """Subject and body, with places for figures in braces."""

    subject: str
    body: str


CODE, RESTORE, NO_CARD, DATA = "code", "restore", "no_card", "data"
SPENDING, REWARD = "spending", "reward"
# asked for, and not decided yet: becomes RESTORE or NO_CARD
WAY_BACK = "way_back"

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
    SPENDING: LetterText(
        "{code} is your code to pay with points at {brand}",
        "Hello!\n\n"
        "Somebody is about to pay {amount} with the points of your card. If it is you, "
        "read this code out at the counter:\n\n"
        "    {code}\n\n"
        "It is good for {minutes} minutes and works once.\n\n"
        "If it is not you, tell nobody the code: without it the points stay yours.\n\n"
        "{brand}\n",
    ),
    REWARD: LetterText(
        "{code} is your code for a gift at {brand}",
        "Hello!\n\n"
        "Somebody is about to take a gift that is ready on your card. If it is you, "
        "read this code out at the counter:\n\n"
        "    {code}\n\n"
        "It is good for {minutes} minutes and works once.\n\n"
        "If it is not you, tell nobody the code: without it the gift stays yours.\n\n"
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
    SPENDING: LetterText(
        "{code} — код, чтобы оплатить баллами в «{brand}»",
        "Здравствуйте!\n\n"
        "Сейчас {amount} хотят оплатить баллами с вашей карты. Если это вы, назовите "
        "продавцу код:\n\n"
        "    {code}\n\n"
        "Код действует {minutes} минут и подходит один раз.\n\n"
        "Если это не вы, никому не называйте код: без него баллы останутся у вас.\n\n"
        "{brand}\n",
    ),
    REWARD: LetterText(
        "{code} — код, чтобы получить подарок в «{brand}»",
        "Здравствуйте!\n\n"
        "Сейчас хотят получить подарок, который готов на вашей карте. Если это вы, "
        "назовите продавцу код:\n\n"
        "    {code}\n\n"
        "Код действует {minutes} минут и подходит один раз.\n\n"
        "Если это не вы, никому не называйте код: без него подарок останется у вас.\n\n"
        "{brand}\n",
    ),
}
_BY_LOCALE: Mapping[str, Mapping[str, LetterText]] = {"en": _ENGLISH, "ru": _RUSSIAN}


def known(locale: str) -> Locale:
    """The language of the letters to somebody; English where we do not have theirs."""
    return "ru" if locale == "ru" else "en"


def of(kind: str, locale: str) -> LetterText:
    """The words of a letter."""
    return _BY_LOCALE[known(locale)][kind]
