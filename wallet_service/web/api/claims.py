"""Claims: what refunds propose to get back, for a person to decide."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic_core import to_jsonable_python

from wallet_service.database import BrandSession
from wallet_service.services import scopes
from wallet_service.services.till import claims
from wallet_service.services.till.claims import ClaimView, Decision
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import answers_people, calls, rendering, schemas_people
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint, keyed
from wallet_service.web.api.calls import Done
from wallet_service.web.api.schemas import ReasonBody

blueprint = api_blueprint("claims", "What refunds propose to get back")


@blueprint.get("/claims", responses={200: answers_people.ClaimList})
@access.allow(Audience.API_KEY, "txn:read")
def list_claims(query: schemas_people.ClaimPage) -> Response:
    """List claims, newest first."""

    def work(session: BrandSession) -> dict[str, Any]:
        rows = claims.list_claims(
            session, state=query.state, after=query.after, limit=query.limit + 1
        )
        return rendering.page(rows, [_document(row) for row in rows], query.limit)

    return calls.read(work)


@blueprint.post(
    "/claims/<claim_id>/settle",
    responses={200: answers_people.ClaimShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, scopes.ALL)
def settle_claim(path: schemas_people.ClaimPath, body: ReasonBody) -> Response:
    """The buyer made it good; with a key of a person."""
    return _decide(path, body, "settled")


@blueprint.post(
    "/claims/<claim_id>/dismiss",
    responses={200: answers_people.ClaimShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, scopes.ALL)
def dismiss_claim(path: schemas_people.ClaimPath, body: ReasonBody) -> Response:
    """Nothing is asked for; with a key of a person."""
    return _decide(path, body, "dismissed")


def _decide(
    path: schemas_people.ClaimPath, body: ReasonBody, state: Decision
) -> Response:
    def work(session: BrandSession) -> Done:
        decided = claims.decide(
            session,
            path.claim_id,
            state,
            reason=body.reason,
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(200, _document(decided))

    return calls.write(work)


def _document(row: ClaimView) -> dict[str, Any]:
    document: dict[str, Any] = to_jsonable_python(row)
    times = ("proposed_at", "decided_at")
    return document | {name: rendering.instant(getattr(row, name)) for name in times}
