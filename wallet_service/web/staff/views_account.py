"""A user's own account: name, password, second factor, where they are signed in."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.models.access import User
from wallet_service.services.errors import Conflict, ServiceError, invalid
from wallet_service.services.staff import (
    passkeys,
    second_factor,
    sessions,
    sign_in,
)
from wallet_service.web import access, adapters, frame, visitors
from wallet_service.web.access import Audience
from wallet_service.web.staff import ways, work
from wallet_service.web.staff.blueprint import blueprint

LONGEST_NAME = 255


@blueprint.get("/account")
@access.allow(Audience.USER)
def account() -> Response:
    """The account's page."""
    return account_page(None)


@blueprint.post("/account/name")
@access.allow(Audience.USER)
def change_name() -> Response:
    """How colleagues see this person."""
    name = request.form.get("name", "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        return account_page(invalid("/name", "Type your name.", code="name_missing"))
    with adapters.current().database.writing_across_brands() as session:
        session.get_one(User, visitors.current().user_id).name = name
    return ways.go("/account?saved=name")


@blueprint.post("/account/password")
@access.allow(Audience.USER)
def change_password() -> Response:
    """Another password; every other session ends, this one gets a new token."""
    visitor, parts = visitors.current(), adapters.current()
    now = parts.clock()
    try:
        work.count_password(visitor)
        with parts.database.writing_across_brands() as session:
            sign_in.change_password(
                session,
                visitor.user_id,
                old=request.form.get("old_password", ""),
                new=request.form.get("password", ""),
            )
            sessions.end_all(session, visitor.user_id, reason="revoked", now=now)
            new = sessions.renew(
                session, visitor, is_full=True, agent=work.agent(), now=now
            )
    except ServiceError as fault:
        return account_page(fault)
    return visitors.put(ways.go("/account?saved=password"), new)


@blueprint.post("/account/recovery-codes")
@access.allow(Audience.USER)
def new_recovery_codes() -> Response:
    """Ten new recovery codes, shown once."""
    visitor = visitors.current()
    if not visitor.is_proven(adapters.now()):
        return ways.go("/sign-in/again?next=/account")
    with adapters.current().database.writing_across_brands() as session:
        if not second_factor.has_any(session, visitor.user_id):
            return ways.go("/account")
        codes = second_factor.new_recovery_codes(session, visitor.user_id)
    return frame.page("staff/codes.html", codes=codes, next="")


@blueprint.post("/account/second-factor/remove")
@access.allow(Audience.USER)
def remove_app() -> Response:
    """Forget the authenticator app, where the role does not forbid it."""
    visitor = visitors.current()
    if not visitor.is_proven(adapters.now()):
        return ways.go("/sign-in/again?next=/account")
    try:
        with adapters.current().database.writing_across_brands() as session:
            _require_another_factor(session, visitor.user_id)
            second_factor.remove_totp(session, visitor.user_id)
    except ServiceError as fault:
        return account_page(fault)
    return ways.go("/account?saved=factor")


@blueprint.post("/account/sessions/<session_id>/end")
@access.allow(Audience.USER)
def end_session(session_id: str) -> Response:
    """Sign out somewhere else."""
    parts = adapters.current()
    with parts.database.writing_across_brands() as session:
        sessions.revoke_own(
            session, visitors.current().user_id, session_id, parts.clock()
        )
    return ways.go("/account?saved=session")


def _require_another_factor(session: BrandSession, user_id: str) -> None:
    if sign_in.is_guarded(session, user_id) and not second_factor.has_passkey(
        session, user_id
    ):
        detail = "Your role needs a second factor; add a passkey first."
        raise Conflict("second_factor_needed", detail)


def account_page(fault: ServiceError | None) -> Response:
    """The account's page, with what went wrong on it."""
    visitor, parts = visitors.current(), adapters.current()
    with parts.database.reading_across_brands() as session:
        values: dict[str, Any] = {
            "name": visitor.name if visitor.name != visitor.email else "",
            "has_totp": second_factor.has_totp(session, visitor.user_id),
            "passkeys": passkeys.list_passkeys(session, visitor.user_id),
            "codes_left": second_factor.recovery_codes_left(session, visitor.user_id),
            "sessions": sessions.list_live(session, visitor.user_id, parts.clock()),
            "roles": sign_in.memberships(session, visitor.user_id),
        }
    return frame.page("staff/account.html", fault=fault, **values)
