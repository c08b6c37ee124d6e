"""A card: what it shows, which phones have it, how its figures came about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.services.errors import NotFound, ServiceError
from wallet_service.services.membership import (
    card_answers,
    card_issuing,
    card_states,
    companies,
)
from wallet_service.services.programs import programs
from wallet_service.services.till import adjustment_views, adjustments
from wallet_service.services.wallet import delivery_status
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, pages, tables, typed
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import READERS, RULERS
from wallet_service.web.desk.tables_of_people import ENTRIES

MOST_WAITING = 20
CHANGES: Mapping[str, Callable[..., None]] = {
    "freeze": card_states.freeze,
    "unfreeze": card_states.unfreeze,
    "reissue": card_issuing.reissue,
    "close": card_states.close,
}


@blueprint.get("/cards/<card_id>")
@access.allow(Audience.USER, *READERS)
def card(card_id: str) -> Response:
    """The card, its phones and its ledger."""
    return card_page(card_id)


@blueprint.post("/cards/<card_id>/<change>")
@access.allow(Audience.USER, *RULERS)
def change_card(card_id: str, change: str) -> Response:
    """Freeze, unfreeze, reissue or close it, with a reason for the log."""
    wanted = CHANGES.get(change)
    if wanted is None:
        raise NotFound("page")
    here = f"/brand/cards/{card_id}"

    def work(session: BrandSession) -> str:
        form = typed.Form()
        reason = form.reason()
        form.check()
        wanted(
            session, card_id, reason=reason, actor=acting.actor(), now=adapters.now()
        )
        return here

    return act(card_id, work)


def act(card_id: str, work: Callable[[BrandSession], str]) -> Response:
    """Do something to a card, for people who have just proved who they are."""
    elsewhere = acting.proof_missing(f"/brand/cards/{card_id}")
    if elsewhere is not None:
        return elsewhere
    try:
        return acting.see_other(acting.write_once(work))
    except NotFound:
        raise
    except ServiceError as fault:
        return card_page(card_id, fault)


def card_page(card_id: str, fault: ServiceError | None = None) -> Response:
    """The card's page, with what went wrong on it."""
    ruling, now = pages.rules(), adapters.now()

    def look(session: BrandSession) -> dict[str, Any]:
        found = card_answers.card_answer(session, card_id, now)
        company_id = found.company_id
        company = companies.get_company(session, company_id) if company_id else None
        return {
            "card": found,
            "program": programs.get_program(session, found.program_id).name,
            "company": company.name if company else None,
            "wallets": delivery_status.wallets(session, card_id, found.revision),
            "devices": delivery_status.devices(session, card_id),
            "shown": tables.show(
                ENTRIES, session, rules=ruling, given={"card": card_id}
            ),
            "waiting": adjustment_views.list_adjustments(
                session,
                state="waiting",
                card_id=card_id,
                after=None,
                limit=MOST_WAITING,
            ),
            "units": adjustments.units(session, card_id, now) if ruling else [],
        }

    values = acting.read(look)
    link = values["card"].link_token
    base = adapters.current().settings.base_url
    return pages.page(
        "card.html",
        fault=fault,
        address=f"{base}/c/{link}" if link and ruling else None,
        own=str(acting.actor()),
        **values,
    )
