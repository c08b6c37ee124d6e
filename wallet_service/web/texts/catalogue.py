"""Finds the words of a language; a word that is missing is a fault, not a gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import ModuleType

from babel import Locale, dates, numbers

from wallet_service.web.texts import (
    english,
    english_access,
    english_delivery,
    english_desk,
    english_figures,
    english_imports,
    english_people,
    english_programs,
    english_settings,
    russian,
    russian_access,
    russian_delivery,
    russian_desk,
    russian_figures,
    russian_imports,
    russian_people,
    russian_programs,
    russian_settings,
)

BETWEEN_FORMS = "|"
# the forms of a plural in their order: the last one stands for all others
FORMS = ("one", "few", "many")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, by name: `t.sign_in`."""

    language: str
    by_name: Mapping[str, str]

    def __getattr__(self, name: str) -> str:
        found = self.by_name.get(name)
        if found is None:
            message = f"no words named {name}"
            raise AttributeError(message)
        return found

    def __getitem__(self, name: str) -> str:
        return self.by_name[name]

    def find(self, name: str) -> str | None:
        """The words, or None where there are none of this name."""
        return self.by_name.get(name)

    def plural(self, name: str, n: int) -> str:
        """The form of the words that goes with the number; `{n}` is the number."""
        return self.told(name, {"n": n})

    def told(self, name: str, values: Mapping[str, str | int | date]) -> str:
        """The words with their values as people of the language write them.

        Words with several forms take the one that goes with the value `n`.
        """
        text = self.by_name[name]
        if BETWEEN_FORMS in text:
            text = self._form(text.split(BETWEEN_FORMS), int(str(values["n"])))
        return text.format(**{key: self._shown(one) for key, one in values.items()})

    def _form(self, forms: list[str], number: int) -> str:
        form = Locale.parse(self.language).plural_form(number)
        place = FORMS.index(form) if form in FORMS else len(forms)
        return forms[min(place, len(forms) - 1)]

    def _shown(self, value: str | int | date) -> str:
        if isinstance(value, date):
            return dates.format_date(value, "d MMMM y", locale=self.language)
        if isinstance(value, int):
            return numbers.format_decimal(value, locale=self.language)
        return value


ENGLISH = (
    english,
    english_access,
    english_delivery,
    english_desk,
    english_imports,
    english_people,
    english_programs,
    english_figures,
    english_settings,
)
RUSSIAN = (
    russian,
    russian_access,
    russian_delivery,
    russian_desk,
    russian_imports,
    russian_people,
    russian_programs,
    russian_figures,
    russian_settings,
)


def _together(language: str, files: Iterable[ModuleType]) -> Words:
    """The words of all files; each stands in one of them."""
    found: dict[str, str] = {}
    for file in files:
        twice = found.keys() & file.WORDS.keys()
        if twice:
            message = f"words that stand in two files: {', '.join(sorted(twice))}"
            raise ValueError(message)
        found |= file.WORDS
    return Words(language, found)


BY_LANGUAGE: Mapping[str, Words] = {
    "en": _together("en", ENGLISH),
    "ru": _together("ru", RUSSIAN),
}


def of(language: str) -> Words:
    """The words of a language."""
    return BY_LANGUAGE[language]
