"""What a program may be made of: currencies, time zones, designs and languages.

Amounts are minor units of a hundredth everywhere, so only such currencies are offered.
"""

from __future__ import annotations

import functools
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from pathlib import Path

from wallet_service.services.errors import FieldFault

# ISO 4217, active codes with two decimals
# fmt: off
CURRENCIES = frozenset((
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD",
    "BDT", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD",
    "CDF", "CHF", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD",
    "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD",
    "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD",
    "KES", "KGS", "KHR", "KPW", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL",
    "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK",
    "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN",
    "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR",
    "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP",
    "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD",
    "UYU", "UZS", "VED", "VES", "WST", "XCD", "YER", "ZAR", "ZMW",
))
# fmt: on
LANGUAGES = frozenset({"en", "ru"})
BENEFICIARIES = frozenset({"company", "member"})
LONGEST_TERMS = 10_000
DESIGN_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def currency_faults(currency: str) -> Iterator[FieldFault]:
    """A currency that is not offered."""
    if currency not in CURRENCIES:
        detail = "Give the ISO 4217 code of a currency with two decimals, such as EUR."
        yield FieldFault("/currency", detail)


def time_zone_faults(name: str) -> Iterator[FieldFault]:
    """A zone that the tz database does not know."""
    if name not in _time_zones():
        detail = "Give the name of a time zone such as Europe/Moscow."
        yield FieldFault("/time_zone", detail)


def design_faults(name: str, templates: Path) -> Iterator[FieldFault]:
    """A design without a folder; only plain names are looked for."""
    known = designs(templates)
    if name not in known:
        detail = f"There is no such design; there are: {', '.join(known)}."
        yield FieldFault("/design", detail)


def designs(templates: Path) -> list[str]:
    """The names of the designs in the folder: those that have an icon."""
    found = (path.parent.name for path in templates.glob("*/icon.png"))
    return sorted(name for name in found if DESIGN_NAME.fullmatch(name))


def terms_faults(terms: Mapping[str, str]) -> Iterator[FieldFault]:
    """Terms in a language that cards do not speak, or too long for a card's back."""
    for language, text in terms.items():
        pointer = f"/terms/{language.replace('~', '~0').replace('/', '~1')}"
        if language not in LANGUAGES:
            detail = f"Terms are given in: {', '.join(sorted(LANGUAGES))}."
            yield FieldFault(pointer, detail)
        elif len(text) > LONGEST_TERMS:
            yield FieldFault(pointer, f"At most {LONGEST_TERMS} characters.")


@functools.cache
def _time_zones() -> frozenset[str]:
    # "localtime" and the like mean another zone on each machine
    names = zoneinfo.available_timezones()
    return frozenset(name for name in names if "/" in name or name == "UTC")
