"""The team: who is there, invitations, roles, switching off."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.services.errors import ServiceError
from wallet_service.services.staff import locations, team, workplaces
from wallet_service.services.users import NewUser, Role
from wallet_service.web import access, adapters, visitors
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, pages
from wallet_service.web.desk.acting import proof_missing, see_other
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import OWNERS, RULERS

HERE = "/brand/team"
# a partner's manager belongs to a company and is invited from there
INVITED = (Role.STAFF, Role.ANALYST, Role.MANAGER, Role.OWNER)


@blueprint.get("/team")
@access.allow(Audience.USER, *RULERS)
def people() -> Response:
    """Everybody with a role in the brand."""
    return _page()


@blueprint.post("/team")
@access.allow(Audience.USER, *RULERS)
def invite() -> Response:
    """Invite a person; the link is shown once."""
    form, now = request.form, adapters.now()
    elsewhere = proof_missing(HERE)
    if elsewhere is not None:
        return elsewhere
    email = form.get("email", "")
    try:
        with adapters.current().database.writing_across_brands() as session:
            new = team.invite(
                session,
                visitors.current(),
                email=email,
                name=form.get("name", ""),
                role=form.get("role", ""),
                now=now,
            )
    except ServiceError as fault:
        return _page(fault)
    return _page(new=new, email=email.strip().lower())


@blueprint.post("/team/<user_id>/link")
@access.allow(Audience.USER, *RULERS)
def new_link(user_id: str) -> Response:
    """A link for a new password, shown once."""
    elsewhere = proof_missing(HERE)
    if elsewhere is not None:
        return elsewhere
    try:
        with adapters.current().database.writing_across_brands() as session:
            new = team.new_link(session, visitors.current(), user_id, adapters.now())
    except ServiceError as fault:
        return _page(fault)
    return _page(new=new, email=request.form.get("email", ""))


@blueprint.post("/team/<user_id>/disable")
@access.allow(Audience.USER, *RULERS)
def disable(user_id: str) -> Response:
    """Switch a person off at once."""
    return _change(lambda session: _switch(session, user_id, is_disabled=True))


@blueprint.post("/team/<user_id>/enable")
@access.allow(Audience.USER, *RULERS)
def enable(user_id: str) -> Response:
    """Switch a person on again."""
    return _change(lambda session: _switch(session, user_id, is_disabled=False))


@blueprint.post("/team/<user_id>/reset-second-factor")
@access.allow(Audience.USER, *OWNERS)
def reset_second_factor(user_id: str) -> Response:
    """Forget a person's second factor, who lost phone and codes."""
    return _change(
        lambda session: team.reset_second_factor(
            session, visitors.current(), user_id, adapters.now()
        )
    )


@blueprint.post("/team/roles/<membership_id>/remove")
@access.allow(Audience.USER, *RULERS)
def remove_role(membership_id: str) -> Response:
    """Take a role away."""
    return _change(
        lambda session: team.remove_role(
            session, visitors.current(), membership_id, adapters.now()
        )
    )


@blueprint.post("/team/roles/<membership_id>/locations")
@access.allow(Audience.USER, *RULERS)
def bind(membership_id: str) -> Response:
    """Say where a salesperson may scan; nothing ticked is everywhere."""
    chosen = request.form.getlist("location")

    def work(session: BrandSession) -> None:
        workplaces.bind(
            session, visitors.current(), membership_id, chosen, adapters.now()
        )

    elsewhere = proof_missing(HERE)
    if elsewhere is not None:
        return elsewhere
    try:
        acting.write(work)
    except ServiceError as fault:
        return _page(fault)
    return see_other(HERE)


def _switch(session: BrandSession, user_id: str, *, is_disabled: bool) -> None:
    team.set_disabled(
        session,
        visitors.current(),
        user_id,
        is_disabled=is_disabled,
        now=adapters.now(),
    )


def _change(work: Callable[[BrandSession], None]) -> Response:
    elsewhere = proof_missing(HERE)
    if elsewhere is not None:
        return elsewhere
    try:
        with adapters.current().database.writing_across_brands() as session:
            work(session)
    except ServiceError as fault:
        return _page(fault)
    return see_other(HERE)


def _page(
    fault: ServiceError | None = None, *, new: NewUser | None = None, email: str = ""
) -> Response:
    found = acting.read(team.list_people)
    places = acting.read(locations.list_locations)
    link = ""
    if new is not None and new.invitation:
        base = adapters.current().settings.base_url
        link = f"{base}/invitation/{new.invitation}"
    return pages.page(
        "team.html",
        fault=fault,
        people=found,
        places=places,
        roles=INVITED,
        invited=email if new is not None else "",
        link=link,
    )
