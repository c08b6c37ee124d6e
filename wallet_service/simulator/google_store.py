"""The classes and objects at the stand-in for Google Wallet, and its rules of writing.

An insert is whole, a PATCH merges objects and replaces arrays, a PUT replaces all. A
class is approved at once and asks for its review with every write; nothing is deleted.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping
from typing import Any

from wallet_service.simulator.google_errors import GoogleError
from wallet_service.simulator.google_notices import NoticeLedger
from wallet_service.simulator.google_pictures import GooglePictures
from wallet_service.wallets.google import (
    bodies,
    changes,
    notices,
    schema,
)

Resource = dict[str, Any]
Listener = Callable[[str], None]

MOST_MESSAGES = 10
_PAGE = 100
_APPROVED = "APPROVED"
_PLAIN_HTTP = {"ImageUri": "uri", "CallbackOptions": "url"}


class GoogleStore:
    """Safe between threads; what it hands out is a copy.

    `allows_loopback` takes pictures and callbacks over plain http on this machine.
    """

    def __init__(
        self,
        ledger: NoticeLedger,
        pictures: GooglePictures,
        *,
        allows_loopback: bool,
    ) -> None:
        self._lock = threading.RLock()
        self._ledger = ledger
        self._pictures = pictures
        self._allows_loopback = allows_loopback
        self._kept: dict[str, dict[str, Resource]] = {
            bodies.CLASS: {},
            bodies.OBJECT: {},
        }
        self._holders: dict[str, dict[str, str]] = {}
        self._listeners: list[Listener] = []

    def on_change(self, listener: Listener) -> None:
        """Call `listener` with the id of each object that phones should read again."""
        self._listeners.append(listener)

    def insert(self, kind: str, body: Mapping[str, Any]) -> Resource:
        """Create. Raises GoogleError."""
        self._judge(body, kind, is_whole=True)
        with self._lock:
            if body["id"] in self._kept[kind]:
                raise GoogleError(409, "alreadyExists", f"{body['id']} already exists")
            self._check_class(kind, body)
            self._kept[kind][body["id"]] = _stored(kind, body)
            return self.get(kind, body["id"])

    def get(self, kind: str, identifier: str) -> Resource:
        """Read, with what Google adds. Raises GoogleError."""
        with self._lock:
            found = copy.deepcopy(self._find(kind, identifier))
            if kind == bodies.OBJECT:
                found["hasUsers"] = bool(self._holders.get(identifier))
                its_class = self._kept[bodies.CLASS].get(found["classId"])
                if its_class is not None:
                    found["classReference"] = copy.deepcopy(its_class)
        return found

    def patch(self, kind: str, identifier: str, body: Mapping[str, Any]) -> Resource:
        """Change what is sent. Raises GoogleError."""
        self._judge(body, kind, is_whole=False)
        with self._lock:
            before = self._find(kind, identifier)
            after = changes.merged(before, body)
            return self._replace(kind, before, after, sent=body)

    def update(self, kind: str, identifier: str, body: Mapping[str, Any]) -> Resource:
        """Replace everything. Raises GoogleError."""
        self._judge(body, kind, is_whole=True)
        with self._lock:
            before = self._find(kind, identifier)
            return self._replace(kind, before, dict(body), sent=body)

    def add_message(
        self, kind: str, identifier: str, body: Mapping[str, Any]
    ) -> Resource:
        """Append a message; the same id may come twice. Raises GoogleError."""
        self._judge(body, bodies.MESSAGE, is_whole=True)
        message = body["message"]
        with self._lock:
            found = self._find(kind, identifier)
            kept = found.setdefault("messages", [])
            if len(kept) >= MOST_MESSAGES:
                full = f"{identifier} has {MOST_MESSAGES} messages"
                raise GoogleError(400, "invalidResource", full)
            kept.append(dict(message))
            if message.get("messageType") == "TEXT_AND_NOTIFY":
                self._notify(kind, identifier, f"message {message['id']}")
            resource = self.get(kind, identifier)
        self._tell(kind, identifier)
        return resource

    def listed(self, kind: str, query: Mapping[str, str]) -> Resource:
        """A page of the issuer's classes or a class's objects. Raises GoogleError."""
        with self._lock:
            names = [
                name
                for name, one in sorted(self._kept[kind].items())
                if _is_listed(kind, one, query)
            ]
            start = int(query.get("token", "0"))
            count = int(query.get("maxResults", str(_PAGE)))
            page = [self.get(kind, name) for name in names[start : start + count]]
        pagination: Resource = {"resultsPerPage": len(page)}
        if start + count < len(names):
            pagination["nextPageToken"] = str(start + count)
        return {"resources": page, "pagination": pagination}

    def hold(self, identifier: str, phone: str, person: str) -> None:
        """A phone has saved the object. Raises GoogleError."""
        with self._lock:
            self._find(bodies.OBJECT, identifier)
            self._holders.setdefault(identifier, {})[phone] = person

    def let_go(self, identifier: str, phone: str) -> None:
        """A phone has deleted the object."""
        with self._lock:
            self._holders.get(identifier, {}).pop(phone, None)

    def people(self, identifier: str) -> frozenset[str]:
        """Whose phones have the object."""
        with self._lock:
            return frozenset(self._holders.get(identifier, {}).values())

    def _find(self, kind: str, identifier: str) -> Resource:
        found = self._kept[kind].get(identifier)
        if found is None:
            raise GoogleError(404, "resourceNotFound", f"{identifier} was not found")
        return found

    def _judge(self, body: object, kind: str, *, is_whole: bool) -> None:
        found = bodies.faults(body, kind, is_whole=is_whole)
        if not found and not self._allows_loopback and isinstance(body, Mapping):
            found = _plain_http(body, kind)
        if found:
            raise GoogleError(400, "invalidResource", str(bodies.InvalidBody(found)))
        if isinstance(body, Mapping):
            self._pictures.take(body, kind)

    def _check_class(self, kind: str, body: Mapping[str, Any]) -> None:
        if kind != bodies.OBJECT:
            return
        its_class = self._kept[bodies.CLASS].get(body["classId"])
        if its_class is None:
            raise GoogleError(404, "classNotFound", f"{body['classId']} was not found")
        if its_class["reviewStatus"] != _APPROVED:
            message = f"{body['classId']} is not approved"
            raise GoogleError(400, "invalidResource", message)

    def _replace(
        self,
        kind: str,
        before: Resource,
        after: Resource,
        *,
        sent: Mapping[str, Any],
    ) -> Resource:
        identifier = before["id"]
        if after.get("id") != identifier:
            raise GoogleError(400, "invalidResource", "the id cannot change")
        if before.get("reviewStatus") == _APPROVED and (
            after.get("reviewStatus") == "DRAFT"
        ):
            raise GoogleError(400, "invalidResource", "an approved class is no draft")
        self._judge(after, kind, is_whole=True)
        self._check_class(kind, after)
        self._kept[kind][identifier] = _stored(kind, after)
        if sent.get("notifyPreference") == notices.NOTIFY and (
            notices.changes_notifying_field(before, sent, schema=kind)
        ):
            self._notify(kind, identifier, "update")
        resource = self.get(kind, identifier)
        self._tell(kind, identifier)
        return resource

    def _notify(self, kind: str, identifier: str, cause: str) -> None:
        """Ask for a notice on every card that phones hold."""
        for name in self._cards(kind, identifier):
            if self._holders.get(name):
                self._ledger.ask(name, cause)

    def _cards(self, kind: str, identifier: str) -> list[str]:
        if kind == bodies.OBJECT:
            return [identifier]
        objects = self._kept[bodies.OBJECT].items()
        return [name for name, one in objects if one["classId"] == identifier]

    def _tell(self, kind: str, identifier: str) -> None:
        with self._lock:
            names = self._cards(kind, identifier)
        for name in names:
            for listener in tuple(self._listeners):
                listener(name)


def _stored(kind: str, body: Mapping[str, Any]) -> Resource:
    """What is kept: a preference to notify is not, and a class is approved at once."""
    kept = copy.deepcopy(dict(body))
    kept.pop("notifyPreference", None)
    if kind == bodies.CLASS and kept["reviewStatus"] != "DRAFT":
        kept["reviewStatus"] = _APPROVED
    return kept


def _plain_http(body: Mapping[str, Any], kind: str) -> list[schema.Fault]:
    return [
        schema.Fault(f"{part.pointer}/{name}", "must be an https address")
        for part in schema.parts(body, kind, is_whole=False)
        if (name := _PLAIN_HTTP.get(part.schema))
        and str(part.content.get(name, "")).startswith("http:")
    ]


def _is_listed(kind: str, one: Resource, query: Mapping[str, str]) -> bool:
    if kind == bodies.OBJECT:
        return bool(one["classId"] == query.get("classId"))
    return bool(one["id"].startswith(f"{query.get('issuerId')}."))
