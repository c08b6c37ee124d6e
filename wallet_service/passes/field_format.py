"""A field's value as the phone writes it: translated text, number, money or date.

A text value is looked up in the pass's own translations; a number or a date follows the
style that the field names (Apple: Pass fields).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import dates, numbers


class PassContent(Protocol):
    """What is shown of a pass: its document, its files, its translations."""

    @property
    def document(self) -> Mapping[str, object]:
        """The content of pass.json."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """The files of the pass by name."""

    def localized(self, text: str, language: str) -> str:
        """The translation of `text`, or `text` itself."""


_STYLES = {
    "PKDateStyleShort": "short",
    "PKDateStyleMedium": "medium",
    "PKDateStyleLong": "long",
    "PKDateStyleFull": "full",
}
_NONE = "PKDateStyleNone"


def value_text(
    content: PassContent,
    field: Mapping[str, object],
    language: str,
    time_zone: str = "UTC",
) -> str:
    """What stands in the field's place on a phone of that language and zone."""
    value = field.get("attributedValue", field.get("value", ""))
    if isinstance(value, str):
        if {"dateStyle", "timeStyle"} & field.keys():
            return _moment(value, field, language, time_zone)
        return content.localized(value, language)
    if isinstance(value, int | float):
        return _number(Decimal(str(value)), field, language)
    return str(value)


def label_text(content: PassContent, field: Mapping[str, object], language: str) -> str:
    """The field's label in the phone's language."""
    return content.localized(str(field.get("label", "")), language)


def _number(value: Decimal, field: Mapping[str, object], language: str) -> str:
    currency = field.get("currencyCode")
    if isinstance(currency, str):
        return numbers.format_currency(value, currency, locale=language)
    if field.get("numberStyle") == "PKNumberStylePercent":
        return numbers.format_percent(value, locale=language)
    if field.get("numberStyle") == "PKNumberStyleScientific":
        return numbers.format_scientific(value, locale=language)
    return numbers.format_decimal(value, locale=language)


def _moment(
    text: str, field: Mapping[str, object], language: str, time_zone: str
) -> str:
    moment = datetime.fromisoformat(text)
    if not field.get("ignoresTimeZone"):
        moment = moment.astimezone(ZoneInfo(time_zone))
    # Without its time zone a moment is formatted as it stands.
    moment = moment.replace(tzinfo=None)
    parts = []
    day_style = str(field.get("dateStyle", _NONE))
    time_style = str(field.get("timeStyle", _NONE))
    if day_style in _STYLES:
        parts.append(dates.format_date(moment, _STYLES[day_style], locale=language))
    if time_style in _STYLES:
        parts.append(dates.format_time(moment, _STYLES[time_style], locale=language))
    return ", ".join(parts) or text
