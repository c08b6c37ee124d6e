"""Members: people at partner companies. Contacts are shown to `member:pii` alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.models.member import Member
from wallet_service.services import scopes
from wallet_service.services.membership import consents, contacts, members, overrides
from wallet_service.services.membership.members import MemberFields
from wallet_service.services.membership.overrides import NewOverride
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import (
    answers,
    answers_people,
    calls,
    rendering,
    rendering_people,
)
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint, keyed
from wallet_service.web.api.calls import Done
from wallet_service.web.api.schemas import (
    MemberBody,
    MemberPage,
    MemberPatch,
    MemberPath,
)
from wallet_service.web.api.schemas_people import OverrideBody

blueprint = api_blueprint("members", "People who hold cards")


@blueprint.post(
    "/members",
    responses={201: answers.MemberShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "member:write")
def create_member(body: MemberBody) -> Response:
    """Add a member; e-mail and phone belong to one person only."""

    def work(session: BrandSession) -> Done:
        member_id = members.create_member(
            session,
            adapters.current().keyring,
            member_fields(body),
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(201, _document(session, member_id))

    return calls.write(work)


@blueprint.get("/members", responses={200: answers.MemberList})
@access.allow(Audience.API_KEY, "member:read")
def list_members(query: MemberPage) -> Response:
    """List members, newest first."""

    def work(session: BrandSession) -> dict[str, Any]:
        rows = members.list_members(
            session,
            company_id=query.company_id,
            after=query.after,
            limit=query.limit + 1,
        )
        return rendering.page(rows, _documents(session, rows), query.limit)

    return calls.read(work)


@blueprint.get("/members/<member_id>", responses={200: answers.MemberShape})
@access.allow(Audience.API_KEY, "member:read")
def get_member(path: MemberPath) -> Response:
    """Read a member."""
    return calls.read(lambda session: _document(session, path.member_id))


@blueprint.patch("/members/<member_id>", responses={200: answers.MemberShape})
@access.allow(Audience.API_KEY, "member:write")
def change_member(path: MemberPath, body: MemberPatch) -> Response:
    """Change the fields that are given; null clears one."""

    def work(session: BrandSession) -> Done:
        members.change_member(
            session,
            adapters.current().keyring,
            path.member_id,
            member_fields(body),
            changed=frozenset(body.model_fields_set),
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(200, _document(session, path.member_id))

    return calls.write(work)


@blueprint.post(
    "/members/<member_id>/overrides",
    responses={201: answers_people.OverrideShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, scopes.ALL)
def override_rate(path: MemberPath, body: OverrideBody) -> Response:
    """Give a person a rate of their own; the newest counts, 0 ends it."""

    def work(session: BrandSession) -> Done:
        made = overrides.override(
            session,
            path.member_id,
            NewOverride(**body.model_dump()),
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(201, rendering_people.override(made))

    return calls.write(work)


def member_fields(body: MemberBody | MemberPatch) -> MemberFields:
    """A person as the use cases take it."""
    given = [consents.NewConsent(**one.model_dump()) for one in body.consents or ()]
    return MemberFields(**body.sent() | {"consents": tuple(given)})


def _document(session: BrandSession, member_id: str) -> dict[str, Any]:
    return _documents(session, [members.get_member(session, member_id)])[0]


def _documents(session: BrandSession, rows: Sequence[Member]) -> list[dict[str, Any]]:
    given = consents.current_consents(session, [row.id for row in rows])
    key = None
    if principal().may("member:pii"):
        key = adapters.current().keyring.data_key(session)
    return [
        rendering_people.member(
            row, given[row.id], contacts.contacts_of(key, row) if key else None
        )
        for row in rows
    ]
