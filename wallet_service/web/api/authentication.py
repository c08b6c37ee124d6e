"""Before each request of the API: whose key is it, is it in its rate, has it the scope.

Only then is the body read, so that a stranger's bytes are never parsed.
"""

from __future__ import annotations

from flask import current_app, g, request

from wallet_service.services import api_keys
from wallet_service.services.api_keys import Principal
from wallet_service.services.errors import (
    FieldFault,
    Invalid,
    NotAllowed,
    NotAuthenticated,
)
from wallet_service.web import access, adapters, parsing, refusals, validation
from wallet_service.web.api import rate_limit

BEARER = "bearer"
WITH_BODY = frozenset({"POST", "PATCH", "PUT"})


def principal() -> Principal:
    """Who is asking."""
    found: Principal = g.principal
    return found


def require_scope(*wanted: str) -> None:
    """Raise NotAllowed (`scope_missing`) unless the key holds one of the scopes."""
    if not any(principal().may(scope) for scope in wanted):
        detail = f"This key does not have the scope '{wanted[0]}'."
        raise NotAllowed("scope_missing", detail, extra={"scope": wanted[0]})


def admit() -> None:
    """Let the request in, or refuse it with 401, 403, 429, 400, 413, 415 or 422."""
    g.principal = _authenticated()
    g.actor = str(g.principal.actor)
    refusals.attempted_by(g.principal.brand_id, g.principal.actor)
    rate_limit.check(g.principal.actor.id)
    rule = access.rule_of(current_app, request.endpoint or "")
    if rule is not None:
        require_scope(*rule.scopes)
    _refuse_unknown_query()
    if request.method in WITH_BODY and isinstance(request, parsing.JsonRequest):
        request.document = parsing.read_document(request)


def _authenticated() -> Principal:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != BEARER or not text.strip():
        detail = "Send an API key: Authorization: Bearer wsk_..."
        raise NotAuthenticated("api_key_missing", detail)
    found = adapters.current()
    with found.database.look_up() as connection:
        return api_keys.authenticate(connection, text.strip(), found.clock())


def _refuse_unknown_query() -> None:
    """Views with a query model refuse unknown parameters themselves."""
    view = current_app.view_functions[request.endpoint or ""]
    if request.args and "query" not in view.__annotations__:
        faults = [
            FieldFault(validation.pointer_of((name,)), "is not known here")
            for name in request.args
        ]
        detail = "This call takes no parameters in its address."
        raise Invalid("invalid_request", detail, errors=faults)
