"""Which method of the discovery document a request calls, and what it does.

Only loyalty classes and objects are kept here; a parameter that the document does not
name is refused.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wallet_service.simulator.google_accounts import Account
from wallet_service.simulator.google_errors import GoogleError
from wallet_service.simulator.google_store import GoogleStore
from wallet_service.wallets.google import bodies, discovery

KINDS: Mapping[str, str] = {
    "loyaltyclass": bodies.CLASS,
    "loyaltyobject": bodies.OBJECT,
}
METHODS = ("get", "insert", "list", "patch", "update", "addmessage")


@dataclass(frozen=True, slots=True)
class Call:
    """A method of the document, and the identifier in its path."""

    method: discovery.Method
    resource_id: str

    @property
    def kind(self) -> str:
        """The schema of what it is about."""
        return KINDS[self.method.name.partition(".")[0]]

    @property
    def action(self) -> str:
        """The method without its resource."""
        return self.method.name.partition(".")[2]


def find(verb: str, path: str) -> Call | None:
    """The call that a verb and a path make, if the document has it."""
    for pattern, method in _routes():
        match = pattern.fullmatch(path)
        if match and method.verb == verb:
            return Call(method, match.groupdict().get("id", ""))
    return None


def perform(
    call: Call,
    store: GoogleStore,
    *,
    account: Account,
    query: Mapping[str, str],
    body: bytes,
) -> dict[str, Any]:
    """Do what is asked. Raises GoogleError."""
    unknown = (
        query.keys() - call.method.query - discovery.document()["parameters"].keys()
    )
    if unknown:
        raise GoogleError(400, "badRequest", f"unknown parameter {min(unknown)}")
    content = _content(body) if call.method.request else {}
    _check_rights(call, account, query, content)
    match call.action:
        case "get":
            return store.get(call.kind, call.resource_id)
        case "insert":
            return store.insert(call.kind, content)
        case "patch":
            return store.patch(call.kind, call.resource_id, content)
        case "update":
            return store.update(call.kind, call.resource_id, content)
        case "addmessage":
            resource = store.add_message(call.kind, call.resource_id, content)
            return {"resource": resource}
        case _:
            return store.listed(call.kind, query)


def _check_rights(
    call: Call,
    account: Account,
    query: Mapping[str, str],
    content: Mapping[str, Any],
) -> None:
    asked = (
        call.resource_id
        or content.get("id")
        or query.get("classId")
        or query.get("issuerId")
    )
    issuer_id = str(asked or "").partition(".")[0]
    if issuer_id not in account.issuers:
        message = f"{account.email} is no user of issuer {issuer_id or '(none)'}"
        raise GoogleError(403, "permissionDenied", message)


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        raise GoogleError(400, "parseError", "the body is not JSON") from None
    if not isinstance(content, dict):
        raise GoogleError(400, "parseError", "the body is no object")
    return content


@functools.cache
def _routes() -> tuple[tuple[re.Pattern[str], discovery.Method], ...]:
    methods = [discovery.method(kind, name) for kind in KINDS for name in METHODS]
    return tuple(
        (
            re.compile(
                re.escape(method.path).replace(r"\{resourceId\}", "(?P<id>[^/]+)")
            ),
            method,
        )
        for method in methods
    )
