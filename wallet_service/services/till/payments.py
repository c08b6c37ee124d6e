"""Payments: a purchase was paid, once, whatever has become of its card since (R29).

A payment happens when it is recorded (R15). It sets free the points that waited for it
(C16) and counts the turnover that does (R8); for other programs it is only noted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert

from wallet_service import identifiers
from wallet_service.cards import payment
from wallet_service.cards.outcome import PaymentOutcome
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger import awaited, book
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.ledger.book import Transaction
from wallet_service.models.purchase import Payment, Purchase
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.membership import cards
from wallet_service.services.till import (
    card_context,
    card_moving,
    falling_due,
    news,
    past,
    reading,
    recording,
    welcomes,
)
from wallet_service.services.till.card_context import CardContext, PastScope
from wallet_service.services.till.commands import LockedCard, Receipt

Accounts = dict[AccountKey, AccountState]

INSERT_PAYMENT = insert(Payment.__table__)  # type: ignore[arg-type]


def record_payment(
    session: BrandSession, purchase_id: str, *, actor: Actor, now: datetime
) -> Receipt:
    """Note that the purchase is paid; a second time changes nothing.

    Raises NotFound or Conflict (`purchase_not_confirmed`, `purchase_cancelled`).
    """
    purchase = past.find(session, purchase_id)
    then = PastScope(purchase.version_id, purchase.company_id, purchase.holding_id)
    context = card_context.load(
        session, purchase.card_id, purchase.occurred_at, past=then
    )
    keys = context.account_keys() if payment.is_awaited(context.rules) else []
    accounts = ledger_accounts.lock(session, context.program_id, keys)
    card = cards.lock_card(session, context.card_id)
    purchase = past.find(session, purchase_id, locked=True)
    if past.payment_of(session, purchase_id) is None:
        past.require_confirmed(purchase)
        _pay(session, context, accounts, card, purchase, actor=actor, now=now)
    return past.get_purchase(session, purchase_id, now)


def _pay(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    card: LockedCard,
    purchase: Purchase,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    lines = past.lines_of(session, purchase.id)
    recorded = past.as_past(purchase, lines, is_paid=False)
    outcome = payment.on_payment(context.rules, recorded, now)
    released = 0
    if outcome.releases:
        account = accounts[context.points_key]
        released = awaited.waiting(session, account, purchase.id)
    transaction = Transaction(identifiers.new_id("paym"), context.card_id, now, now)
    row = {
        "id": transaction.id,
        "brand_id": session.brand,
        "purchase_id": purchase.id,
        "source": str(actor),
        "recorded_at": now,
        "turnover_added": outcome.turnover_added,
        "points_released": released,
    }
    session.core.execute(INSERT_PAYMENT, row)
    audit.record(session, actor, action="purchase.paid", object_id=purchase.id, now=now)
    frees_welcome = outcome.releases and context.welcome_waits
    if not outcome.turnover_added and not released and not frees_welcome:
        return
    tier_before = reading.for_display(session, context, accounts, now).tier
    falling_due.post_due(session, accounts, now)
    _post(session, context, accounts, purchase, outcome, transaction)
    if frees_welcome and purchase.gross_refunded < purchase.gross:
        net = purchase.gross - purchase.discount
        welcomes.release(session, context, accounts, net, occurred_at=now, now=now)
    recording.owe_updates(session, context.card_id, accounts, now)
    card_moving.after_event(
        session,
        context.card_id,
        card,
        accounts,
        lambda after, revision: news.of_payment(
            released,
            after,
            tier_before=tier_before,
            occurred_at=now,
            revision=revision,
        ),
        now=now,
    )


def _post(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    purchase: Purchase,
    outcome: PaymentOutcome,
    transaction: Transaction,
) -> None:
    """Points from now on; turnover on the day of the purchase."""
    if outcome.releases:
        released = awaited.release(
            session,
            accounts[context.points_key],
            transaction,
            purchase_id=purchase.id,
            expires_at=outcome.expires_at,
        )
        book.post(session, transaction, released)
    back_then = replace(transaction, occurred_at=purchase.occurred_at)
    counted = recording.add_turnover(
        session, context, accounts, outcome.turnover_added, back_then
    )
    book.post(session, back_then, counted)
