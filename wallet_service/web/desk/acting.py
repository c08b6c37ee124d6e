"""What views share when they read, write and lead on: in whose brand, and as whom."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import NoReturn, TypeVar
from urllib.parse import urlencode

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.services import idempotency
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Malformed, Refused
from wallet_service.services.idempotency import Answer
from wallet_service.web import adapters, form_fields, visitors

ONCE = "once"
TOKEN = re.compile(r"[\w-]{16,64}")

Result = TypeVar("Result")


def brand_id() -> str:
    """The brand that the visitor acts for."""
    return str(visitors.current().brand_id)


def actor() -> Actor:
    """As whom everything is recorded."""
    return visitors.current().actor


def read(work: Callable[[BrandSession], Result]) -> Result:
    """Look at one snapshot of the brand."""
    with adapters.current().database.reading(brand_id()) as session:
        return work(session)


def write(work: Callable[[BrandSession], Result]) -> Result:
    """Do the work in one transaction of the brand."""
    return adapters.current().database.run(brand_id(), work)


def write_once(work: Callable[[BrandSession], str]) -> str:
    """The same, once for each form that was shown: a second click changes nothing.

    The work returns the address to go on to. A refusal is not kept, for the form comes
    back as another one. Raises what the work raises, and Conflict
    (`idempotency_key_reused`) for a form that is sent again with other values.
    """
    parts = adapters.current()
    sent = form_fields.fields()
    token = sent.pop(ONCE, "")
    if not TOKEN.fullmatch(token):
        raise Malformed("form_incomplete", "Open the page again and send its form.")
    sent.pop(visitors.CSRF_FIELD, None)
    answer = idempotency.perform(
        parts.database,
        parts.keyring,
        brand_id(),
        idempotency.Request(f"desk:{token}", "POST", request.path, sent),
        now=parts.clock(),
        work=lambda session: Answer(303, work(session).encode()),
        refusal=_raise,
    )
    return answer.body.decode()


def new_token() -> str:
    """What makes a form that is shown one of a kind."""
    return secrets.token_urlsafe(16)


def _raise(refused: Refused) -> NoReturn:
    raise refused


def see_other(address: str) -> Response:
    """Lead to a page after something was done."""
    response = Response(status=303)
    response.headers["Location"] = address
    return response


def proof_missing(back: str) -> Response | None:
    """Where to go first when the visitor has not proved lately who they are."""
    if visitors.current().is_proven(adapters.now()):
        return None
    return see_other(f"/sign-in/again?{urlencode({'next': back})}")
