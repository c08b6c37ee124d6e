"""What a draft changes of the version before it, setting by setting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wallet_service.models.program import ProgramVersion

PARTS = ("rules", "policy")


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting by the steps of its place, as it was and as it would be; None: unset.

    Places in lists are counted from 0.
    """

    place: tuple[str, ...]
    before: Any
    after: Any


def between(before: ProgramVersion, after: ProgramVersion) -> list[Difference]:
    """Every setting that differs, in the order of the documents."""
    old, new = dict(_settings(before)), dict(_settings(after))
    places = [*old, *(place for place in new if place not in old)]
    return [
        Difference(place, old.get(place), new.get(place))
        for place in places
        if old.get(place) != new.get(place)
    ]


def _settings(version: ProgramVersion) -> Iterator[tuple[tuple[str, ...], object]]:
    yield ("beneficiary",), version.beneficiary
    for part in PARTS:
        yield from _leaves(getattr(version, part), (part,))


def _leaves(
    value: object, place: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object]]:
    """A list of plain values is one setting, such as the excluded categories."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, (*place, name))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*place, str(index)))
    elif value is not None:
        yield place, value
