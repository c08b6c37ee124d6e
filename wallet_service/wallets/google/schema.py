"""Judges a body by the discovery document: unknown fields, types, enums, deprecated.

Stricter than Google may be: what the document does not name is never sent. In a PATCH
(`is_whole` false) fields may be missing and null clears one; elements of arrays are
whole, because Google replaces arrays as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wallet_service.wallets.google import discovery

_INT32 = range(-(2**31), 2**31)
_INT64 = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: a JSON pointer into the body."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Part:
    """An object somewhere in a body, with the name of its schema."""

    schema: str
    pointer: str
    content: Mapping[str, Any]
    is_whole: bool


def faults(body: object, schema: str, *, is_whole: bool) -> list[Fault]:
    """Everything in the body that the document does not allow."""
    return list(_object_faults(body, schema, pointer="", is_whole=is_whole))


def parts(body: Mapping[str, Any], schema: str, *, is_whole: bool) -> Iterator[Part]:
    """The body and every object in it whose schema is known, outermost first."""
    yield from _parts(body, {"$ref": schema}, pointer="", is_whole=is_whole)


def _parts(
    value: object, field: Mapping[str, Any], *, pointer: str, is_whole: bool
) -> Iterator[Part]:
    if "$ref" in field and isinstance(value, Mapping):
        yield Part(field["$ref"], pointer, value, is_whole)
        known = discovery.properties(field["$ref"])
        for name in value.keys() & known.keys():
            yield from _parts(
                value[name],
                known[name],
                pointer=f"{pointer}/{name}",
                is_whole=is_whole,
            )
    elif field.get("type") == "array" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _parts(
                item, field["items"], pointer=f"{pointer}/{index}", is_whole=True
            )


def _object_faults(
    value: object, schema: str, *, pointer: str, is_whole: bool
) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield Fault(pointer, "must be an object")
        return
    known = discovery.properties(schema)
    for name, content in value.items():
        here = f"{pointer}/{name}"
        if name not in known:
            yield Fault(here, f"is not a field of {schema}")
        elif known[name].get("deprecated"):
            yield Fault(here, "is deprecated: do not send it")
        elif content is not None or is_whole:
            yield from _value_faults(
                content, known[name], pointer=here, is_whole=is_whole
            )


def _value_faults(
    value: object, field: Mapping[str, Any], *, pointer: str, is_whole: bool
) -> Iterator[Fault]:
    if "$ref" in field:
        yield from _object_faults(
            value, field["$ref"], pointer=pointer, is_whole=is_whole
        )
    elif field["type"] == "array":
        yield from _array_faults(value, field["items"], pointer)
    elif "enum" in field:
        yield from _enum_faults(value, field, pointer)
    else:
        kind = field.get("format", field["type"])
        judge, wanted = _KINDS.get(kind, _KINDS[field["type"]])
        if not judge(value):
            yield Fault(pointer, f"must be {wanted}")


def _array_faults(
    value: object, items: Mapping[str, Any], pointer: str
) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(pointer, "must be an array")
        return
    for index, item in enumerate(value):
        here = f"{pointer}/{index}"
        yield from _value_faults(item, items, pointer=here, is_whole=True)


def _enum_faults(
    value: object, field: Mapping[str, Any], pointer: str
) -> Iterator[Fault]:
    names = field["enum"]
    deprecated = field.get("enumDeprecated", [False] * len(names))
    current = [
        name
        for name, is_old in zip(names, deprecated, strict=True)
        if not is_old and not name.endswith("UNSPECIFIED")
    ]
    if value not in current:
        yield Fault(pointer, f"must be one of {', '.join(current)}")


def _is_int32(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in _INT32


def _is_int64(value: object) -> bool:
    if not isinstance(value, str) or not value.isascii():
        return False
    return value.removeprefix("-").isdigit() and int(value) in _INT64


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KINDS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "string": (lambda value: isinstance(value, str), "text"),
    "boolean": (lambda value: isinstance(value, bool), "true or false"),
    "integer": (_is_int32, "a whole number of 32 bits"),
    "int32": (_is_int32, "a whole number of 32 bits"),
    "int64": (_is_int64, "a whole number of 64 bits, written as text"),
    "number": (_is_number, "a number"),
    "double": (_is_number, "a number"),
}
