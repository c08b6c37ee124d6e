"""Problem documents (RFC 9457): the one form of every refusal of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import pydantic_core
from flask import Response

from wallet_service.services.errors import FieldFault, ServiceError, TooMany

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:wallet-service:problem:"
SECONDS_TO_WAIT = 1


def document(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Iterable[FieldFault] = (),
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The members of a problem; further ones never take the place of these."""
    return {
        **(extra or {}),
        "type": TYPE_PREFIX + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [{"pointer": one.pointer, "detail": one.detail} for one in errors],
    }


def of(error: ServiceError, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The problem of a refusal; `extra` are its further members, ready for JSON."""
    return document(
        error.status,
        error.code,
        error.detail,
        errors=error.errors,
        extra=error.extra if extra is None else extra,
    )


def body_of(members: Mapping[str, Any]) -> bytes:
    """The bytes of a JSON answer: the same members give the same bytes."""
    return pydantic_core.to_json(members)


def response(members: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """A problem on its way."""
    return Response(
        body_of(members),
        status=members["status"],
        content_type=CONTENT_TYPE,
        headers=dict(headers),
    )


def headers_of(error: ServiceError) -> dict[str, str]:
    """What a client needs beside the document: how to sign in, when to come back."""
    if error.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": 'Bearer realm="wallet-service"'}
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after)}
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return {"Retry-After": str(SECONDS_TO_WAIT)}
    return {}
