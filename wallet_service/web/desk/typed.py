"""What people type into forms, read as they mean it; every fault at its field.

Sums come as 250 000, 250,000.00 or 250000,5; percentages as 7 or 7,5 %.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from wallet_service.services.errors import FieldFault, Invalid
from wallet_service.services.exchange import written_numbers
from wallet_service.web import form_fields

MOST_MONEY = 10**13
WHOLE_BP = 10_000
LONGEST_REASON = 1_000
DETAILS = {
    "text_missing": "Fill this in.",
    "text_long": "This is too long.",
    "text_broken": "This holds characters that cannot be kept.",
    "number_wrong": "Type a number.",
    "number_small": "This is too little.",
    "number_large": "This is too much.",
    "money_wrong": "Type a sum such as 1000 or 1000.50.",
    "rate_wrong": "Type a percentage from 0 to 100 with two decimals at most.",
    "day_wrong": "Choose a day.",
    "choice_wrong": "Choose one of the list.",
}


class Form:
    """The fields of this request, or of a mapping, and what is wrong with them."""

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self._given = form_fields.fields() if given is None else given
        self._faults: list[FieldFault] = []

    def fault(self, name: str, code: str) -> None:
        """Something is wrong with this field; the code is one of DETAILS."""
        self._faults.append(FieldFault(f"/{name}", DETAILS[code], code))

    @property
    def is_faulty(self) -> bool:
        """Whether anything is wrong so far."""
        return bool(self._faults)

    def check(self) -> None:
        """Raise Invalid (`form_invalid`) with every fault so far."""
        if self._faults:
            detail = "See the faults at the fields."
            raise Invalid("form_invalid", detail, errors=self._faults)

    def text(self, name: str, *, longest: int, required: bool = False) -> str:
        """One line without spaces around it."""
        text = self._given.get(name, "").strip()
        if required and not text:
            self.fault(name, "text_missing")
        elif len(text) > longest:
            self.fault(name, "text_long")
        elif not all(one.isprintable() for one in text):
            self.fault(name, "text_broken")
        return text

    def reason(self) -> str:
        """Why something is done, for the log."""
        return self.text("reason", longest=LONGEST_REASON, required=True)

    def paragraphs(self, name: str, *, longest: int) -> str:
        """Lines of text, each ended as Unix does."""
        text = self._given.get(name, "").replace("\r\n", "\n").strip()
        if len(text) > longest:
            self.fault(name, "text_long")
        elif not all(one.isprintable() or one in "\n\t" for one in text):
            self.fault(name, "text_broken")
        return text

    def choice(self, name: str, known: Collection[str], default: str = "") -> str:
        """One of the known values."""
        value = self._given.get(name, default)
        if value not in known:
            self.fault(name, "choice_wrong")
        return value

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self._given.get(name))

    def money(self, name: str, *, required: bool = False) -> int | None:
        """A sum in minor units; nothing typed is None."""
        value = self._decimal(name, "money_wrong", required=required)
        if value is None:
            return None
        minor = value * 100
        if minor != minor.to_integral_value():
            self.fault(name, "money_wrong")
            return None
        if abs(minor) > MOST_MONEY:
            self.fault(name, "number_large")
        return int(minor)

    def rate(self, name: str, *, required: bool = False) -> int | None:
        """A percentage in basis points."""
        value = self._decimal(name, "rate_wrong", required=required)
        if value is None:
            return None
        basis = value * 100
        if basis != basis.to_integral_value() or not 0 <= basis <= WHOLE_BP:
            self.fault(name, "rate_wrong")
            return None
        return int(basis)

    def integer(
        self, name: str, least: int, most: int, *, required: bool = False
    ) -> int | None:
        """A whole number between the two."""
        value = self._decimal(name, "number_wrong", required=required)
        if value is None:
            return None
        if value != value.to_integral_value():
            self.fault(name, "number_wrong")
            return None
        if value < least:
            self.fault(name, "number_small")
        elif value > most:
            self.fault(name, "number_large")
        return int(value)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A day as browsers send it."""
        text = self._given.get(name, "").strip()
        if not text and not required:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fault(name, "day_wrong")
            return None

    def _decimal(self, name: str, code: str, *, required: bool) -> Decimal | None:
        text = self._given.get(name, "").strip()
        if not text:
            if required:
                self.fault(name, "text_missing")
            return None
        found = written_numbers.decimal_of(text)
        if found is None:
            self.fault(name, code)
        return found
