"""Asks the rules: a command and a standing in, an outcome or a refusal out."""

from __future__ import annotations

from wallet_service.cards.errors import PointsNotAccepted, TooManyPoints
from wallet_service.cards.outcome import Outcome
from wallet_service.cards.purchase import Purchase
from wallet_service.cards.standing import Standing
from wallet_service.services.errors import Invalid, invalid
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import Figures, PurchaseCommand


def compute(
    context: CardContext, command: PurchaseCommand, standing: Standing
) -> Outcome:
    """The outcome by the card's rules; raises Invalid (`too_many_points`)."""
    purchase = Purchase(command.occurred_at, command.lines, command.points_to_spend)
    try:
        return context.rules.on_purchase(purchase, standing)
    except TooManyPoints as refusal:
        raise too_many_points(refusal) from None


def too_many_points(refusal: TooManyPoints) -> Invalid:
    """Points above what may be spent are refused with the maximum, never trimmed."""
    if isinstance(refusal, PointsNotAccepted):
        detail = "This card has no points to spend."
    else:
        detail = f"At most {refusal.maximum} (minor units) of points can be spent."
    return invalid(
        "/points_to_spend",
        detail,
        code="too_many_points",
        maximum=refusal.maximum,
    )


def figures_of(outcome: Outcome) -> Figures:
    """The totals of an outcome."""
    return Figures(
        gross=outcome.gross,
        discount=outcome.discount,
        points_spent=outcome.points_spent,
        payable=outcome.payable,
        earned=outcome.earned,
        stamps_added=outcome.stamps_added,
        rewards_issued=outcome.rewards_issued,
        turnover_added=outcome.turnover_added,
    )
