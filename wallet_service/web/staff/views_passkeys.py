"""Passkeys: making one, signing in with one, forgetting one; with a script alone.

A challenge that a wrong answer used up is gone: that is committed before the refusal.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.services.errors import Conflict, NotAllowed, ServiceError
from wallet_service.services.staff import (
    attempts,
    passkeys,
    second_factor,
    sign_in,
)
from wallet_service.services.staff.attempts import Counted
from wallet_service.services.staff.passkeys import Place
from wallet_service.services.staff.session_holders import Visitor
from wallet_service.web import (
    access,
    adapters,
    parsing,
    problems,
    visitor_address,
    visitors,
)
from wallet_service.web.access import Audience
from wallet_service.web.staff import views_account, ways, work
from wallet_service.web.staff.blueprint import blueprint


@blueprint.post("/account/passkeys/options")
@access.allow(Audience.HALF_USER)
def options_to_add() -> Response:
    """What the browser needs to make a passkey."""
    visitor = _may_add()
    with adapters.current().database.writing_across_brands() as session:
        return _answer(passkeys.options_to_add(session, visitor, _place()))


@blueprint.post("/account/passkeys/add")
@access.allow(Audience.HALF_USER)
def add() -> Response:
    """Keep the passkey; who had to have a second factor has one now."""
    visitor, parts = _may_add(), adapters.current()
    sent = parsing.read_document(request)
    refusal: ServiceError | None = None
    with parts.database.writing_across_brands() as session:
        try:
            passkeys.add(
                session,
                visitor,
                _place(),
                credential=_credential(sent),
                name=str(sent.get("name", "")),
                now=parts.clock(),
            )
        except ServiceError as error:
            refusal = error
    if refusal is not None:
        raise refusal
    response = _answer({})
    return (
        response if visitor.is_full else visitors.put(response, work.make_full(visitor))
    )


@blueprint.post("/account/passkey/<passkey_id>/remove")
@access.allow(Audience.USER)
def remove(passkey_id: str) -> Response:
    """Forget a passkey, where the role does not need it."""
    visitor = visitors.current()
    if not visitor.is_proven(adapters.now()):
        return ways.go("/sign-in/again?next=/account")
    try:
        with adapters.current().database.writing_across_brands() as session:
            passkeys.remove(session, visitor.user_id, passkey_id)
            _require_factor_left(session, visitor)
    except Conflict as fault:
        return views_account.account_page(fault)
    return ways.go("/account?saved=passkey")


@blueprint.post("/sign-in/passkey/options")
@access.allow(Audience.ANYONE)
def options_to_sign_in() -> Response:
    """What the browser needs to ask for a passkey."""
    parts = adapters.current()
    _count()
    with parts.database.writing_across_brands() as session:
        return _answer(passkeys.options_to_sign_in(session, _place(), parts.clock()))


@blueprint.post("/sign-in/passkey/finish")
@access.allow(Audience.ANYONE)
def finish() -> Response:
    """Begin a full session: a passkey is possession and person in one."""
    parts = adapters.current()
    now = parts.clock()
    sent = parsing.read_document(request)
    refusal: ServiceError | None = None
    with parts.database.writing_across_brands() as session:
        try:
            user_id = passkeys.sign_in(
                session, _place(), credential=_credential(sent), now=now
            )
            new = work.begin(session, user_id, is_full=True, now=now)
            attempts.forgive(session, parts.vault, [_counted()], now)
        except ServiceError as error:
            refusal = error
    if refusal is not None:
        raise refusal
    return visitors.put(_answer({}), new)


def _may_add() -> Visitor:
    """Who has a factor gives it first, and everybody proves lately who they are."""
    visitor = visitors.current()
    with adapters.current().database.reading_across_brands() as session:
        has_factor = second_factor.has_any(session, visitor.user_id)
    if has_factor and not visitor.is_full:
        raise NotAllowed("sign_in_unfinished", "Finish the sign-in first.")
    if not visitor.is_proven(adapters.now()):
        raise NotAllowed("proof_needed", "Sign in once more for this.")
    return visitor


def _require_factor_left(session: BrandSession, visitor: Visitor) -> None:
    if sign_in.is_guarded(session, visitor.user_id) and not second_factor.has_any(
        session, visitor.user_id
    ):
        detail = "Your role needs a second factor; add another one first."
        raise Conflict("second_factor_needed", detail)


def _credential(sent: dict[str, Any]) -> dict[str, Any]:
    found = sent.get("credential")
    return found if isinstance(found, dict) else {}


def _counted() -> Counted:
    return Counted("passkey.address", visitor_address.current(), attempts.SIGN_IN)


def _count() -> None:
    parts = adapters.current()
    attempts.take(parts.database, parts.vault, [_counted()], parts.clock())


def _place() -> Place:
    return passkeys.place_of(adapters.current().settings.base_url)


def _answer(document: dict[str, Any]) -> Response:
    return Response(problems.body_of(document), content_type="application/json")
