"""A program's settings in words: what it says, and what a draft changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wallet_service.models.program import Program, ProgramVersion
from wallet_service.services.programs.version_difference import Difference
from wallet_service.web import figures, languages
from wallet_service.web.desk import program_settings
from wallet_service.web.desk.program_settings import Rows, Setting, Sort
from wallet_service.web.texts import catalogue
from wallet_service.web.texts.catalogue import Words


@dataclass(frozen=True, slots=True)
class Fact:
    """A setting and its value as people read them."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A setting with its value before and after; a dash where there is none."""

    label: str
    before: str
    after: str


def facts(program: Program, version: ProgramVersion) -> list[Fact]:
    """Every setting that the version has, lists row by row."""
    words = _words()
    beneficiary = words[f"option_beneficiary_{version.beneficiary}"]
    found = [Fact(words["setting_beneficiary"], beneficiary)]
    parts = (
        (program_settings.OF_KIND[program.kind], version.rules),
        (program_settings.POLICY, version.policy),
    )
    for settings, document in parts:
        for one in settings:
            value = _value(one, document)
            if value not in (None, [], {}, False):
                found.extend(_facts(one, value, program.currency))
    return found


def changes(program: Program, differences: Iterable[Difference]) -> list[Change]:
    """The differences in words."""
    return [
        Change(
            _label(one.place),
            _text(_setting(program.kind, one.place), one.before, program.currency),
            _text(_setting(program.kind, one.place), one.after, program.currency),
        )
        for one in differences
    ]


def _value(one: Setting | Rows, document: Mapping[str, Any]) -> Any:  # noqa: ANN401
    return document.get(one.name) if isinstance(one, Rows) else one.value_in(document)


def _facts(one: Setting | Rows, value: Any, currency: str) -> Iterator[Fact]:  # noqa: ANN401
    label = _words()[f"setting_{one.name}"]
    if isinstance(one, Setting):
        yield Fact(label, _text(one, value, currency))
        return
    if isinstance(value, dict):
        value = [{"name": name, "rate": rate} for name, rate in value.items()]
    for entry in value:
        told = [
            _text(column, entry.get(column.name), currency) for column in one.columns
        ]
        yield Fact(label, " · ".join(told))


def _text(one: Setting | None, value: Any, currency: str) -> str:  # noqa: ANN401
    words = _words()
    if value is None:
        return "—"
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if one is None:
        return str(value)
    if one.sort in {Sort.RATE, Sort.PERCENT}:
        return figures.rate(value)
    if one.sort is Sort.MONEY:
        return figures.money(value, currency)
    if one.sort is Sort.COUNT:
        return figures.figure(value)
    if one.sort is Sort.CHOICE:
        return words.find(f"option_{one.name}_{value}") or str(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _label(place: tuple[str, ...]) -> str:
    """`rules/tiers/0/rate_bp` is told as "Tiers 1: rate"."""
    words = _words()
    steps = place[1:] if place[0] in {"rules", "policy"} else place
    if steps[0] in program_settings.OBJECTS:
        steps = (f"{steps[0]}_{steps[1]}",)
    told = words.find(f"setting_{steps[0]}") or steps[0]
    if len(steps) > 1:
        row = str(int(steps[1]) + 1) if steps[1].isdigit() else steps[1]
        told = f"{told} {row}"
    if len(steps) > 2:
        column = words.find(f"row_{steps[0]}_{steps[2]}") or steps[2]
        told = f"{told}: {column}"
    return told


def _setting(kind: str, place: tuple[str, ...]) -> Setting | None:
    steps = place[1:] if place[0] in {"rules", "policy"} else place
    name = steps[0]
    if name == "beneficiary":
        return Setting("beneficiary", Sort.CHOICE)
    if name in program_settings.OBJECTS:
        name = f"{name}_{steps[1]}"
    every = (*program_settings.OF_KIND[kind], *program_settings.POLICY)
    found = next((one for one in every if one.name == name), None)
    if isinstance(found, Rows):
        column = "rate" if found.name in program_settings.BY_NAME else steps[-1]
        return next((one for one in found.columns if one.name == column), None)
    return found


def _words() -> Words:
    return catalogue.of(languages.current())
