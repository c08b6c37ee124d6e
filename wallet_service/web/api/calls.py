"""Runs a use case for a view: one transaction, one key, one way to answer.

Reads see a snapshot. Writes go through `services.idempotency`, which keeps the first
answer under the caller's Idempotency-Key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.services import idempotency
from wallet_service.services.errors import Malformed, Refused
from wallet_service.services.idempotency import Answer
from wallet_service.web import adapters, problems
from wallet_service.web.api import authentication, rendering

KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotent-Replayed"
KEY_FORM = re.compile(r"[\x21-\x7e]{1,255}")
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Done:
    """What a use case answers: a status and the members of the document."""

    status: int
    document: Mapping[str, Any]


def read(work: Callable[[BrandSession], Mapping[str, Any]]) -> Response:
    """Answer 200 with what `work` reads."""
    brand_id = authentication.principal().brand_id
    with adapters.current().database.reading(brand_id) as session:
        try:
            document = work(session)
        except Refused as refused:
            return _response(_refusal(refused))
    return _response(Answer(200, problems.body_of(document)))


def look(work: Callable[[BrandSession], Mapping[str, Any]]) -> Response:
    """A POST that writes nothing; with a key, the first answer for it."""
    if KEY_HEADER in request.headers:
        return write(lambda session: Done(200, work(session)))
    return read(work)


def write(work: Callable[[BrandSession], Done], *, needs_key: bool = False) -> Response:
    """Answer what `work` has done, or for a known key the first answer.

    Raises Malformed (`idempotency_key_required`, `idempotency_key_invalid`).
    """
    found = adapters.current()

    def answer(session: BrandSession) -> Answer:
        done = work(session)
        return Answer(done.status, problems.body_of(done.document))

    try:
        given = idempotency.perform(
            found.database,
            found.keyring,
            authentication.principal().brand_id,
            keyed_request(needs_key=needs_key),
            now=found.clock(),
            work=answer,
            refusal=_refusal,
        )
    except Refused as refused:
        given = _refusal(refused)
    return _response(given)


def keyed_request(*, needs_key: bool) -> idempotency.Request | None:
    """What the caller's key stands for; None without a key. PATCH takes none."""
    key = request.headers.get(KEY_HEADER)
    if key is None or request.method != "POST":
        if needs_key:
            detail = f"Send a fresh {KEY_HEADER}; a retry repeats it."
            raise Malformed("idempotency_key_required", detail)
        return None
    if not KEY_FORM.fullmatch(key):
        detail = f"{KEY_HEADER} has 1 to 255 visible ASCII characters."
        raise Malformed("idempotency_key_invalid", detail)
    return idempotency.Request(key, request.method, request.path, request.get_json())


def _refusal(refused: Refused) -> Answer:
    members = problems.of(refused, extra=rendering.problem_members(refused.extra))
    return Answer(refused.status, problems.body_of(members))


def _response(answer: Answer) -> Response:
    content_type = JSON if answer.status < 400 else problems.CONTENT_TYPE
    response = Response(answer.body, answer.status, content_type=content_type)
    if answer.replayed:
        response.headers[REPLAYED_HEADER] = "true"
    return response
