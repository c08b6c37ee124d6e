"""Refunds: of a whole purchase or of a part, computed by the purchase's own version.

A refund happens when it is recorded (R15); it works on a frozen or closed card too
(ground rule 13). Points come back first, then the earning is reversed (R13).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from wallet_service import identifiers
from wallet_service.cards import errors as card_errors
from wallet_service.cards import payment
from wallet_service.cards.outcome import PastPurchase, RefundLine, RefundOutcome
from wallet_service.cards.rules import CardKind
from wallet_service.cards.standing import CardStanding, Standing
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts as ledger_accounts
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.models.purchase import Purchase
from wallet_service.passes.card_view import News
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, Invalid, invalid
from wallet_service.services.membership import cards
from wallet_service.services.till import (
    card_context,
    card_moving,
    claims,
    falling_due,
    grants,
    news,
    past,
    recording,
    refund_recording,
    stamp_reading,
)
from wallet_service.services.till.card_context import CardContext, PastScope
from wallet_service.services.till.commands import RefundReceipt

Accounts = dict[AccountKey, AccountState]
Tell = Callable[[RefundOutcome, CardStanding, int], News]


def refund_purchase(
    session: BrandSession,
    purchase_id: str,
    lines: tuple[RefundLine, ...],
    *,
    actor: Actor,
    now: datetime,
    tell: Tell | None = None,
) -> RefundReceipt:
    """Refund parts of lines, or all that is left when no lines are given (R2, R3).

    `tell` words the card's news, where it is more than a refund.

    Raises NotFound, Conflict (`nothing_left`, `purchase_not_confirmed`,
    `purchase_cancelled`) or Invalid (`refund_exceeds_line`, `unknown_line`), each
    naming the line at fault.
    """
    purchase = past.find(session, purchase_id)
    then = PastScope(purchase.version_id, purchase.company_id, purchase.holding_id)
    context = card_context.load(
        session, purchase.card_id, purchase.occurred_at, past=then
    )
    accounts = ledger_accounts.lock(session, context.program_id, context.account_keys())
    card = cards.lock_card(session, context.card_id)
    purchase = past.find(session, purchase_id, locked=True)
    past.require_confirmed(purchase)
    falling_due.post_due(session, accounts, now)
    standing = _standing(session, context, accounts, purchase.occurred_at, now)
    recorded = _recorded(session, context, purchase)
    try:
        outcome = context.rules.on_refund(recorded, lines, standing)
    except card_errors.CardRefusal as refusal:
        raise _refused(refusal, lines) from None
    refund_id = identifiers.new_id("refd")
    refund_recording.write(session, purchase, outcome, refund_id, actor=actor, now=now)
    refund_recording.post(
        session, context, accounts, purchase, outcome, standing, refund_id, now
    )
    claims.propose(session, context, accounts, purchase, refund_id, actor, now)
    grants.give_back(session, context, purchase, outcome.earning_reversed, now)
    recording.owe_updates(session, context.card_id, accounts, now)
    answer = card_moving.after_event(
        session,
        context.card_id,
        card,
        accounts,
        lambda after, revision: (
            tell(outcome, after, revision)
            if tell
            else news.of_refund(outcome, after, occurred_at=now, revision=revision)
        ),
        now=now,
    )
    return replace(_receipt(refund_id, purchase_id, outcome, now), card=answer)


def _recorded(
    session: BrandSession, context: CardContext, purchase: Purchase
) -> PastPurchase:
    """The purchase as the rules see it, with what time and payment made of it."""
    recorded = past.as_past(
        purchase,
        past.lines_of(session, purchase.id),
        is_paid=payment.counts_turnover(context.rules)
        and past.payment_of(session, purchase.id) is not None,
    )
    if context.kind is not CardKind.STAMP:
        return recorded
    return stamp_reading.with_expired(session, recorded, purchase)


def _standing(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    occurred_at: datetime,
    now: datetime,
) -> Standing:
    """Only stamps look at the present state: a refund looks back at every reward."""
    if context.kind is not CardKind.STAMP:
        return Standing()
    card = stamp_reading.stamp_card(
        session, context, accounts, occurred_at, now, all_rewards=True
    )
    return Standing(stamp_card=card)


def _refused(
    refusal: card_errors.CardRefusal, lines: Sequence[RefundLine]
) -> Conflict | Invalid:
    numbers = [line.number for line in lines]
    match refusal:
        case card_errors.RefundExceedsLine(number=number, left=left):
            pointer = f"/lines/{numbers.index(number)}/amount"
            return invalid(pointer, str(refusal), code="refund_exceeds_line", left=left)
        case card_errors.RefundExceedsQuantity(number=number, left=left):
            pointer = f"/lines/{numbers.index(number)}/quantity"
            return invalid(pointer, str(refusal), code="refund_exceeds_line", left=left)
        case card_errors.UnknownLine(number=number):
            pointer = f"/lines/{numbers.index(number)}/line"
            return invalid(pointer, str(refusal), code="unknown_line")
    return Conflict("nothing_left", str(refusal))


def _receipt(
    refund_id: str, purchase_id: str, outcome: RefundOutcome, now: datetime
) -> RefundReceipt:
    return RefundReceipt(
        id=refund_id,
        purchase_id=purchase_id,
        recorded_at=now,
        money=outcome.money,
        points_returned=outcome.points_returned,
        earning_reversed=outcome.earning_reversed,
        turnover_removed=outcome.turnover_removed,
        stamps_removed=outcome.stamps_removed,
        rewards_cancelled=outcome.rewards_cancelled,
        lines=outcome.lines,
        trace=outcome.trace,
    )
