"""Labels and sentences in the member's language, plurals included.

Both languages have the same keys; a figure enters a sentence already formatted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import babel

from wallet_service.passes import texts_en, texts_ru
from wallet_service.passes.card_view import Locale
from wallet_service.passes.formats import NO_BREAK_SPACE

LOCALES: tuple[Locale, ...] = ("en", "ru")


@dataclass(frozen=True, slots=True)
class Texts:
    """One language: static labels, sentences with places for figures, counted nouns."""

    locale: Locale
    labels: Mapping[str, str]
    sentences: Mapping[str, str]
    plurals: Mapping[str, Mapping[str, str]]

    def say(self, key: str, **figures: str) -> str:
        """The sentence `key` with its figures."""
        return self.sentences[key].format(**figures)

    def count(self, key: str, number: int) -> str:
        """`number` and its noun in the right form: 2 штампа, 5 штампов, 21 штамп."""
        form = babel.Locale(self.locale).plural_form(abs(number))
        return f"{number}{NO_BREAK_SPACE}{self.plurals[key][form]}"


_BY_LOCALE: Mapping[Locale, Texts] = {
    "en": Texts("en", texts_en.LABELS, texts_en.SENTENCES, texts_en.PLURALS),
    "ru": Texts("ru", texts_ru.LABELS, texts_ru.SENTENCES, texts_ru.PLURALS),
}


def of(locale: Locale) -> Texts:
    """The texts of a language."""
    return _BY_LOCALE[locale]


def label_strings() -> dict[str, dict[str, str]]:
    """Static labels by language, as localisation tables keyed by the English text.

    A phone set to a third language shows the key itself where it finds no table, so the
    key is readable English and not a code.
    """
    return {
        locale: {
            english: _BY_LOCALE[locale].labels[key]
            for key, english in texts_en.LABELS.items()
        }
        for locale in LOCALES
    }
