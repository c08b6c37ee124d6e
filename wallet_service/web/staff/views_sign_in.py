"""In and out: password, second factor, role; each step works without a script."""

from __future__ import annotations

from flask import Response, request

from wallet_service.services.errors import ServiceError
from wallet_service.services.staff import second_factor, sessions, sign_in
from wallet_service.web import access, adapters, frame, visitors
from wallet_service.web.access import Audience
from wallet_service.web.staff import ways, work
from wallet_service.web.staff.blueprint import blueprint


@blueprint.get("/sign-in")
@access.allow(Audience.ANYONE)
def sign_in_page() -> Response:
    """The form for e-mail and password."""
    if visitors.known() is not None:
        return ways.to("staff.next_step")
    return frame.page("staff/sign_in.html", next=ways.asked_for(), email="")


@blueprint.post("/sign-in")
@access.allow(Audience.ANYONE)
def sign_in_with_password() -> Response:
    """Begin a session, or say that e-mail and password do not belong together."""
    email = request.form.get("email", "")
    try:
        new = work.sign_in_with_password(email, request.form.get("password", ""))
    except ServiceError as fault:
        return frame.page(
            "staff/sign_in.html", fault=fault, next=ways.asked_for(), email=email
        )
    return visitors.put(ways.to("staff.next_step"), new)


@blueprint.get("/sign-in/next")
@access.allow(Audience.HALF_USER)
def next_step() -> Response:
    """Lead on: second factor, role, then the page that was asked for."""
    visitor = visitors.current()
    with adapters.current().database.reading_across_brands() as session:
        has_factor = second_factor.has_any(session, visitor.user_id)
    if not visitor.is_full:
        return ways.to("staff.code_page" if has_factor else "staff.factor_page")
    if visitor.role is None:
        return ways.to("staff.role_page")
    return ways.go(ways.asked_for() or ways.home(visitor.role))


@blueprint.get("/sign-in/code")
@access.allow(Audience.HALF_USER)
def code_page() -> Response:
    """The form for the second factor."""
    return _code_page(None)


@blueprint.post("/sign-in/code")
@access.allow(Audience.HALF_USER)
def give_code() -> Response:
    """Judge the second factor."""
    visitor = visitors.current()
    try:
        work.check_code(visitor, request.form.get("code", ""))
    except ServiceError as fault:
        return _code_page(fault)
    return visitors.put(ways.to("staff.next_step"), work.make_full(visitor))


@blueprint.get("/sign-in/role")
@access.allow(Audience.HALF_USER)
def role_page() -> Response:
    """The roles to choose from."""
    visitor = visitors.current()
    with adapters.current().database.reading_across_brands() as session:
        held = sign_in.memberships(session, visitor.user_id)
    return frame.page("staff/role.html", held=held, next=ways.asked_for())


@blueprint.post("/sign-in/role")
@access.allow(Audience.HALF_USER)
def choose_role() -> Response:
    """Act in this role from now on."""
    visitor = visitors.current()
    parts = adapters.current()
    with parts.database.writing_across_brands() as session:
        sessions.choose_membership(
            session, visitor, request.form.get("membership_id", "")
        )
    return ways.to("staff.next_step")


@blueprint.get("/sign-in/again")
@access.allow(Audience.USER)
def again_page() -> Response:
    """The form that asks once more who it is."""
    return _again_page(None)


@blueprint.post("/sign-in/again")
@access.allow(Audience.USER)
def prove_again() -> Response:
    """Let the visitor do for ten minutes what a borrowed browser must not."""
    form = request.form
    try:
        work.prove_again(
            visitors.current(), form.get("password", ""), form.get("code", "")
        )
    except ServiceError as fault:
        return _again_page(fault)
    return ways.go(ways.asked_for() or "/account")


@blueprint.post("/sign-out")
@access.allow(Audience.HALF_USER)
def sign_out() -> Response:
    """End this session."""
    parts = adapters.current()
    with parts.database.writing_across_brands() as session:
        sessions.end(
            session,
            visitors.current().session_id,
            reason="signed_out",
            now=parts.clock(),
        )
    return visitors.drop(ways.go("/sign-in"))


def _code_page(fault: ServiceError | None) -> Response:
    with adapters.current().database.reading_across_brands() as session:
        user_id = visitors.current().user_id
        has_passkey = second_factor.has_passkey(session, user_id)
    return frame.page(
        "staff/code.html", fault=fault, next=ways.asked_for(), has_passkey=has_passkey
    )


def _again_page(fault: ServiceError | None) -> Response:
    with adapters.current().database.reading_across_brands() as session:
        user_id = visitors.current().user_id
        asks_code = second_factor.has_totp(session, user_id)
    return frame.page(
        "staff/again.html", fault=fault, next=ways.asked_for(), asks_code=asks_code
    )
