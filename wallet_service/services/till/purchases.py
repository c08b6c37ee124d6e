"""Purchases: previewed and recorded.

One transaction: lock the accounts in their order, ask the rules, post what is due and
then the outcome, owe the update. Nothing here talks to the network.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from wallet_service.cards import payment
from wallet_service.cards.outcome import Outcome
from wallet_service.cards.standing import Standing
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.models.purchase import Purchase
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, Refused
from wallet_service.services.membership import card_answers, cards
from wallet_service.services.till import (
    card_context,
    checks,
    computing,
    falling_due,
    grants,
    purchase_rows,
    reading,
    recording,
    spending_rights,
    staleness,
    welcomes,
)
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import (
    CardAnswer,
    LockedCard,
    PurchaseCommand,
    Receipt,
)

Accounts = dict[AccountKey, AccountState]


def preview_purchase(
    session: BrandSession, command: PurchaseCommand, actor: Actor, now: datetime
) -> Receipt:
    """The outcome of a purchase on the present state; nothing is written."""
    command = settled(session, command, now)
    context = card_context.load(session, str(command.card_id), command.occurred_at)
    checks.check(command, context, actor, now)
    spending_rights.check(session, command, context, actor)
    return preview(session, context, command, now)


def preview(
    session: BrandSession, context: CardContext, command: PurchaseCommand, now: datetime
) -> Receipt:
    """The outcome of a command that was checked; raises Invalid for its points."""
    found = ledger_accounts.read(session, context.program_id, context.account_keys())
    standing = _standing(session, context, found, command, now)
    standing = grants.read(session, context, standing, command.occurred_at)
    outcome = computing.compute(context, command, standing)
    shown = reading.for_display(session, context, found, now)
    card = card_answers.answer(context, found, shown)
    return receipt(command, outcome, card, purchase_id=None, recorded_at=None)


def record_purchase(
    session: BrandSession, command: PurchaseCommand, actor: Actor, now: datetime
) -> Receipt:
    """Record a purchase, once per external number and source.

    Raises NotFound (card), Conflict (`card_not_active`, `external_id_used`,
    `card_changed` with a fresh `preview`) or Invalid (fields; points with `maximum`).
    """
    command = settled(session, command, now)
    card_id = str(command.card_id)
    context = card_context.load(session, card_id, command.occurred_at)
    accounts = ledger_accounts.lock(session, context.program_id, context.account_keys())
    card = cards.lock_card(session, card_id)
    refuse_known_number(session, command, actor)
    context = replace(context, state=card.state, revision=card.revision)
    checks.check(command, context, actor, now)
    return complete(session, context, accounts, card, command, actor=actor, now=now)


def complete(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    card: LockedCard,
    command: PurchaseCommand,
    *,
    actor: Actor,
    now: datetime,
    draft_id: str | None = None,
) -> Receipt:
    """Compute and record a command that was checked; accounts and card are locked.

    With `draft_id` that draft becomes the purchase. Raises as `record_purchase`.
    """
    spending_rights.check(session, command, context, actor)
    revision = card.revision + card_answers.revision_of(accounts)
    standing = _standing(session, context, accounts, command, now)
    standing = grants.lock(session, context, standing, command.occurred_at)
    try:
        outcome = computing.compute(context, command, standing)
    except Refused as refused:
        if command.revision in {None, revision}:
            raise
        maximum = refused.extra["maximum"]
        raise _card_changed(
            session, context, command, accounts, now, maximum=maximum
        ) from None
    if staleness.outcome_changed(
        session, context, accounts, card, command, outcome, standing=standing
    ):
        raise _card_changed(session, context, command, accounts, now)
    _post_what_waits(session, context, accounts, command, outcome, now)
    purchase_id, after = recording.record(
        session,
        context,
        accounts,
        command,
        outcome,
        standing=standing,
        card=card,
        actor=actor,
        now=now,
        draft_id=draft_id,
    )
    grants.record(
        session,
        context,
        purchase_id,
        outcome,
        occurred_at=command.occurred_at,
        now=now,
    )
    own_change = recording.is_own_change(accounts)
    context = replace(context, revision=card.revision + own_change)
    answer = card_answers.answer(context, accounts, after)
    return receipt(command, outcome, answer, purchase_id=purchase_id, recorded_at=now)


def _post_what_waits(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    command: PurchaseCommand,
    outcome: Outcome,
    now: datetime,
) -> None:
    """What time has released or expired, then the welcome that this purchase frees."""
    falling_due.post_due(session, accounts, now)
    if payment.holds_points(context.rules):
        return
    welcomes.release(
        session,
        context,
        accounts,
        outcome.gross - outcome.discount,
        occurred_at=command.occurred_at,
        now=now,
    )


def settled(
    session: BrandSession, command: PurchaseCommand, now: datetime
) -> PurchaseCommand:
    """The command with its card found; a till's clock a little ahead counts as now."""
    card_id = command.card_id or cards.find_card(session, code=command.card_code)
    ahead = now < command.occurred_at <= now + checks.CLOCK_AHEAD
    occurred_at = now if ahead else command.occurred_at
    return replace(command, card_id=card_id, occurred_at=occurred_at)


def receipt(
    command: PurchaseCommand,
    outcome: Outcome,
    card: CardAnswer,
    *,
    purchase_id: str | None,
    recorded_at: datetime | None,
) -> Receipt:
    """What the till is told."""
    return Receipt(
        id=purchase_id,
        state="confirmed" if purchase_id else "preview",
        external_id=command.external_id,
        location_id=command.location_id,
        occurred_at=command.occurred_at,
        recorded_at=recorded_at,
        figures=computing.figures_of(outcome),
        lines=outcome.lines,
        trace=outcome.trace,
        card=card,
    )


def _standing(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    command: PurchaseCommand,
    now: datetime,
) -> Standing:
    return reading.for_rules(
        session,
        context,
        accounts,
        occurred_at=command.occurred_at,
        recorded_at=now,
        spends=command.points_to_spend > 0,
    )


def refuse_known_number(
    session: BrandSession, command: PurchaseCommand, actor: Actor
) -> None:
    """An external number is unique per source (ground rule 5)."""
    if command.external_id is None:
        return
    statement = select(Purchase.id).where(
        Purchase.source == str(actor),
        Purchase.external_id == command.external_id,
        Purchase.state != "cancelled",
    )
    known = session.scalar(statement)
    if known is not None:
        raise purchase_rows.number_used(known)


def _card_changed(
    session: BrandSession,
    context: CardContext,
    command: PurchaseCommand,
    accounts: Accounts,
    now: datetime,
    *,
    maximum: int | None = None,
) -> Conflict:
    """The card is not what the preview showed: a fresh preview says what it is now.

    `maximum` is given when that many points can be spent now, fewer than asked for.
    """
    account_ids = [account.id for account in accounts.values()]
    changed = staleness.last_change(session, str(command.card_id), account_ids)
    extra: dict[str, object] = {"changed": changed}
    if maximum is not None:
        command = replace(command, points_to_spend=maximum)
        extra["maximum"] = maximum
    extra["preview"] = preview(session, context, command, now)
    detail = "The card has changed since the preview, and the outcome with it."
    return Conflict("card_changed", detail, extra=extra)
