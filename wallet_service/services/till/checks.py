"""What must hold before a purchase is computed; each refusal names its field."""

from __future__ import annotations

from datetime import datetime, timedelta

from wallet_service.cards import periods
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, invalid
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import PurchaseCommand

CLOCK_AHEAD = timedelta(minutes=5)


def check(
    command: PurchaseCommand, context: CardContext, actor: Actor, now: datetime
) -> None:
    """Raise Conflict for a card out of use (R29), Invalid for a field (R30, rule 1)."""
    require_active(context.state)
    if command.currency is not None and command.currency != context.currency:
        detail = f"The program counts in {context.currency}."
        raise invalid("/currency", detail, code="wrong_currency")
    if not sum(line.amount for line in command.lines):
        raise invalid("/lines", "A purchase needs an amount.", code="no_amount")
    _check_time(command.occurred_at, context, actor, now)


def require_active(state: str) -> None:
    """Raise Conflict when a card in this state neither earns nor spends (R29)."""
    if state != "active":
        detail = f"The card is {state}: nothing can be bought or collected with it."
        raise Conflict("card_not_active", detail)


def _check_time(
    occurred_at: datetime, context: CardContext, actor: Actor, now: datetime
) -> None:
    if occurred_at > now + CLOCK_AHEAD:
        detail = "The purchase lies in the future; check the clock of the till."
        raise invalid("/occurred_at", detail, code="occurred_in_future")
    today = periods.local_day(now, context.time_zone)
    oldest = today - timedelta(days=actor.backdating_days)
    if periods.local_day(occurred_at, context.time_zone) < oldest:
        detail = f"Purchases can be recorded back to {oldest.isoformat()}."
        raise invalid("/occurred_at", detail, code="occurred_too_early")
