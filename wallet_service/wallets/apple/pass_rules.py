"""Rules for single values of pass.json: each answers None, or a complaint and cure.

They compare exact types, because JSON has no other: a flag is no number, a number is no
text, and a lazy translation is not a string yet.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, urlsplit

from wallet_service.wallets.apple import pass_values

Rule = Callable[[object], str | None]

_DEEPEST = 20


def text(value: object) -> str | None:
    """A string, possibly empty."""
    return (
        None
        if type(value) is str
        else "must be a string; quote it, or leave the key out"
    )


def filled(value: object) -> str | None:
    """A string with something in it."""
    if type(value) is str and value and not value.isspace():
        return None
    return "must be a string that is not empty"


def flag(value: object) -> str | None:
    """true or false."""
    return None if type(value) is bool else "must be true or false, without quotes"


def is_number(value: object) -> bool:
    """Whether `value` is a JSON number: an integer or a finite float, no flag."""
    return type(value) is int or (type(value) is float and math.isfinite(value))


def colour(value: object) -> str | None:
    """A colour as `pass_values.rgb` writes it."""
    if type(value) is str and pass_values.is_rgb(value):
        return None
    return "must be rgb(r, g, b) with 0..255; pass it through pass_values.rgb"


def date(value: object) -> str | None:
    """An instant as `pass_values.format_date` writes it."""
    if type(value) is str and pass_values.is_date(value):
        return None
    return (
        "must be a date with time and zone and without fractions, as in "
        "2026-11-22T09:30:00Z; pass an aware datetime through pass_values.format_date"
    )


def matching(pattern: str, complaint: str) -> Rule:
    """A rule for strings that match `pattern` as a whole."""
    compiled = re.compile(pattern)

    def rule(value: object) -> str | None:
        return None if type(value) is str and compiled.fullmatch(value) else complaint

    return rule


def json_object(value: object) -> str | None:
    """An object of any JSON values, without null: iOS may choke on null anywhere."""
    return _any_json(value, _DEEPEST) if type(value) is dict else "must be an object"


def _any_json(value: object, depth: int) -> str | None:
    if type(value) in {str, bool} or is_number(value):
        return None
    if depth and type(value) is dict:
        complaints = (
            _any_json(item, depth - 1)
            if type(key) is str
            else "has a key that is no string"
            for key, item in value.items()
        )
        return next(filter(None, complaints), None)
    if depth and type(value) is list:
        return next(filter(None, (_any_json(item, depth - 1) for item in value)), None)
    if value is None:
        return "holds null; leave the key out instead"
    return (
        f"holds what JSON does not know ({type(value).__name__}), or is nested too deep"
    )


def split_url(value: object) -> SplitResult | None:
    """The parts of an address that has a scheme, a host and nothing odd, or None."""
    if type(value) is not str or not value.isascii() or re.search(r"[\s\\]", value):
        return None
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 (reading it is what validates it)
    except ValueError:
        return None
    return parts if parts.scheme and parts.hostname else None


def entry(
    item: Mapping[str, object], rules: Mapping[str, Rule], required: frozenset[str]
) -> str | None:
    """The first complaint about an object with exactly the keys that `rules` knows."""
    for key, value in item.items():
        rule = rules.get(key)
        if rule is None:
            return f"has the unknown key {key!r}; remove it"
        complaint = rule(value)
        if complaint:
            return f"{key} {complaint}"
    missing = required - item.keys()
    return f"lacks {', '.join(sorted(missing))}" if missing else None


def entries(
    value: object,
    most: int,
    rules: Mapping[str, Rule],
    required: frozenset[str] = frozenset(),
) -> str | None:
    """An array of at most `most` objects, each as `entry` wants it."""
    if type(value) is not list or any(type(item) is not dict for item in value):
        return "must be an array of objects"
    if len(value) > most:
        return (
            f"holds {len(value)} entries, and at most {most} are allowed; choose "
            "among them"
        )
    for index, item in enumerate(value):
        complaint = entry(item, rules, required)
        if complaint:
            return f"entry {index} {complaint}"
    return None
