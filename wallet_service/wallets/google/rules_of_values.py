"""Rules that the discovery document only tells in words: values inside a body.

Each rule yields (name of the field, what is wrong). A null counts as absent: in a PATCH
it clears a field. Lengths that only shorten a text on the screen are not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from wallet_service.wallets.google import addresses
from wallet_service.wallets.google.schema import Part

Complaints = Iterator[tuple[str, str]]

TEXT_MODULE_ID = re.compile(r"[A-Za-z0-9_-]+")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_BASE16 = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_ROTATING_TYPES = frozenset({"QR_CODE", "PDF_417"})
_LINK_SCHEMES = ("https:", "http:", "tel:", "mailto:", "geo:")
_LONGEST_LINK_TEXT = 30


def balance(part: Part) -> Complaints:
    """Exactly one of text, whole number, number and money."""
    yield from _one_of(part, ("string", "int", "double", "money"))


def money(part: Part) -> Complaints:
    """Both parts, and a currency of three capital letters."""
    yield from _needed(part, ("micros", "currencyCode"))
    currency = part.content.get("currencyCode")
    if isinstance(currency, str) and not _CURRENCY.fullmatch(currency):
        yield "currencyCode", "must be three capital letters"


def image(part: Part) -> Complaints:
    """Exactly one source; the pictures we send are found at an address."""
    yield from _one_of(part, ("sourceUri", "privateImageId"))


def image_address(part: Part) -> Complaints:
    """Google fetches pictures itself, and over https (a stand-in on this machine)."""
    yield from _needed(part, ("uri",))
    uri = part.content.get("uri")
    if isinstance(uri, str) and not addresses.is_reachable(uri):
        yield "uri", "must be an https address: Google fetches it"


def link(part: Part) -> Complaints:
    """An address with a scheme that a phone opens."""
    yield from _needed(part, ("uri",))
    uri = part.content.get("uri")
    if isinstance(uri, str) and not uri.startswith(_LINK_SCHEMES):
        yield "uri", f"must begin with one of {', '.join(_LINK_SCHEMES)}"


def barcode(part: Part) -> Complaints:
    """A type; a code that is text alone has no text beside it."""
    yield from _needed(part, ("type", "value"))
    if part.content.get("type") == "TEXT_ONLY" and part.content.get("alternateText"):
        yield "alternateText", "does not go with TEXT_ONLY"


def rotating_barcode(part: Part) -> Complaints:
    """Only two types rotate."""
    yield from _needed(part, ("type", "valuePattern", "totpDetails"))
    if part.content.get("type", "QR_CODE") not in _ROTATING_TYPES:
        yield "type", "must be QR_CODE or PDF_417: no other barcode rotates"
    if part.content.get("initialRotatingBarcodeValues") is not None:
        yield "initialRotatingBarcodeValues", "is for transit passes only"


def totp_parameters(part: Part) -> Complaints:
    """The key is written in base 16."""
    key = part.content.get("key")
    if isinstance(key, str) and not _BASE16.fullmatch(key):
        yield "key", "must be written in base 16"


def text_module(part: Part) -> Complaints:
    """An identifier without dots, which separate the parts of a field's path."""
    identifier = part.content.get("id")
    if isinstance(identifier, str) and not TEXT_MODULE_ID.fullmatch(identifier):
        yield "id", "may hold only letters, digits, '_' and '-'"


def localized_string(part: Part) -> Complaints:
    """A text in a default language; further languages at most once each."""
    yield from _needed(part, ("defaultValue",))
    languages = [one["language"] for one in _translations(part) if "language" in one]
    if len(languages) != len(set(languages)):
        yield "translatedValues", "has a language twice"


def translated_string(part: Part) -> Complaints:
    """A language tag and a text."""
    yield from _needed(part, ("language", "value"))
    language = part.content.get("language")
    if isinstance(language, str) and not _LANGUAGE.fullmatch(language):
        yield "language", "must be a language tag such as en or ru"


def place(part: Part) -> Complaints:
    """A point on the earth."""
    yield from _needed(part, ("latitude", "longitude"))
    for name, limit in (("latitude", 90), ("longitude", 180)):
        value = part.content.get(name)
        if isinstance(value, int | float) and not -limit <= value <= limit:
            yield name, f"must lie between -{limit} and {limit}"


def interval(part: Part) -> Complaints:
    """Start before end, with an offset on both or on neither."""
    start, end = (_date(part.content.get(name)) for name in ("start", "end"))
    if start is None or end is None:
        return
    if (start.tzinfo is None) != (end.tzinfo is None):
        yield "end", "must have an offset if and only if the start has one"
    elif start >= end:
        yield "end", "must be later than the start"


def moment(part: Part) -> Complaints:
    """ISO 8601 in its extended form."""
    yield from _needed(part, ("date",))
    text = part.content.get("date")
    if isinstance(text, str) and _parsed(text) is None:
        yield "date", "must be a date and time such as 2026-03-10T12:00:00+03:00"


def message(part: Part) -> Complaints:
    """Both texts, and a stable identifier: addMessage knows no other idempotency."""
    if part.is_whole:
        for name in ("header", "body"):
            localized = "localized" + name.capitalize()
            if not (part.content.get(name) or part.content.get(localized)):
                yield name, "is missing"
    yield from _needed(part, ("id",))
    if part.content.get("messageType") == "EXPIRATION_NOTIFICATION":
        yield "messageType", "is not supported by Google: use TEXT"


def card_row(part: Part) -> Complaints:
    """One kind of row."""
    yield from _one_of(part, ("oneItem", "twoItems", "threeItems"))


def template_item(part: Part) -> Complaints:
    """A value or, for flights, a predefined item."""
    yield from _one_of(part, ("firstValue", "predefinedItem"))


def app_link(part: Part) -> Complaints:
    """The button's text is cut off at 30 characters."""
    text = part.content.get("displayText")
    default = text.get("defaultValue") if isinstance(text, Mapping) else None
    value = default.get("value") if isinstance(default, Mapping) else None
    if isinstance(value, str) and len(value) > _LONGEST_LINK_TEXT:
        yield "displayText", f"has more than {_LONGEST_LINK_TEXT} characters"


def value_added_module(part: Part) -> Complaints:
    """A heading and an address."""
    yield from _needed(part, ("header", "uri"))


def callback_options(part: Part) -> Complaints:
    """Google calls back over https only."""
    url = part.content.get("url")
    if isinstance(url, str) and not addresses.is_reachable(url):
        yield "url", "must be an https address"


def _one_of(part: Part, names: Iterable[str]) -> Complaints:
    given = [name for name in names if part.content.get(name) is not None]
    if len(given) > 1 or (part.is_whole and not given):
        yield given[1] if given else "", f"needs exactly one of {', '.join(names)}"


def _needed(part: Part, names: Iterable[str]) -> Complaints:
    if part.is_whole:
        for name in names:
            if part.content.get(name) in (None, ""):
                yield name, "is missing"


def _translations(part: Part) -> list[Mapping[str, Any]]:
    values = part.content.get("translatedValues")
    if not isinstance(values, list):
        return []
    return [value for value in values if isinstance(value, Mapping)]


def _date(value: object) -> datetime | None:
    return _parsed(str(value.get("date"))) if isinstance(value, Mapping) else None


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
