"""What waits for the payment of a purchase: points held until then, turnover (C16, R8).

A payment sets free what is left of the points, from that instant on, and counts the net
not yet refunded in the period of the purchase.
"""

from __future__ import annotations

from datetime import datetime

from wallet_service.cards import accumulation, earning, periods
from wallet_service.cards.accumulating import AccumulatingRules
from wallet_service.cards.cashback import CashbackRules
from wallet_service.cards.ladder import TurnoverBase
from wallet_service.cards.outcome import PastPurchase, PaymentOutcome
from wallet_service.cards.rules import Rules


def is_awaited(rules: Rules) -> bool:
    """Whether a payment does anything to a card with these rules."""
    return holds_points(rules) or counts_turnover(rules)


def counts_turnover(rules: Rules) -> bool:
    """Whether turnover counts when it is paid, so that a refund asks whether it was."""
    if not isinstance(rules, AccumulatingRules | CashbackRules) or rules.terms is None:
        return False
    return rules.terms.turnover_base is TurnoverBase.PAID


def on_payment(rules: Rules, past: PastPurchase, paid_at: datetime) -> PaymentOutcome:
    """What the payment does; expiry runs from its local day (R9)."""
    turnover = 0
    if isinstance(rules, AccumulatingRules | CashbackRules) and rules.terms is not None:
        turnover = accumulation.added_when_paid(
            past, rules.terms.turnover_base, rules.excluded_categories
        )
    if not isinstance(rules, CashbackRules) or not rules.earn.hold_until_paid:
        return PaymentOutcome(turnover)
    day = periods.local_day(paid_at, rules.earn.time_zone)
    return PaymentOutcome(turnover, True, earning.expires_at(rules.earn, day))


def holds_points(rules: Rules) -> bool:
    """Whether points of a purchase wait until it is paid (C16)."""
    return isinstance(rules, CashbackRules) and rules.earn.hold_until_paid
