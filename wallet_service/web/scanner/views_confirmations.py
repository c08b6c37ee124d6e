"""What was confirmed, done once for its key, however often and late it is sent."""

from __future__ import annotations

from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.services.scanner import confirmations
from wallet_service.services.users import Role
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.scanner import (
    agreements,
    bodies,
    calls,
    device_cookie,
    documents,
    paces,
    shifts,
)
from wallet_service.web.scanner.blueprint import blueprint


@blueprint.post("/api/purchases")
@access.allow(Audience.SHIFT, Role.STAFF)
def record_purchase() -> Response:
    """Record a purchase."""
    sent = calls.body(bodies.PurchaseBody)
    by = shifts.confirmed(sent.made_at)
    device = device_cookie.current()
    place = by.visitor.location_id
    command = bodies.purchase_command(sent, by.made_at, place)
    paces.current().record(device.id, place, spends=bool(sent.points_to_spend))

    def work(session: BrandSession) -> dict[str, Any]:
        found = confirmations.record_purchase(
            session,
            adapters.current().keyring,
            command,
            by,
            receipt=sent.receipt,
            is_repeat_meant=sent.is_repeat_meant,
            code_id=sent.code_id,
        )
        return documents.receipt(found)

    return calls.once(device.brand_id, sent.model_dump(mode="json"), work)


@blueprint.post("/api/purchases/<purchase_id>/cancel")
@access.allow(Audience.SHIFT, Role.STAFF)
def cancel_purchase(purchase_id: str) -> Response:
    """Undo one's own purchase."""
    sent = calls.body(bodies.MadeBody)
    by = shifts.confirmed(sent.made_at)

    def work(session: BrandSession) -> dict[str, Any]:
        found = confirmations.cancel_purchase(session, purchase_id, by)
        return documents.receipt(found)

    brand_id = device_cookie.current().brand_id
    return calls.once(brand_id, sent.model_dump(mode="json"), work)


@blueprint.post("/api/purchases/<purchase_id>/refunds")
@access.allow(Audience.SHIFT, Role.STAFF)
def refund_purchase(purchase_id: str) -> Response:
    """Refund a purchase or a part; above the brand's limit with an agreement."""
    sent = calls.body(bodies.RefundBody)
    by = shifts.confirmed(sent.made_at)
    second = agreements.second_person(sent.agreement, purchase_id, by)
    lines = bodies.refund_lines(sent)

    def work(session: BrandSession) -> dict[str, Any]:
        found = confirmations.refund_purchase(
            session,
            adapters.current().keyring,
            purchase_id,
            lines,
            by,
            second_person=second,
        )
        return documents.refund(found)

    brand_id = device_cookie.current().brand_id
    return calls.once(brand_id, sent.model_dump(mode="json"), work)


@blueprint.post("/api/rewards")
@access.allow(Audience.SHIFT, Role.STAFF)
def hand_out_reward() -> Response:
    """Hand a reward out."""
    sent = calls.body(bodies.RewardBody)
    by = shifts.confirmed(sent.made_at)
    device = device_cookie.current()
    place = by.visitor.location_id
    paces.current().record(device.id, place, spends=True)

    def work(session: BrandSession) -> dict[str, Any]:
        given = confirmations.hand_out_reward(
            session,
            adapters.current().keyring,
            by,
            card_id=sent.card_id,
            reward_id=sent.reward_id,
            code=sent.code,
            location_id=place,
            code_id=sent.code_id,
        )
        return documents.redemption(given)

    return calls.once(device.brand_id, sent.model_dump(mode="json"), work)
