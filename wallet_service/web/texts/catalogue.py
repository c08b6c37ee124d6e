"""Finds the words of a language; a word that is missing is a fault, not a gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wallet_service.web.texts import english, russian


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, by name: `t.sign_in`."""

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


BY_LANGUAGE: Mapping[str, Words] = {
    "en": Words(english.WORDS),
    "ru": Words(russian.WORDS),
}


def of(language: str) -> Words:
    """The words of a language."""
    return BY_LANGUAGE[language]
