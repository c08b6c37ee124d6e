"""Field paths of a class's template: `object.accountId`, `class.textModulesData['x']`.

A path is known when its fields are in the discovery document; a text module of the
class must stand in the class too. Google shows the first path that has a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wallet_service.wallets.google import discovery

SCHEMAS: Mapping[str, str] = {"class": "LoyaltyClass", "object": "LoyaltyObject"}
_STEP = re.compile(r"(?P<name>[A-Za-z]+)(?:\['(?P<id>[A-Za-z0-9_-]+)'\])?")


def paths_in(template: object) -> Iterator[str]:
    """Every `fieldPath` anywhere in a template."""
    if isinstance(template, Mapping):
        for name, value in template.items():
            if name == "fieldPath" and isinstance(value, str):
                yield value
            else:
                yield from paths_in(value)
    elif isinstance(template, list):
        for item in template:
            yield from paths_in(item)


def is_known(path: str, loyalty_class: Mapping[str, Any]) -> bool:
    """Whether the path leads to a field, and to a text module that the class has."""
    root, steps = _parsed(path)
    schema = SCHEMAS.get(root)
    for name, identifier in steps:
        field = discovery.properties(schema).get(name) if schema else None
        if field is None or (identifier is None) == (field.get("type") == "array"):
            return False
        schema = field.get("items", field).get("$ref")
    if not steps or root == "object":
        return bool(steps)
    name, identifier = steps[0]
    if identifier is None:
        return True
    return _element(loyalty_class.get(name), identifier) is not None


def resolve(
    path: str, *, loyalty_class: Mapping[str, Any], loyalty_object: Mapping[str, Any]
) -> object:
    """What the path leads to on one card; None if nothing is there."""
    root, steps = _parsed(path)
    value: object = loyalty_class if root == "class" else loyalty_object
    for name, identifier in steps:
        value = value.get(name) if isinstance(value, Mapping) else None
        if identifier is not None:
            value = _element(value, identifier)
    return value if steps else None


def _parsed(path: str) -> tuple[str, list[tuple[str, str | None]]]:
    """The root and its steps; no steps if the path is malformed."""
    root, *rest = path.split(".")
    matches = [_STEP.fullmatch(step) for step in rest]
    if root not in SCHEMAS or not all(matches):
        return root, []
    return root, [(match["name"], match["id"]) for match in matches if match]


def _element(items: object, identifier: str) -> Mapping[str, Any] | None:
    if not isinstance(items, list):
        return None
    for item in items:
        if isinstance(item, Mapping) and item.get("id") == identifier:
            return item
    return None
