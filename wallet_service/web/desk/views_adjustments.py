"""Corrections of a card: proposed, and above the limit agreed to by a second person."""

from __future__ import annotations

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.services.errors import NotFound
from wallet_service.services.till import adjustments
from wallet_service.services.till.adjustments import NewAdjustment
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, typed
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import RULERS
from wallet_service.web.desk.views_cards import act

UNITS = ("points", "turnover", "stamps")
MOST_STAMPS = 10_000


@blueprint.post("/cards/<card_id>/adjustments")
@access.allow(Audience.USER, *RULERS)
def adjust_card(card_id: str) -> Response:
    """Correct the card, or let a second person agree first."""

    def work(session: BrandSession) -> str:
        adjustments.propose(
            session,
            card_id,
            _wanted(typed.Form()),
            actor=acting.actor(),
            now=adapters.now(),
        )
        return f"/brand/cards/{card_id}"

    return act(card_id, work)


@blueprint.post("/cards/<card_id>/adjustments/<adjustment_id>/approve")
@access.allow(Audience.USER, *RULERS)
def approve_adjustment(card_id: str, adjustment_id: str) -> Response:
    """Let it happen; for somebody who did not propose it."""

    def work(session: BrandSession) -> str:
        done = adjustments.approve(
            session, adjustment_id, actor=acting.actor(), now=adapters.now()
        )
        return _own_page(card_id, done.card.id)

    return act(card_id, work)


@blueprint.post("/cards/<card_id>/adjustments/<adjustment_id>/reject")
@access.allow(Audience.USER, *RULERS)
def reject_adjustment(card_id: str, adjustment_id: str) -> Response:
    """Drop what waits."""

    def work(session: BrandSession) -> str:
        form = typed.Form()
        reason = form.reason()
        form.check()
        done = adjustments.reject(
            session,
            adjustment_id,
            reason=reason,
            actor=acting.actor(),
            now=adapters.now(),
        )
        return _own_page(card_id, done.card.id)

    return act(card_id, work)


def _wanted(form: typed.Form) -> NewAdjustment:
    unit = form.choice("unit", UNITS)
    amount = (
        form.integer("amount", -MOST_STAMPS, MOST_STAMPS, required=True)
        if unit == "stamps"
        else form.money("amount", required=True)
    )
    reason = form.reason()
    if amount == 0:
        form.fault("amount", "number_small")
    form.check()
    return NewAdjustment(unit, amount or 0, reason)


def _own_page(card_id: str, of_card: str) -> str:
    """An adjustment is found below its own card alone; undoes what was done."""
    if card_id != of_card:
        raise NotFound("adjustment")
    return f"/brand/cards/{card_id}"
