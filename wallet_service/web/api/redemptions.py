"""Rewards and their redemption: a one-time code is made, confirmed or cancelled."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic_core import to_jsonable_python

from wallet_service.database import BrandSession
from wallet_service.services.staff import locations
from wallet_service.services.till import redemptions, rewards
from wallet_service.services.till.redemptions import RedemptionAnswer
from wallet_service.services.till.rewards import RewardAnswer
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.api import answers_till, calls, rendering, wallets_of_cards
from wallet_service.web.api.authentication import principal
from wallet_service.web.api.blueprints import api_blueprint, keyed
from wallet_service.web.api.calls import Done
from wallet_service.web.api.schemas import CardPath
from wallet_service.web.api.schemas_till import (
    CodePath,
    ConfirmBody,
    NothingBody,
    RedemptionBody,
)
from wallet_service.web.parsing import Page

blueprint = api_blueprint("redemptions", "Rewards and the codes that redeem them")


@blueprint.get("/cards/<card_id>/rewards", responses={200: answers_till.RewardList})
@access.allow(Audience.API_KEY, "card:read")
def list_rewards(path: CardPath, query: Page) -> Response:
    """List the card's rewards, newest first."""

    def work(session: BrandSession) -> dict[str, Any]:
        found = rewards.list_rewards(
            session,
            path.card_id,
            after=query.after,
            limit=query.limit + 1,
            now=adapters.now(),
        )
        return rendering.page(found, [_reward(one) for one in found], query.limit)

    return calls.read(work)


@blueprint.post(
    "/cards/<card_id>/redemptions",
    responses={201: answers_till.RedemptionShape},
    openapi_extensions=keyed(required=True),
)
@access.allow(Audience.API_KEY, "txn:spend")
def reserve_reward(path: CardPath, body: RedemptionBody) -> Response:
    """Make a one-time code for a reward."""

    def work(session: BrandSession) -> Done:
        made = redemptions.reserve(
            session,
            path.card_id,
            body.reward_id,
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(201, _redemption(session, made))

    return calls.write(work, needs_key=True)


@blueprint.post(
    "/redemptions/<code>/confirm",
    responses={200: answers_till.RedemptionShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "txn:spend")
def confirm_redemption(path: CodePath, body: ConfirmBody) -> Response:
    """Hand the reward out, once."""

    def work(session: BrandSession) -> Done:
        locations.require_known(session, body.location_id)
        redeemed = redemptions.confirm(
            session,
            path.code,
            location_id=body.location_id,
            actor=principal().actor,
            now=adapters.now(),
        )
        return Done(200, _redemption(session, redeemed))

    return calls.write(work)


@blueprint.post(
    "/redemptions/<code>/cancel",
    responses={200: answers_till.RedemptionShape},
    openapi_extensions=keyed(),
)
@access.allow(Audience.API_KEY, "txn:spend")
def cancel_redemption(path: CodePath, body: NothingBody) -> Response:  # noqa: ARG001 - its fields are checked
    """Take the code back; the reward is ready again."""

    def work(session: BrandSession) -> Done:
        cancelled = redemptions.cancel(
            session, path.code, actor=principal().actor, now=adapters.now()
        )
        return Done(200, _redemption(session, cancelled))

    return calls.write(work)


def _redemption(session: BrandSession, found: RedemptionAnswer) -> dict[str, Any]:
    return {
        "id": found.id,
        "code": found.code,
        "state": found.state,
        "expires_at": rendering.instant(found.expires_at),
        "reward": _reward(found.reward),
        "card": wallets_of_cards.document(session, found.card),
    }


def _reward(found: RewardAnswer) -> dict[str, Any]:
    document: dict[str, Any] = to_jsonable_python(found)
    times = ("issued_at", "expires_at", "redeemed_at")
    return document | {name: rendering.instant(getattr(found, name)) for name in times}
