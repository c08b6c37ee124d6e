"""A program's form: documents into fields, fields into documents, faults to fields.

What the form does not ask of a document stays in it as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel import numbers

from wallet_service.services.errors import FieldFault, Invalid
from wallet_service.web import languages
from wallet_service.web.desk.program_settings import (
    BY_NAME,
    OBJECTS,
    OF_KIND,
    POLICY,
    Rows,
    Setting,
    Sort,
)
from wallet_service.web.desk.typed import Form

MOST_ROWS = 40
LONGEST_TEXT = 255
LONGEST_LIST = 2_000
MOST_PERCENT = 1_000
HUNDREDTHS = frozenset({Sort.RATE, Sort.PERCENT, Sort.MONEY})
# what the rules say of a fault, and the code of the words for it
CODES: tuple[tuple[str, str], ...] = (
    (r"must be from", "rule_range"),
    (r"is needed|text that is not blank", "text_missing"),
    (r"at least one tier", "rule_tiers"),
    (r"must be above that of the tier", "rule_tier_above"),
    (r"must not be below that of the tier", "rule_tier_rate"),
    (r"name of another tier", "rule_tier_name"),
    (r"gross with apply marginal", "rule_marginal"),
    (r"recompute needs", "rule_recompute"),
    (r"period that ends", "rule_period_ends"),
    (r"with a retro_bonus only", "rule_retro_only"),
    (r"cannot stand beside hold_days", "rule_hold"),
    (r"either months or days", "rule_expiry"),
    (r"place of another milestone", "rule_milestone"),
)


@dataclass(frozen=True, slots=True)
class Documents:
    """What a form says: rules and policy, and by which rows their lists were typed."""

    rules: dict[str, Any]
    policy: dict[str, Any]
    rows: Mapping[str, list[int]]


def read(
    form: Form, kind: str, before: tuple[Mapping[str, Any], Mapping[str, Any]]
) -> Documents:
    """The documents; faults of single fields stay in the form."""
    rows: dict[str, list[int]] = {}
    rules = _document(form, OF_KIND[kind], before[0], rows)
    policy = _document(form, POLICY, before[1], rows)
    return Documents(rules, policy, rows)


def given_of(
    kind: str, rules: Mapping[str, Any], policy: Mapping[str, Any]
) -> dict[str, str]:
    """The fields as they stand in the form for these documents."""
    found: dict[str, str] = {}
    for settings, document in ((OF_KIND[kind], rules), (POLICY, policy)):
        for one in settings:
            if isinstance(one, Setting):
                found[one.name] = written(one, one.value_in(document))
            else:
                found |= _rows_given(one, document.get(one.name))
    return found


def row_numbers(rows: Rows, given: Mapping[str, str]) -> range:
    """The rows to show: those that are filled, and a few to fill."""
    pattern = re.compile(rf"{rows.prefix}_(\d{{1,2}})_\w+")
    filled = [
        int(match[1])
        for name, value in given.items()
        if value.strip() and (match := pattern.fullmatch(name))
    ]
    return range(min(max(filled, default=-1) + 1 + rows.spare, MOST_ROWS))


def at_fields(refused: Invalid, documents: Documents) -> Invalid:
    """The same refusal with its faults at the fields of the form."""
    faults = [
        FieldFault(f"/{field_of(one.pointer, documents)}", one.detail, _code(one))
        for one in refused.errors
    ]
    return Invalid(refused.code, refused.detail, errors=faults, extra=refused.extra)


def field_of(pointer: str, documents: Documents) -> str:
    """The form's field for a place of the documents."""
    steps = [
        one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[1:]
    ]
    if steps and steps[0] in {"rules", "policy"}:
        steps = steps[1:]
    if not steps:
        return ""
    if steps[0] in OBJECTS:
        return f"{steps[0]}_{steps[1] if len(steps) > 1 else OBJECTS[steps[0]]}"
    rows = _rows_of(steps[0])
    return _row_field(rows, steps[1:], documents) if rows else "_".join(steps)


def written(setting: Setting, value: Any) -> str:  # noqa: ANN401 - of the sort
    """A value as it is typed, in the language of the page."""
    if value is None:
        return setting.options[0] if setting.options else ""
    if setting.sort in HUNDREDTHS:
        return _number(Decimal(value) / 100)
    if setting.sort is Sort.COUNT:
        return _number(Decimal(value))
    if setting.sort is Sort.FLAG:
        return "yes" if value else ""
    return ", ".join(value) if setting.sort is Sort.LIST else str(value)


def _number(value: Decimal) -> str:
    language = languages.current()
    return numbers.format_decimal(value, "#,##0.##", locale=language)


def _document(
    form: Form,
    settings: tuple[Setting | Rows, ...],
    before: Mapping[str, Any],
    rows: dict[str, list[int]],
) -> dict[str, Any]:
    asked = {
        one.name if isinstance(one, Rows) else one.inside or one.name
        for one in settings
    }
    found = {name: value for name, value in before.items() if name not in asked}
    for one in settings:
        if isinstance(one, Rows):
            value = _read_rows(form, one, before.get(one.name), rows)
        else:
            value = _read(form, one, one.value_in(before))
        if value is None:
            continue
        if isinstance(one, Setting) and one.inside:
            found.setdefault(one.inside, {})[one.key] = value
        else:
            found[one.name] = value
    return found


