"""An invitation's link: looking at it uses nothing up, sending the form does."""

from __future__ import annotations

from flask import Response, request

from wallet_service.services import users
from wallet_service.services.errors import ServiceError, invalid
from wallet_service.services.staff import invitations, sign_in
from wallet_service.services.staff.invitations import InvitationView
from wallet_service.services.staff.sessions import NewSession
from wallet_service.web import access, adapters, frame, visitors
from wallet_service.web.access import Audience
from wallet_service.web.staff import ways, work
from wallet_service.web.staff.blueprint import blueprint

LONGEST_NAME = 255


@blueprint.get("/invitation/<token>")
@access.allow(Audience.LINK)
def invitation(token: str) -> Response:
    """The form for a name and a password."""
    return frame.page("staff/invitation.html", invited=_look(token), name="")


@blueprint.post("/invitation/<token>")
@access.allow(Audience.LINK)
def accept(token: str) -> Response:
    """Set the password and sign in."""
    invited = _look(token)
    name = request.form.get("name", "").strip()
    try:
        new = _accept(token, invited, name, request.form.get("password", ""))
    except ServiceError as fault:
        if not work.is_passed(fault):
            raise
        return frame.page(
            "staff/invitation.html", fault=fault, invited=invited, name=name
        )
    return visitors.put(ways.to("staff.next_step"), new)


def _look(token: str) -> InvitationView:
    parts = adapters.current()
    with parts.database.reading_across_brands() as session:
        return invitations.look(session, token, parts.clock())


def _accept(
    token: str, invited: InvitationView, name: str, password: str
) -> NewSession:
    if invited.is_new and not 0 < len(name) <= LONGEST_NAME:
        raise invalid("/name", "Type your name.", code="name_missing")
    parts = adapters.current()
    now = parts.clock()
    with parts.database.writing_across_brands() as session:
        user_id = users.accept_invitation(
            session, token, password=password, now=now, name=name or None
        )
        is_full = not sign_in.needs_second_factor(session, user_id)
        return work.begin(session, user_id, is_full=is_full, now=now)
