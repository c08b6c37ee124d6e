"""Bodies in, answers out: the scanner's own page speaks JSON with these views."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Response, request
from pydantic import ValidationError

from wallet_service.database import BrandSession
from wallet_service.services import idempotency
from wallet_service.services.errors import Invalid, Malformed, Refused
from wallet_service.services.idempotency import Answer
from wallet_service.web import adapters, parsing, problems, validation, visitors
from wallet_service.web.parsing import Body
from wallet_service.web.scanner import documents

KEY_HEADER = "Idempotency-Key"
KEY_FORM = re.compile(r"[\x21-\x7e]{16,255}")
JSON = "application/json"

Shape = TypeVar("Shape", bound=Body)


def body(shape: type[Shape]) -> Shape:
    """The request's body; raises Malformed or Invalid with each field at fault."""
    try:
        return shape.model_validate(parsing.read_document(request))
    except ValidationError as error:
        detail = "The request does not fit its schema; see the errors of its fields."
        faults = validation.faults_of(error)
        raise Invalid("invalid_request", detail, errors=faults) from None


def answer(document: Mapping[str, Any], status: int = 200) -> Response:
    """A JSON answer."""
    return Response(problems.body_of(document), status, content_type=JSON)


def read(work: Callable[[BrandSession], Mapping[str, Any]]) -> Response:
    """Answer what `work` reads of the visitor's brand."""
    brand_id = str(visitors.current().brand_id)
    with adapters.current().database.reading(brand_id) as session:
        try:
            return answer(work(session))
        except Refused as refused:
            return _response(_refusal(refused))


def once(
    brand_id: str,
    document: object,
    work: Callable[[BrandSession], Mapping[str, Any]],
) -> Response:
    """Do what was confirmed, once for its key; a repeat gets the first answer.

    Raises Malformed (`idempotency_key_required`).
    """
    parts = adapters.current()
    key = request.headers.get(KEY_HEADER, "")
    if not KEY_FORM.fullmatch(key):
        detail = "Every confirmation has a key of its own."
        raise Malformed("idempotency_key_required", detail)
    asked = idempotency.Request(key, request.method, request.path, document)

    def do(session: BrandSession) -> Answer:
        return Answer(200, problems.body_of(work(session)))

    try:
        given = idempotency.perform(
            parts.database,
            parts.keyring,
            brand_id,
            asked,
            now=parts.clock(),
            work=do,
            refusal=_refusal,
        )
    except Refused as refused:
        given = _refusal(refused)
    return _response(given)


def _refusal(refused: Refused) -> Answer:
    members = problems.of(refused, extra=documents.problem_members(refused.extra))
    return Answer(refused.status, problems.body_of(members))


def _response(given: Answer) -> Response:
    kind = JSON if given.status < 400 else problems.CONTENT_TYPE
    response = Response(given.body, given.status, content_type=kind)
    if given.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response
