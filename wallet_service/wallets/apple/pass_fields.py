"""The style dictionary of a pass: groups of fields, their limits and their keys.

Overflow is hidden by the phone without an error, and some combinations of keys kill the
pass, so all of them are refused here (Apple: Pass, PassFields, PassFieldContent).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wallet_service.wallets.apple import pass_rules

Field = Mapping[str, object]
FieldRule = Callable[[object, Field, str], str | None]

STYLES = frozenset({"storeCard", "coupon", "generic"})
GROUPS = (
    "headerFields",
    "primaryFields",
    "secondaryFields",
    "auxiliaryFields",
    "backFields",
)
MOST_HEADER, MOST_PRIMARY, MOST_SECONDARY_AND_AUXILIARY = 3, 1, 4

_ALIGNMENTS = frozenset(
    f"PKTextAlignment{s}" for s in ("Left", "Center", "Right", "Natural")
)
_NUMBER_STYLES = frozenset(
    f"PKNumberStyle{s}" for s in ("Decimal", "Percent", "Scientific", "SpellOut")
)
_DATE_STYLES = frozenset(
    f"PKDateStyle{s}" for s in ("None", "Short", "Medium", "Long", "Full")
)
_DETECTORS = frozenset(
    f"PKDataDetectorType{s}"
    for s in ("PhoneNumber", "Link", "Address", "CalendarEvent")
)
_FOREIGN_MARKUP = re.compile(r"<(?!a\s[^<>]*>|/a\s*>)")
_CURRENCY = re.compile(r"[A-Z]{3}")


def _value(value: object, field: Field, _group: str) -> str | None:
    if type(value) is not str and not pass_rules.is_number(value):
        return "must be a string or a number"
    if "dateStyle" in field or "timeStyle" in field:
        return pass_rules.date(value)
    return None


def _attributed_value(value: object, _field: Field, _group: str) -> str | None:
    if type(value) is not str:
        return "must be a string"
    return (
        'may hold no markup but <a href="...">'
        if _FOREIGN_MARKUP.search(value)
        else None
    )


def _change_message(value: object, _field: Field, _group: str) -> str | None:
    if type(value) is str and "%@" in value:
        return None
    return "must contain %@, where the phone puts the new value; without it the notice is generic"


def _currency_code(value: object, field: Field, _group: str) -> str | None:
    if type(value) is not str or not _CURRENCY.fullmatch(value):
        return "must be three capital letters of ISO 4217"
    if "numberStyle" in field:
        return "cannot stand beside numberStyle; keep one of the two"
    return _beside_number(field)


def _number_style(value: object, field: Field, _group: str) -> str | None:
    return _one_of(value, _NUMBER_STYLES) or _beside_number(field)


def _beside_number(field: Field) -> str | None:
    if pass_rules.is_number(field.get("value")):
        return None
    return "needs a numeric value; give the number, or drop the key"


def _text_alignment(value: object, _field: Field, group: str) -> str | None:
    if group in {"primaryFields", "backFields"}:
        return "is not allowed on primary and back fields; remove it"
    return _one_of(value, _ALIGNMENTS)


def _data_detectors(value: object, _field: Field, group: str) -> str | None:
    if group != "backFields":
        return "is allowed on back fields only; remove it"
    if type(value) is not list:
        return "must be an array"
    return next(filter(None, (_one_of(item, _DETECTORS) for item in value)), None)


def _row(_value: object, _field: Field, _group: str) -> str | None:
    return "belongs to event tickets; remove it"


def _one_of(value: object, known: frozenset[str]) -> str | None:
    if type(value) is str and value in known:
        return None
    return f"must be one of {', '.join(sorted(known))}"


def _alone(rule: pass_rules.Rule) -> FieldRule:
    return lambda value, _field, _group: rule(value)


def _date_style(value: object, _field: Field, _group: str) -> str | None:
    return _one_of(value, _DATE_STYLES)


FIELD_RULES: Mapping[str, FieldRule] = {
    "key": _alone(pass_rules.filled),
    "value": _value,
    "label": _alone(pass_rules.text),
    "attributedValue": _attributed_value,
    "changeMessage": _change_message,
    "textAlignment": _text_alignment,
    "currencyCode": _currency_code,
    "numberStyle": _number_style,
    "dateStyle": _date_style,
    "timeStyle": _date_style,
    "isRelative": _alone(pass_rules.flag),
    "ignoresTimeZone": _alone(pass_rules.flag),
    "dataDetectorTypes": _data_detectors,
    "semantics": _alone(pass_rules.json_object),
    "row": _row,
}


def problems(style: str, dictionary: object) -> list[str]:
    """Everything wrong in the dictionary of `style`; empty when iOS will show it all."""
    if type(dictionary) is not dict:
        return [f"{style}: must be an object"]
    found: list[str] = []
    seen: set[object] = set()
    counts = dict.fromkeys(GROUPS, 0)
    for group, fields in dictionary.items():
        if group not in counts:
            found.append(f"{style}.{group}: is no group of this style; remove it")
        elif type(fields) is not list:
            found.append(f"{style}.{group}: must be an array of fields")
        else:
            counts[group] = len(fields)
            for index, field in enumerate(fields):
                _field_problems(field, (style, group, index), seen, found)
    return found + _count_problems(style, counts)


def _field_problems(
    field: object, place: tuple[str, str, int], seen: set[object], found: list[str]
) -> None:
    group = place[1]
    if type(field) is not dict or "key" not in field or "value" not in field:
        found.append(_path(place) + ": must be an object with key and value")
        return
    for name, value in field.items():
        rule = FIELD_RULES.get(name)
        complaint = (
            rule(value, field, group) if rule else "is an unknown key; remove it"
        )
        if complaint:
            found.append(f"{_path(place)}.{name}: {complaint}")
    key = field["key"]
    if type(key) is str:
        if key in seen:
            found.append(
                f"{_path(place)}.key: {key!r} is used twice; give each field its own"
            )
        seen.add(key)


def _path(place: tuple[str, str, int]) -> str:
    return "{}.{}[{}]".format(*place)


def _count_problems(style: str, counts: Mapping[str, int]) -> list[str]:
    limits = (
        ("headerFields", counts["headerFields"], MOST_HEADER),
        ("primaryFields", counts["primaryFields"], MOST_PRIMARY),
        (
            "secondaryFields and auxiliaryFields",
            counts["secondaryFields"] + counts["auxiliaryFields"],
            MOST_SECONDARY_AND_AUXILIARY,
        ),
    )
    return [
        f"{style}.{name}: {count} fields, and only {most} are shown; move the rest to backFields"
        for name, count, most in limits
        if count > most
    ]
