"""Cancelling: a draft is dropped, a purchase is taken back whole while that is young.

The undo window is the brand's (R35); after it there are refunds. A cancelled purchase
gives its external number back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from wallet_service.cards.outcome import RefundOutcome
from wallet_service.cards.standing import CardStanding
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger import standing as ledger_standing
from wallet_service.models.purchase import Purchase
from wallet_service.passes.card_view import News
from wallet_service.services import audit, brands
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict
from wallet_service.services.till import (
    card_context,
    drafts,
    news,
    past,
    purchase_rows,
    refunds,
)
from wallet_service.services.till.card_context import CardContext, PastScope
from wallet_service.services.till.commands import Receipt


def cancel_purchase(
    session: BrandSession, purchase_id: str, *, actor: Actor, now: datetime
) -> Receipt:
    """Drop a draft, or give back all that is left of a purchase in its undo window.

    Raises NotFound or Conflict (`undo_window_over`, `purchase_cancelled`,
    `nothing_left`).
    """
    purchase = past.find(session, purchase_id)
    if purchase.state != "draft" or not purchase_rows.drop_draft(session, purchase_id):
        session.refresh(purchase)
        _take_back(session, purchase, actor, now)
    audit.record(
        session, actor, action="purchase.cancel", object_id=purchase_id, now=now
    )
    session.flush()
    session.expire_all()
    return drafts.read_purchase(session, purchase_id, now)


def _take_back(
    session: BrandSession, purchase: Purchase, actor: Actor, now: datetime
) -> None:
    past.require_confirmed(purchase)
    _require_window(session, purchase, now)
    then = PastScope(purchase.version_id, purchase.company_id, purchase.holding_id)
    context = card_context.load(
        session, purchase.card_id, purchase.occurred_at, past=then
    )
    ledger_accounts.lock(session, context.program_id, context.account_keys())
    spendable = _spendable(session, context, now)

    def tell(outcome: RefundOutcome, after: CardStanding, revision: int) -> News:
        """Points that were never spendable are no loss to show (C17)."""
        return news.of_void(
            outcome,
            after,
            points=_spendable(session, context, now) - spendable,
            occurred_at=now,
            revision=revision,
        )

    refunds.refund_purchase(session, purchase.id, (), actor=actor, now=now, tell=tell)
    purchase_rows.cancel(session, purchase.id)


def _require_window(session: BrandSession, purchase: Purchase, now: datetime) -> None:
    minutes = brands.settings_of(brands.the_brand(session)).undo_minutes
    until = purchase.recorded_at + timedelta(minutes=minutes)
    if now > until:
        detail = (
            f"A purchase can be cancelled for {minutes} minutes after it was recorded; "
            "refund it instead."
        )
        extra = {"until": until.isoformat()}
        raise Conflict("undo_window_over", detail, extra=extra)


def _spendable(session: BrandSession, context: CardContext, now: datetime) -> int:
    if not context.rules.has_points:
        return 0
    key = context.points_key
    account = ledger_accounts.read(session, context.program_id, [key]).get(key)
    return ledger_standing.points(session, account, now).available
