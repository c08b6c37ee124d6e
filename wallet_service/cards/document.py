"""Reading a program's `rules` or `policy`: typed values, every fault with its place.

A setting that is absent or null means its default; a reader never stops at the first
fault, it returns the default and goes on, so that all faults are told at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from wallet_service.cards.errors import InvalidRules
from wallet_service.cards.money import WHOLE_BP

Choice = TypeVar("Choice", bound=StrEnum)

MOST_MONEY = 10**15
MOST_DAYS = 3660
MOST_MONTHS = 120
MOST_COUNT = 10_000

NO_SETTING = "is not a setting of this kind of card"


class Document:
    """One JSON object of the document, at `pointer`, with its part of the faults."""

    def __init__(
        self,
        value: object,
        pointer: str = "",
        faults: list[tuple[str, str]] | None = None,
    ) -> None:
        self.pointer = pointer
        self.faults = faults if faults is not None else []
        self._seen: set[str] = set()
        self._values: Mapping[str, object] = {}
        self._is_object = isinstance(value, Mapping)
        if isinstance(value, Mapping):
            self._values = value
        else:
            self.faults.append((pointer, "must be an object"))

    def fault(self, key: str, message: str) -> None:
        """Note what is wrong with a key; what is no object has no other faults."""
        if self._is_object:
            self.faults.append((self._at(key), message))

    def _at(self, *path: object) -> str:
        """The JSON pointer (RFC 6901) of a place inside the object."""
        tokens = (str(token).replace("~", "~0").replace("/", "~1") for token in path)
        return "/".join((self.pointer, *tokens))

    def raw(self, key: str) -> object:
        """The value as it is; None when it is absent or null."""
        self._seen.add(key)
        return self._values.get(key)

    def integer(self, key: str, least: int, most: int) -> int | None:
        """A whole number in a range, or None."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(key, "must be a whole number")
        elif not least <= value <= most:
            self.fault(key, f"must be from {least} to {most}")
        else:
            return value
        return None

    def rate(self, key: str) -> int | None:
        """A rate in basis points, or None."""
        return self.integer(key, 0, WHOLE_BP)

    def money(self, key: str, least: int = 0) -> int | None:
        """An amount in minor units, or None."""
        return self.integer(key, least, MOST_MONEY)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, "must be true or false")
            return default
        return value

    def text(self, key: str) -> str | None:
        """A text that is not blank, or None."""
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fault(key, "must be a text that is not blank")
            return None
        return value

    def choice(self, key: str, default: Choice, allowed: Iterable[Choice]) -> Choice:
        """One of the allowed words."""
        value = self.raw(key)
        if value is None:
            return default
        words = list(allowed)
        for word in words:
            if value == word.value:
                return word
        self.fault(key, f"must be one of: {', '.join(words)}")
        return default

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts, or None."""
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            self.fault(key, "must be a list")
            return None
        for index, item in enumerate(value):
            if not isinstance(item, str) or not item:
                self.faults.append((self._at(key, index), "must be a text"))
        return tuple(item for item in value if isinstance(item, str) and item)

    def rates(self, key: str) -> dict[str, int]:
        """Rates in basis points by category."""
        value = self.raw(key)
        if value is None:
            return {}
        inner = Document(value, self._at(key), self.faults)
        found = {name: inner.required_rate(name) for name in inner.names()}
        return {name: rate for name, rate in found.items() if rate is not None}

    def required_rate(self, key: str) -> int | None:
        """A rate that must be there."""
        rate = self.rate(key)
        if self.raw(key) is None:
            self.fault(key, "must be a whole number")
        return rate

    def names(self) -> list[str]:
        """The keys of the object."""
        return [str(name) for name in self._values]

    def objects(self, key: str) -> list[Document]:
        """A list of objects; empty when there is none."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.fault(key, "must be a list")
            return []
        return [
            Document(item, self._at(key, index), self.faults)
            for index, item in enumerate(value)
        ]

    def object(self, key: str) -> Document | None:
        """An object inside the document, or None."""
        value = self.raw(key)
        if value is None:
            return None
        return Document(value, self._at(key), self.faults)

    def no_more(self, message: str = NO_SETTING) -> None:
        """Fault every key that was not read."""
        for name in self.names():
            if name not in self._seen:
                self.fault(name, message)

    def raise_faults(self) -> None:
        """Raise InvalidRules with all faults, if there are any."""
        if self.faults:
            raise InvalidRules(tuple(self.faults))
