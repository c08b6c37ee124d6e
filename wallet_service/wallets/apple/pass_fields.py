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


def _value(value: object, _field: Field, _group: str) -> str | None:
    if type(value) is str or pass_rules.is_number(value):
        return None
    return "must be a string or a number"


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
    return (
        "must contain %@, where the phone puts the new value; without it the notice "
        "is generic"
    )


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


def _date_style(value: object, field: Field, _group: str) -> str | None:
    complaint = pass_rules.date(field.get("value"))
    if complaint:
        return f"needs a date in value, which {complaint}"
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


# Every string will do for these, and most of what is judged are these.
_ANY_TEXT = frozenset({"label", "value"})


def problems(style: str, dictionary: object) -> list[str]:
    """Everything wrong in the dictionary of `style`; empty when all is shown."""
    if type(dictionary) is not dict:
        return [f"{style}: must be an object"]
    found: list[str] = []
    seen: set[str] = set()
    for group, fields in dictionary.items():
        if group not in GROUPS:
            found.append(f"{style}.{group}: is no group of this style; remove it")
        elif type(fields) is not list:
            found.append(f"{style}.{group}: must be an array of fields")
        else:
            for index, field in enumerate(fields):
                found += [
                    f"{style}.{group}[{index}]{complaint}"
                    for complaint in _complaints(field, group, seen)
                ]
    return found or _count_problems(style, dictionary)


def _complaints(field: object, group: str, seen: set[str]) -> list[str]:
    """What is wrong with one field; its key joins those `seen`."""
    if type(field) is not dict or "key" not in field or "value" not in field:
        return [": must be an object with key and value"]
    found = []
    for name, value in field.items():
        if type(value) is str and name in _ANY_TEXT:
            continue
        rule = FIELD_RULES.get(name)
        complaint = (
            rule(value, field, group) if rule else "is an unknown key; remove it"
        )
        if complaint:
            found.append(f".{name}: {complaint}")
    key = field["key"]
    if type(key) is str:
        if key in seen:
            found.append(f".key: {key!r} is used twice; give each field its own")
        seen.add(key)
    return found


def _count_problems(style: str, groups: Mapping[str, list[Field]]) -> list[str]:
    header, primary, secondary, auxiliary, _ = (
        len(groups.get(group, ())) for group in GROUPS
    )
    found = []
    for name, count, most in (
        ("headerFields", header, MOST_HEADER),
        ("primaryFields", primary, MOST_PRIMARY),
        (
            "secondaryFields and auxiliaryFields",
            secondary + auxiliary,
            MOST_SECONDARY_AND_AUXILIARY,
        ),
    ):
        if count > most:
            found.append(
                f"{style}.{name}: {count} fields, and only {most} are shown; "
                "move the rest to backFields"
            )
    return found
