"""Drafts: purchases that are computed when they are confirmed (R35).

A draft posts nothing and owes nothing; what it shows is a preview. Its external number
is taken until it is cancelled.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from wallet_service import identifiers
from wallet_service.cards import errors as card_errors
from wallet_service.cards.outcome import LineOutcome, Step
from wallet_service.cards.purchase import Line
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.models.purchase import Purchase
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, Invalid
from wallet_service.services.membership import card_answers, cards
from wallet_service.services.till import (
    card_context,
    checks,
    computing,
    past,
    purchase_rows,
    purchases,
)
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import (
    CardAnswer,
    Figures,
    PurchaseCommand,
    Receipt,
)

FIGURES = tuple(Figures.__dataclass_fields__)


def create_draft(
    session: BrandSession, command: PurchaseCommand, actor: Actor, now: datetime
) -> Receipt:
    """Keep what is asked for until it is confirmed; it shows what it would do now.

    Raises NotFound, Conflict or Invalid as a purchase does, but not for its points.
    """
    command = purchases.settled(session, command, now)
    context = card_context.load(session, str(command.card_id), command.occurred_at)
    purchases.refuse_known_number(session, command, actor)
    checks.check(command, context, actor, now)
    if command.points_to_spend and not context.rules.has_points:
        raise computing.too_many_points(card_errors.PointsNotAccepted())
    # first the card, then the external number: a purchase takes them in this order too
    checks.require_active(cards.lock_card(session, context.card_id).state)
    row = _row(session.brand, context, command)
    row |= {"source": str(actor), "recorded_at": now}
    purchase_rows.write(session, row)
    shown = _previewed(session, context, command, now)
    return replace(shown, id=row["id"], state="draft", recorded_at=now)


def confirm_draft(
    session: BrandSession,
    purchase_id: str,
    revision: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> Receipt:
    """Make the draft a purchase, with the caps, balance and budget of this moment.

    `revision` is the card's in the preview (R1). Raises NotFound, Conflict
    (`purchase_not_draft`, `card_not_active`, `card_changed`) or Invalid (points).
    """
    draft = past.find(session, purchase_id)
    _require_draft(draft)
    command = replace(_command(draft), revision=revision)
    context = card_context.load(session, draft.card_id, draft.occurred_at)
    keys = context.account_keys()
    accounts = ledger_accounts.lock(session, context.program_id, keys)
    card = cards.lock_card(session, draft.card_id)
    _require_draft(past.find(session, purchase_id, locked=True))
    checks.require_active(card.state)
    context = replace(context, state=card.state, revision=card.revision)
    receipt = purchases.complete(
        session,
        context,
        accounts,
        card,
        command,
        actor=actor,
        now=now,
        draft_id=purchase_id,
    )
    audit.record(
        session, actor, action="purchase.confirm", object_id=purchase_id, now=now
    )
    return receipt


def read_purchase(session: BrandSession, purchase_id: str, now: datetime) -> Receipt:
    """A purchase in whatever phase it is; raises NotFound."""
    purchase = past.find(session, purchase_id)
    if past.was_confirmed(purchase):
        return past.get_purchase(session, purchase_id, now)
    if purchase.state == "draft":
        context = card_context.load(session, purchase.card_id, purchase.occurred_at)
        shown = _previewed(session, context, _command(purchase), now)
    else:
        card = card_answers.card_answer(session, purchase.card_id, now)
        shown = _never_computed(_command(purchase), card)
    return replace(
        shown, id=purchase_id, state=purchase.state, recorded_at=purchase.recorded_at
    )


def spends_points(session: BrandSession, purchase_id: str) -> bool:
    """Whether the draft pays with points, so that who confirms it may do that too."""
    asked = past.find(session, purchase_id).asked
    return bool(asked and asked["points_to_spend"])


def _require_draft(purchase: Purchase) -> None:
    if purchase.state != "draft":
        detail = f"The purchase is {purchase.state}; only a draft can be confirmed."
        extra = {"state": purchase.state}
        raise Conflict("purchase_not_draft", detail, extra=extra)


def _row(
    brand_id: str, context: CardContext, command: PurchaseCommand
) -> dict[str, Any]:
    """Figures of nothing, so that no sum over purchases counts a draft."""
    return {
        "id": identifiers.new_id("purc"),
        "brand_id": brand_id,
        "card_id": context.card_id,
        "program_id": context.program_id,
        "version_id": context.version_id,
        "company_id": context.company_id,
        "holding_id": context.holding_id,
        "external_id": command.external_id,
        "location_id": command.location_id,
        "state": "draft",
        "occurred_at": command.occurred_at,
        **dict.fromkeys(FIGURES, 0),
        "carry_before": 0,
        "lapses_before": 0,
        "trace": [],
        "asked": {
            "lines": [asdict(line) for line in command.lines],
            "points_to_spend": command.points_to_spend,
        },
    }


def _command(draft: Purchase) -> PurchaseCommand:
    asked: dict[str, Any] = draft.asked or {}
    return PurchaseCommand(
        occurred_at=draft.occurred_at,
        lines=tuple(Line(**line) for line in asked["lines"]),
        card_id=draft.card_id,
        external_id=draft.external_id,
        location_id=draft.location_id,
        points_to_spend=asked["points_to_spend"],
    )


def _previewed(
    session: BrandSession, context: CardContext, command: PurchaseCommand, now: datetime
) -> Receipt:
    """What it would do now; points that are not there yet are left out and named."""
    try:
        return purchases.preview(session, context, command, now)
    except Invalid as refused:
        asked, maximum = command.points_to_spend, refused.extra["maximum"]
        without = replace(command, points_to_spend=0)
        shown = purchases.preview(session, context, without, now)
        step = Step("points", asked, None, maximum, refused.code)
        return replace(shown, trace=(*shown.trace, step))


def _never_computed(command: PurchaseCommand, card: CardAnswer) -> Receipt:
    """A draft that was dropped: what was asked for, and that it did nothing."""
    gross = sum(line.amount for line in command.lines)
    return Receipt(
        id=None,
        state="cancelled",
        external_id=command.external_id,
        location_id=command.location_id,
        occurred_at=command.occurred_at,
        recorded_at=None,
        figures=Figures(gross, 0, 0, gross, 0, 0, 0, 0),
        lines=tuple(
            LineOutcome(line.number, line.amount, 0, 0, line.amount, 0, 0)
            for line in command.lines
        ),
        trace=(),
        card=card,
    )
