"""Google's discovery document, and what it says about methods and schemas.

The document is data taken over unchanged, its revision and licence stand beside it.
Required body fields, lengths and patterns are not in it: those rules are in `overlay`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

REVISION = "20260806"
SCOPE = "https://www.googleapis.com/auth/wallet_object.issuer"
_FILE = "walletobjects.v1.json"


@dataclass(frozen=True, slots=True)
class Method:
    """A call: its verb, its path with `{resourceId}`, and the schemas of its bodies."""

    name: str
    verb: str
    path: str
    request: str | None
    response: str
    query: frozenset[str]


@functools.cache
def document() -> dict[str, Any]:
    """The whole document; treat it as read-only."""
    text = resources.files(__name__).joinpath(_FILE).read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def root_url() -> str:
    """Google's own address, without a slash at its end."""
    return str(document()["rootUrl"]).rstrip("/")


@functools.cache
def method(resource: str, name: str) -> Method:
    """The method of a resource, such as ("loyaltyobject", "patch"). Raises KeyError."""
    raw = document()["resources"][resource]["methods"][name]
    parameters = raw.get("parameters", {}).items()
    return Method(
        name=f"{resource}.{name}",
        verb=raw["httpMethod"],
        path="/" + raw["flatPath"],
        request=raw["request"]["$ref"] if "request" in raw else None,
        response=raw["response"]["$ref"],
        query=frozenset(key for key, how in parameters if how["location"] == "query"),
    )


def properties(schema: str) -> Mapping[str, Mapping[str, Any]]:
    """The fields of a schema by name. Raises KeyError."""
    fields: Mapping[str, Mapping[str, Any]] = document()["schemas"][schema].get(
        "properties", {}
    )
    return fields