def _read(form: Form, one: Setting, before: Any) -> Any:  # noqa: ANN401
    """The setting's value; None for what stands for the rules' own default."""
    if one.sort is Sort.RATE:
        return form.rate(one.name)
    if one.sort is Sort.PERCENT:
        return _percent(form, one.name)
    if one.sort is Sort.MONEY:
        return form.money(one.name)
    if one.sort is Sort.COUNT:
        return form.integer(one.name, 0, one.most)
    if one.sort is Sort.FLAG:
        return form.flag(one.name) or (None if before is None else False)
    if one.sort is Sort.LIST:
        words = form.text(one.name, longest=LONGEST_LIST).split(",")
        return [word.strip() for word in words if word.strip()] or None
    if one.sort is Sort.CHOICE:
        return _choice(form, one, before)
    return form.text(one.name, longest=LONGEST_TEXT) or None


def _percent(form: Form, name: str) -> int | None:
    """A share that may be more than the whole, in basis points."""
    value = form.money(name)
    if value is not None and not 0 <= value <= MOST_PERCENT * 100:
        form.fault(name, "rate_wrong")
    return value


def _choice(form: Form, one: Setting, before: Any) -> str | None:  # noqa: ANN401
    value = form.choice(one.name, one.options, one.options[0])
    if value == one.options[0] and before is None:
        return None
    return value or None


def _read_rows(
    form: Form,
    rows: Rows,
    before: Any,  # noqa: ANN401
    numbers_of: dict[str, list[int]],
) -> Any:  # noqa: ANN401 - a list or an object of the document
    found: list[dict[str, Any]] = []
    numbers_of[rows.name] = []
    for number in range(MOST_ROWS):
        names = {one.name: f"{rows.prefix}_{number}_{one.name}" for one in rows.columns}
        if not any(form.text(name, longest=LONGEST_TEXT) for name in names.values()):
            continue
        entry = {
            one.name: _read(form, _named(one, names[one.name]), None)
            for one in rows.columns
        }
        found.append({name: one for name, one in entry.items() if one is not None})
        numbers_of[rows.name].append(number)
    if rows.name in BY_NAME:
        return _by_name(form, rows, found, numbers_of[rows.name])
    return _with_more(found, before) or None


def _by_name(
    form: Form, rows: Rows, found: list[dict[str, Any]], numbers_of: list[int]
) -> dict[str, int] | None:
    """An object of rates by category; a rate and a name belong together."""
    rates = {}
    for number, entry in zip(numbers_of, found, strict=True):
        for column in ("name", "rate"):
            if column not in entry:
                form.fault(f"{rows.prefix}_{number}_{column}", "text_missing")
        if len(entry) == len(rows.columns):
            rates[entry["name"]] = entry["rate"]
    return rates or None


def _with_more(found: list[dict[str, Any]], before: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """What a tier has beside the asked, such as perks, stays with its name."""
    known = {one.get("name"): one for one in before or () if isinstance(one, Mapping)}
    return [dict(known.get(one.get("name"), {})) | one for one in found]


def _named(one: Setting, name: str) -> Setting:
    return Setting(name, one.sort, one.options, one.most)


def _rows_given(rows: Rows, value: Any) -> dict[str, str]:  # noqa: ANN401
    if rows.name in BY_NAME:
        pairs = (value or {}).items()
        entries = [{"name": name, "rate": rate} for name, rate in pairs]
    else:
        entries = list(value or ())
    return {
        f"{rows.prefix}_{number}_{one.name}": written(one, entry.get(one.name))
        for number, entry in enumerate(entries)
        for one in rows.columns
    }


def _rows_of(name: str) -> Rows | None:
    every = (one for settings in (*OF_KIND.values(), POLICY) for one in settings)
    return next(
        (one for one in every if isinstance(one, Rows) and one.name == name), None
    )


def _row_field(rows: Rows, steps: list[str], documents: Documents) -> str:
    typed = documents.rows.get(rows.name, [])
    if rows.name in BY_NAME:
        document = documents.rules.get(rows.name) or documents.policy.get(rows.name)
        names = list(document or {})
        place = names.index(steps[0]) if steps and steps[0] in names else 0
        column = "rate"
    else:
        place = int(steps[0]) if steps else 0
        column = steps[1] if len(steps) > 1 else rows.columns[0].name
    number = typed[place] if place < len(typed) else 0
    return f"{rows.prefix}_{number}_{column}"


def _code(fault: FieldFault) -> str:
    """The words for what the rules say; faults of other fields are told as they are."""
    if not fault.pointer.startswith(("/rules", "/policy")):
        return fault.code
    for pattern, code in CODES:
        if re.search(pattern, fault.detail):
            return code
    return "rule_wrong"
