"""Purchases and refunds; each needs an Idempotency-Key, the steps after it do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.services.staff import locations
from wallet_service.services.till import (
    cancelling,
    drafts,
    payments,
    purchases,
    refunds,
)
from wallet_service.services.till.commands import PurchaseCommand, Receipt
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import (
    answers_till,
    authentication,
    calls,
    rendering,
    wallets_of_cards,
)
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint, keyed
from wallet_service.web.api.calls import Done
from wallet_service.web.api.schemas_till import (
    ConfirmPurchaseBody,
    NothingBody,
    PurchaseBody,
    PurchasePath,
    RefundBody,
    purchase_command,
    refund_lines,
)

blueprint = api_blueprint("purchases", "Purchases, their previews and refunds")


@blueprint.post(
    "/purchases/preview",
    responses={200: answers_till.PurchaseShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "txn:write", "txn:read")
def preview_purchase(body: PurchaseBody) -> Response:
    """Compute a purchase; nothing is written."""
    command = purchase_command(body, adapters.now())

    def work(session: BrandSession) -> dict[str, Any]:
        locations.require_known(session, command.location_id)
        found = purchases.preview_purchase(
            session, command, principal().actor, adapters.now()
        )
        return _explained(session, found)

    return calls.look(work)


@blueprint.post(
    "/purchases",
    responses={201: answers_till.PurchaseShape},
    openapi_extensions=keyed(required=True),
)
@access.allow(Audience.API_KEY, "txn:write")
def record_purchase(body: PurchaseBody) -> Response:
    """Record a purchase, or keep a draft of one."""
    command = purchase_command(body, adapters.now())
    _require_spending(command)
    is_draft = body.state == "draft"
    record = drafts.create_draft if is_draft else purchases.record_purchase

    def work(session: BrandSession) -> Done:
        locations.require_known(session, command.location_id)
        found = record(session, command, principal().actor, adapters.now())
        return Done(201, _receipt(session, found))

    return calls.write(work, needs_key=True)


@blueprint.get("/purchases/<purchase_id>", responses={200: answers_till.PurchaseShape})
@access.allow(Audience.API_KEY, "txn:read")
def get_purchase(path: PurchasePath) -> Response:
    """Read a purchase: its figures stay, what came back stands beside them.

    A draft shows what it would do now.
    """

    def work(session: BrandSession) -> dict[str, Any]:
        found = drafts.read_purchase(session, path.purchase_id, adapters.now())
        return _explained(session, found)

    return calls.read(work)


@blueprint.post(
    "/purchases/<purchase_id>/confirm",
    responses={200: answers_till.PurchaseShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "txn:write")
def confirm_purchase(path: PurchasePath, body: ConfirmPurchaseBody) -> Response:
    """Confirm a draft: it is computed and recorded now."""

    def work(session: BrandSession) -> Done:
        if drafts.spends_points(session, path.purchase_id):
            authentication.require_scope("txn:spend")
        found = drafts.confirm_draft(
            session,
            path.purchase_id,
            body.revision,
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(200, _receipt(session, found))

    return calls.write(work)


@blueprint.post(
    "/purchases/<purchase_id>/cancel",
    responses={200: answers_till.PurchaseShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "txn:write")
def cancel_purchase(path: PurchasePath, body: NothingBody) -> Response:  # noqa: ARG001
    """Drop a draft, or take a purchase back whole in the brand's undo window."""
    return _step(path, cancelling.cancel_purchase)


@blueprint.post(
    "/purchases/<purchase_id>/paid",
    responses={200: answers_till.PurchaseShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "txn:write")
def pay_purchase(path: PurchasePath, body: NothingBody) -> Response:  # noqa: ARG001
    """Note that a purchase is paid; points and turnover that wait for it count now."""
    return _step(path, payments.record_payment)


@blueprint.post(
    "/purchases/<purchase_id>/refunds",
    responses={201: answers_till.RefundShape},
    openapi_extensions=keyed(required=True),
)
@access.allow(Audience.API_KEY, "txn:refund")
def refund_purchase(path: PurchasePath, body: RefundBody) -> Response:
    """Refund parts of lines, or all that is left."""
    lines = refund_lines(body)

    def work(session: BrandSession) -> Done:
        found = refunds.refund_purchase(
            session,
            path.purchase_id,
            lines,
            actor=principal().actor,
            now=adapters.now(),
        )
        wallets = wallets_of_cards.of(session, found.card) if found.card else []
        return Done(201, rendering.refund(found, wallets))

    return calls.write(work, needs_key=True)


def _step(path: PurchasePath, step: Callable[..., Receipt]) -> Response:
    def work(session: BrandSession) -> Done:
        found = step(
            session, path.purchase_id, actor=principal().actor, now=adapters.now()
        )
        return Done(200, _receipt(session, found))

    return calls.write(work)


def _require_spending(command: PurchaseCommand) -> None:
    if command.points_to_spend:
        authentication.require_scope("txn:spend")


def _explained(session: BrandSession, found: Receipt) -> dict[str, Any]:
    return rendering.explained(found, wallets_of_cards.of(session, found.card))


def _receipt(session: BrandSession, found: Receipt) -> dict[str, Any]:
    return rendering.receipt(found, wallets_of_cards.of(session, found.card))
