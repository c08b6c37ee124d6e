"""Adjustments and payouts: proposed, then approved or rejected by a person."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic_core import to_jsonable_python

from wallet_service.database import BrandSession
from wallet_service.services import scopes
from wallet_service.services.till import adjustment_views, adjustments
from wallet_service.services.till.adjustment_views import AdjustmentView
from wallet_service.services.till.adjustments import AdjustmentAnswer, NewAdjustment
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import (
    answers_people,
    calls,
    rendering,
    schemas_people,
    wallets_of_cards,
)
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint, keyed
from wallet_service.web.api.calls import Done
from wallet_service.web.api.schemas import CardPath, ReasonBody

blueprint = api_blueprint("adjustments", "Corrections and payouts")
ANSWERS: Any = {
    201: answers_people.AdjustmentDone,
    202: answers_people.AdjustmentDone,
}


@blueprint.post(
    "/cards/<card_id>/adjustments",
    responses=ANSWERS,
    openapi_extensions=keyed(required=True),
)
@access.allow(Audience.API_KEY, scopes.ALL)
def adjust_card(path: CardPath, body: schemas_people.AdjustmentBody) -> Response:
    """Correct a card: 201 when done, 202 when a second person has to agree."""

    def work(session: BrandSession) -> Done:
        made = adjustments.propose(
            session,
            path.card_id,
            NewAdjustment(**body.model_dump()),
            actor=principal().actor,
            now=adapters.now(),
        )
        return _done(session, made)

    return calls.write(work, needs_key=True)


@blueprint.post(
    "/cards/<card_id>/payouts",
    responses={202: answers_people.AdjustmentDone},
    openapi_extensions=keyed(required=True),
)
@access.allow(Audience.API_KEY, scopes.ALL)
def pay_out(path: CardPath, body: schemas_people.PayoutBody) -> Response:
    """Ask that points be paid out in money; a person has to agree."""

    def work(session: BrandSession) -> Done:
        made = adjustments.propose_payout(
            session,
            path.card_id,
            amount=body.amount,
            reason=body.reason,
            actor=principal().actor,
            now=adapters.now(),
        )
        return _done(session, made)

    return calls.write(work, needs_key=True)


@blueprint.get("/adjustments", responses={200: answers_people.AdjustmentList})
@access.allow(Audience.API_KEY, "txn:read")
def list_adjustments(query: schemas_people.AdjustmentPage) -> Response:
    """List corrections and payouts, newest first."""

    def work(session: BrandSession) -> dict[str, Any]:
        rows = adjustment_views.list_adjustments(
            session,
            state=query.state,
            card_id=query.card_id,
            after=query.after,
            limit=query.limit + 1,
        )
        return rendering.page(rows, [_document(row) for row in rows], query.limit)

    return calls.read(work)


@blueprint.post(
    "/adjustments/<adjustment_id>/approve",
    responses={200: answers_people.AdjustmentDone},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, scopes.ALL)
def approve_adjustment(
    path: schemas_people.AdjustmentPath,
    body: schemas_people.ApproveBody,  # noqa: ARG001 - its fields are checked
) -> Response:
    """Let it happen: with a key of a person who did not propose it."""

    def work(session: BrandSession) -> Done:
        done = adjustments.approve(
            session, path.adjustment_id, actor=principal().actor, now=adapters.now()
        )
        return Done(200, _answer(session, done))

    return calls.write(work)


@blueprint.post(
    "/adjustments/<adjustment_id>/reject",
    responses={200: answers_people.AdjustmentDone},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, scopes.ALL)
def reject_adjustment(
    path: schemas_people.AdjustmentPath, body: ReasonBody
) -> Response:
    """Drop what waits."""

    def work(session: BrandSession) -> Done:
        done = adjustments.reject(
            session,
            path.adjustment_id,
            reason=body.reason,
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(200, _answer(session, done))

    return calls.write(work)


def _done(session: BrandSession, made: AdjustmentAnswer) -> Done:
    return Done(201 if made.row.state == "done" else 202, _answer(session, made))


def _answer(session: BrandSession, made: AdjustmentAnswer) -> dict[str, Any]:
    card = wallets_of_cards.document(session, made.card)
    return _document(made.row) | {"card": card}


def _document(row: AdjustmentView) -> dict[str, Any]:
    document: dict[str, Any] = to_jsonable_python(row)
    times = ("proposed_at", "decided_at")
    return document | {name: rendering.instant(getattr(row, name)) for name in times}
