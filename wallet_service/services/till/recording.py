"""Writes a computed purchase down: its row and lines, its postings, what it owes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, update

from wallet_service import identifiers
from wallet_service.cards.outcome import Outcome
from wallet_service.cards.standing import CardStanding, Standing
from wallet_service.database import BrandSession
from wallet_service.ledger import book, lots, turnover
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.ledger.lots import NewLot
from wallet_service.models.card import Card
from wallet_service.models.purchase import PurchaseLine
from wallet_service.outbox import store, topics
from wallet_service.passes.card_view import News
from wallet_service.prepared import Prepared
from wallet_service.services.actors import Actor
from wallet_service.services.membership import card_answers, cards
from wallet_service.services.till import news as card_news
from wallet_service.services.till import (
    purchase_rows,
    reading,
    stamp_posting,
    turnover_due,
)
from wallet_service.services.till.card_context import POOLED, CardContext
from wallet_service.services.till.commands import (
    LockedCard,
    PurchaseCommand,
    step_document,
)

Accounts = dict[AccountKey, AccountState]

CARDS: Table = Card.__table__  # type: ignore[assignment]
INSERT_LINES = Prepared(insert(PurchaseLine.__table__))  # type: ignore[arg-type]
MOVE_CARD = Prepared(
    update(CARDS)
    .where(CARDS.c.id == bindparam("card_id"))
    .values(
        revision=bindparam("new_revision"),
        own_changes=bindparam("new_own_changes", type_=CARDS.c.own_changes.type),
        changed_at=bindparam("new_changed_at"),
        news=bindparam("new_news", type_=CARDS.c.news.type),
    )
)


def record(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    command: PurchaseCommand,
    outcome: Outcome,
    *,
    standing: Standing,
    card: LockedCard,
    actor: Actor,
    now: datetime,
    draft_id: str | None = None,
) -> tuple[str, CardStanding]:
    """Write everything; the accounts and the card are locked, and so is a draft.

    Gives the identifier of the purchase and the card's standing after it.
    """
    purchase_id = draft_id or identifiers.new_id("purc")
    transaction = Transaction(purchase_id, context.card_id, command.occurred_at, now)
    row = _purchase_row(session.brand, context, command, outcome, purchase_id)
    row |= {"source": str(actor), "recorded_at": now}
    card_before = standing.stamp_card
    row |= {"carry_before": card_before.carry, "lapses_before": len(card_before.lapsed)}
    purchase_rows.write(session, row, draft_id=draft_id)
    lines = _line_rows(command, outcome, purchase_id)
    INSERT_LINES.run_many(session.core, lines)
    postings = _points(session, context, accounts, outcome, transaction)
    turnover_added = outcome.turnover_added
    postings += add_turnover(session, context, accounts, turnover_added, transaction)
    if outcome.stamps:
        postings += stamp_posting.change(
            session, context, accounts, standing.stamp_card, outcome.stamps, transaction
        )
    book.post(session, transaction, postings)
    after = reading.for_display(session, context, accounts, now)
    what_is_new = card_news.of_purchase(
        outcome,
        after,
        tier_before=context.rules.display(standing, command.occurred_at).tier,
        occurred_at=command.occurred_at,
        revision=revision_after(card, accounts),
    )
    own_change = is_own_change(accounts)
    move_card(session, context.card_id, card, what_is_new, own_change, now=now)
    owe_updates(session, context.card_id, accounts, now)
    return purchase_id, after


def is_own_change(shown: Mapping[AccountKey, AccountState]) -> bool:
    """Whether none of the accounts that the card shows moved.

    The revision of an account counts for its cards; the card's own goes up only then.
    """
    return not any(account.moved for account in shown.values())


def revision_after(card: LockedCard, shown: Mapping[AccountKey, AccountState]) -> int:
    """The whole revision after an event, from the accounts that the card shows."""
    own = card.revision + is_own_change(shown)
    return own + card_answers.revision_of(shown)


def move_card(
    session: BrandSession,
    card_id: str,
    card: LockedCard,
    news: News,
    own_change: bool,
    *,
    now: datetime,
) -> None:
    """The card after an event; `news` bears the whole revision."""
    own_changes = card.own_changes
    if own_change:
        own_changes = cards.with_change(own_changes, news.revision)
    MOVE_CARD.run(
        session.core,
        {
            "card_id": card_id,
            "new_revision": card.revision + own_change,
            "new_own_changes": own_changes,
            "new_changed_at": cards.moved_on(card.changed_at, now),
            "new_news": card_news.to_document(news),
        },
    )


def owe_updates(
    session: BrandSession, card_id: str, accounts: Accounts, now: datetime
) -> None:
    """A message for each pooled account that moved, one for the card."""
    for key, account in accounts.items():
        if account.moved and key.owner_kind in POOLED:
            store.enqueue(session, topics.ACCOUNT_CHANGED, account.id, now)
    store.enqueue(session, topics.CARD_CHANGED, card_id, now)


def _purchase_row(
    brand_id: str,
    context: CardContext,
    command: PurchaseCommand,
    outcome: Outcome,
    purchase_id: str,
) -> dict[str, Any]:
    return {
        "id": purchase_id,
        "brand_id": brand_id,
        "card_id": context.card_id,
        "program_id": context.program_id,
        "version_id": context.version_id,
        "company_id": context.company_id,
        "holding_id": context.holding_id,
        "external_id": command.external_id,
        "location_id": command.location_id,
        "state": "confirmed",
        "occurred_at": command.occurred_at,
        "gross": outcome.gross,
        "discount": outcome.discount,
        "points_spent": outcome.points_spent,
        "payable": outcome.payable,
        "earned": outcome.earned,
        "stamps_added": outcome.stamps_added,
        "rewards_issued": outcome.rewards_issued,
        "turnover_added": outcome.turnover_added,
        "trace": [step_document(step) for step in outcome.trace],
    }


def _line_rows(
    command: PurchaseCommand, outcome: Outcome, purchase_id: str
) -> list[dict[str, Any]]:
    return [
        {
            "purchase_id": purchase_id,
            "number": line.number,
            "category": line.category,
            "sku": line.sku,
            "quantity": line.quantity,
            "gross": line.amount,
            "cost": line.cost,
            "discount": figures.discount,
            "points_spent": figures.points_spent,
            "payable": figures.payable,
            "earned": figures.earned,
            "rate_bp": figures.rate_bp,
            "gross_left": line.amount,
            "quantity_left": line.quantity,
            "earned_kept": figures.earned,
        }
        for line, figures in zip(command.lines, outcome.lines, strict=True)
    ]


def _points(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    outcome: Outcome,
    transaction: Transaction,
) -> list[Posting]:
    """First what is spent, then what is earned: points never pay for themselves."""
    postings = []
    if outcome.points_spent:
        account = accounts[context.points_key]
        postings.append(lots.spend(session, account, transaction, outcome.points_spent))
    if outcome.earning:
        account = accounts[context.points_key]
        lot = NewLot(
            amount=outcome.earning.amount,
            earned_at=transaction.occurred_at,
            available_at=outcome.earning.available_at or lots.UNDATED,
            expires_at=outcome.earning.expires_at,
            purchase_id=transaction.id,
        )
        pending = lot.available_at > transaction.recorded_at
        kind = "earn_pending" if pending else "earn"
        postings.append(lots.credit(session, account, transaction, lot, kind=kind))
    return postings


def add_turnover(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    amount: int,
    transaction: Transaction,
) -> list[Posting]:
    """Count turnover on the day on which the transaction occurred."""
    if not amount:
        return []
    account = accounts[context.turnover_key]
    account.next_due_at = turnover_due.next_look(session, context, account, transaction)
    turnover.add(
        session,
        account.id,
        amount,
        occurred_at=transaction.occurred_at,
        recorded_at=transaction.recorded_at,
        time_zone=context.time_zone,
    )
    return [Posting(account, "turnover", amount)]
