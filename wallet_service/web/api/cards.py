"""Cards: given out, found, their entries, and what may happen to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.services.errors import FieldFault, Invalid, invalid
from wallet_service.services.membership import (
    card_answers,
    card_issuing,
    card_states,
    cards,
    entries,
    members,
)
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import (
    answers,
    answers_till,
    authentication,
    calls,
    rendering,
    wallets_of_cards,
)
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint, keyed
from wallet_service.web.api.calls import Done
from wallet_service.web.api.members import member_fields
from wallet_service.web.api.schemas import (
    CardBody,
    CardPath,
    CardQuery,
    MemberBody,
    ReasonBody,
)
from wallet_service.web.parsing import Page

blueprint = api_blueprint("cards", "Members' cards")


@blueprint.post(
    "/cards",
    responses={200: answers.CardShape, 201: answers.CardShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "card:write")
def issue_card(body: CardBody) -> Response:
    """Give a member their card: 201 for a new one, 200 for the one they have."""
    if (body.member_id is None) == (body.member is None):
        detail = "Give either member_id or member."
        raise invalid("/member_id", detail, code="invalid_request")
    if body.member is not None:
        authentication.require_scope("member:write")

    def work(session: BrandSession) -> Done:
        member_id = body.member_id or _inline_member(session, body.member)
        card_id, is_new = card_issuing.issue_card(
            session,
            body.program_id,
            member_id,
            adapters.now(),
            actor=authentication.principal().actor,
        )
        return Done(201 if is_new else 200, document(session, card_id))

    return calls.write(work)


@blueprint.get("/cards", responses={200: answers.CardShape})
@access.allow(Audience.API_KEY, "card:read")
def find_card(query: CardQuery) -> Response:
    """Find a card by the code of its QR."""
    return calls.read(
        lambda session: document(session, cards.find_card(session, code=query.code))
    )


@blueprint.get("/cards/<card_id>", responses={200: answers.CardShape})
@access.allow(Audience.API_KEY, "card:read")
def get_card(path: CardPath) -> Response:
    """Read a card."""
    return calls.read(lambda session: document(session, path.card_id))


@blueprint.get("/cards/<card_id>/entries", responses={200: answers_till.EntryList})
@access.allow(Audience.API_KEY, "txn:read")
def list_entries(path: CardPath, query: Page) -> Response:
    """List the ledger entries behind the card, newest first."""

    def work(session: BrandSession) -> dict[str, Any]:
        found = entries.entries_of(
            session,
            path.card_id,
            before=query.after,
            limit=query.limit + 1,
            now=adapters.now(),
        )
        documents = [_entry(one) for one in found]
        return rendering.page([one.entry for one in found], documents, query.limit)

    return calls.read(work)


@blueprint.post(
    "/cards/<card_id>/freeze",
    responses={200: answers.CardShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "card:write")
def freeze_card(path: CardPath, body: ReasonBody) -> Response:
    """Stop earning and spending."""
    return _change(card_states.freeze, path, body)


@blueprint.post(
    "/cards/<card_id>/unfreeze",
    responses={200: answers.CardShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "card:write")
def unfreeze_card(path: CardPath, body: ReasonBody) -> Response:
    """Let a frozen card be used again."""
    return _change(card_states.unfreeze, path, body)


@blueprint.post(
    "/cards/<card_id>/reissue",
    responses={200: answers.CardShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "card:write")
def reissue_card(path: CardPath, body: ReasonBody) -> Response:
    """Retire the pass and make a new one: another code, another link."""
    return _change(card_issuing.reissue, path, body)


@blueprint.post(
    "/cards/<card_id>/close",
    responses={200: answers.CardShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "card:write")
def close_card(path: CardPath, body: ReasonBody) -> Response:
    """End the card; giving it out again reopens it."""
    return _change(card_states.close, path, body)


def document(session: BrandSession, card_id: str) -> dict[str, Any]:
    """The card as JSON."""
    answer = card_answers.card_answer(session, card_id, adapters.now())
    return wallets_of_cards.document(session, answer)


def _change(change: Callable[..., None], path: CardPath, body: ReasonBody) -> Response:
    def work(session: BrandSession) -> Done:
        change(
            session,
            path.card_id,
            reason=body.reason,
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(200, document(session, path.card_id))

    return calls.write(work)


def _inline_member(session: BrandSession, body: MemberBody | None) -> str:
    if body is None:
        message = "either member_id or member is there"
        raise ValueError(message)
    try:
        member_id, _ = members.find_or_create(
            session,
            adapters.current().keyring,
            member_fields(body),
            actor=principal().actor,
            now=adapters.now(),
        )
    except Invalid as refused:
        faults = [
            FieldFault(f"/member{one.pointer}", one.detail) for one in refused.errors
        ]
        raise Invalid(refused.code, refused.detail, errors=faults) from None
    return member_id


def _entry(found: entries.ExplainedEntry) -> dict[str, Any]:
    entry = found.entry
    return {
        "id": str(entry.id),
        "transaction_id": entry.transaction_id,
        "card_id": entry.card_id,
        "owner": entry.owner_kind,
        "unit": entry.unit,
        "kind": entry.kind,
        "amount": entry.amount,
        "balance_after": entry.balance_after,
        "reverses": entry.reverses,
        "occurred_at": rendering.instant(entry.occurred_at),
        "recorded_at": rendering.instant(entry.recorded_at),
        "explanation": found.explanation,
    }
