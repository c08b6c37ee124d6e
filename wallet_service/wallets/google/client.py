"""The REST client of one issuer: classes and objects, and five calls on each.

Methods and paths are those of the discovery document, never PUT: it would clear what is
not sent. Bodies are judged before they leave. What comes back is a value for each thing
that the caller must do (`answers`).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from wallet_service.wallets.google import (
    answers,
    bodies,
    discovery,
    identifiers,
    sessions,
)
from wallet_service.wallets.google.answers import Answer
from wallet_service.wallets.google.service_account import ServiceAccount
from wallet_service.wallets.google.sessions import Request, Sessions

_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, to answer and for a whole call; tries of one call.

    Between tries it waits a random part of `pause`, doubled each time.
    """

    connect: float = 5.0
    answer: float = 10.0
    call: float = 20.0
    attempts: int = 3
    pause: float = 0.5


_LIMITS = Limits()


class GoogleClient:
    """Safe to share between threads; `api_url` only names a stand-in.

    `take_slot` is called before each request, repeated ones too, and not for tokens: it
    may wait until the issuer's next slot, or raise, which ends the call. `wait` sleeps
    between tries.
    """

    def __init__(
        self,
        account: ServiceAccount,
        *,
        issuer_id: str,
        api_url: str = "",
        limits: Limits = _LIMITS,
        take_slot: Callable[[], None] = lambda: None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        if not identifiers.is_issuer_id(issuer_id):
            raise identifiers.InvalidIdentifier(f"{issuer_id!r} is no issuer id")
        self._issuer_id = issuer_id
        self._root = (api_url or discovery.root_url()).rstrip("/")
        self._limits = limits
        self._take_slot = take_slot
        self._wait = wait
        self._sessions = Sessions(account, connect=limits.connect)
        self.classes = Resource(self, "loyaltyclass", bodies.CLASS)
        self.objects = Resource(self, "loyaltyobject", bodies.OBJECT)

    @property
    def issuer_id(self) -> str:
        """Whose classes and objects these are."""
        return self._issuer_id

    def call(
        self,
        method: discovery.Method,
        *,
        resource_id: str = "",
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        within: float | None = None,
    ) -> Answer:
        """Send, and repeat what may be repeated, until `within` seconds are over."""
        path = method.path.replace("{resourceId}", resource_id)
        request = Request(method.verb, self._root + path, query or {}, body)
        repeats_unknown = not method.name.endswith(".addmessage")
        end = time.monotonic() + (within or self._limits.call)
        attempt, is_renewed = 1, False
        while True:
            answer = self._tried(request, end)
            if not is_renewed and sessions.needs_new_token(answer):
                is_renewed = True
                continue
            pause = self._pause(answer, attempt, repeats_unknown=repeats_unknown)
            if pause is None or time.monotonic() + pause >= end:
                return answer
            self._wait(pause)
            attempt += 1

    def _tried(self, request: Request, end: float) -> Answer:
        """Sent once, in its slot, with a token that was there before."""
        without = self._sessions.missing_token(timeout=self._left(end))
        if without is not None:
            return without
        self._take_slot()
        return self._sessions.send(request, timeout=self._left(end))

    def _left(self, end: float) -> float:
        return min(self._limits.answer, max(0.1, end - time.monotonic()))

    def close(self) -> None:
        """Close all connections."""
        self._sessions.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _pause(
        self, answer: Answer, attempt: int, *, repeats_unknown: bool
    ) -> float | None:
        """Seconds until the next try; None if there is none."""
        if attempt >= self._limits.attempts:
            return None
        match answer:
            case answers.TryLater(status=status, retry_after=retry_after):
                if not repeats_unknown and status not in {None, 429}:
                    return None
                spread = _random.uniform(0.5, 1.0) * self._limits.pause
                return max(spread * 2.0 ** (attempt - 1), retry_after or 0.0)
            case answers.Unanswered() if repeats_unknown:
                return _random.uniform(0.5, 1.0) * self._limits.pause * 2.0**attempt
        return None


class Resource:
    """Classes or objects; identifiers must be of the client's own issuer.

    Raises identifiers.InvalidIdentifier for another issuer's.
    """

    def __init__(self, client: GoogleClient, name: str, schema: str) -> None:
        self._client = client
        self._name = name
        self._schema = schema

    def insert(self, body: Mapping[str, Any], *, within: float | None = None) -> Answer:
        """Create it. AlreadyExists says that it is there: patch it then."""
        self._own(str(body.get("id")))
        if refused := _refusal(body, self._schema, is_whole=True):
            return refused
        return self._client.call(self._method("insert"), body=body, within=within)

    def get(self, resource_id: str, *, within: float | None = None) -> Answer:
        """Read it."""
        self._own(resource_id)
        method = self._method("get")
        return self._client.call(method, resource_id=resource_id, within=within)

    def patch(
        self,
        resource_id: str,
        body: Mapping[str, Any],
        *,
        within: float | None = None,
    ) -> Answer:
        """Change the fields that are sent; arrays are replaced as a whole."""
        self._own(resource_id)
        if refused := _refusal(body, self._schema, is_whole=False):
            return refused
        return self._client.call(
            self._method("patch"), resource_id=resource_id, body=body, within=within
        )

    def add_message(
        self,
        resource_id: str,
        message: Mapping[str, Any],
        *,
        within: float | None = None,
    ) -> Answer:
        """Append a message with an id of its own.

        After Unanswered read the object and look for that id before sending again.
        """
        self._own(resource_id)
        body = {"message": message}
        if refused := _refusal(body, bodies.MESSAGE, is_whole=True):
            return refused
        return self._client.call(
            self._method("addmessage"),
            resource_id=resource_id,
            body=body,
            within=within,
        )

    def list(
        self,
        *,
        class_id: str | None = None,
        token: str | None = None,
        most: int = 100,
        within: float | None = None,
    ) -> Answer:
        """A page: classes of the issuer, or objects of `class_id`.

        The next page's `token` is `pagination.nextPageToken`.
        """
        query = {"maxResults": str(most)}
        if class_id is None:
            query["issuerId"] = self._client.issuer_id
        else:
            self._own(class_id)
            query["classId"] = class_id
        if token is not None:
            query["token"] = token
        return self._client.call(self._method("list"), query=query, within=within)

    def _method(self, name: str) -> discovery.Method:
        return discovery.method(self._name, name)

    def _own(self, identifier: str) -> None:
        if identifiers.issuer_of(identifier) != self._client.issuer_id:
            message = f"{identifier!r} is not of issuer {self._client.issuer_id}"
            raise identifiers.InvalidIdentifier(message)


def _refusal(
    body: Mapping[str, Any], schema: str, *, is_whole: bool
) -> answers.Refused | None:
    try:
        bodies.check(body, schema, is_whole=is_whole)
    except bodies.InvalidBody as error:
        return answers.Refused(None, "invalidBody", str(error))
    return None
