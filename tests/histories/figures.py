"""The product's answers as the plain figures that are compared."""

from __future__ import annotations

from tests.histories.asked import Figures, shown
from wallet_service.cards.standing import CardStanding, CashbackStanding, NextTier
from wallet_service.services.till.commands import Receipt, RefundReceipt


def of_purchase(receipt: Receipt) -> Figures:
    names = ("gross", "discount", "points_spent", "payable", "earned")
    all_names = (*names, "stamps_added", "rewards_issued", "turnover_added")
    found: Figures = {name: getattr(receipt.figures, name) for name in all_names}
    found["lines"] = [
        {"line": line.number} | {name: getattr(line, name) for name in names}
        for line in receipt.lines
    ]
    return found


def of_refund(receipt: RefundReceipt) -> Figures:
    names = (
        "money",
        "points_returned",
        "earning_reversed",
        "turnover_removed",
        "stamps_removed",
        "rewards_cancelled",
    )
    found: Figures = {name: getattr(receipt, name) for name in names}
    found["lines"] = [
        {
            "line": line.number,
            "amount": line.amount,
            "discount": line.discount,
            "money": line.money,
            "points_returned": line.points_returned,
        }
        for line in receipt.lines
    ]
    return found


def of_standing(standing: CardStanding) -> Figures:
    stamps = standing.stamps
    return shown(
        {
            "rate_bp": standing.rate_bp,
            "tier": standing.tier,
            "turnover": standing.turnover,
            "next_tier": standing.next_tier and _next_tier(standing.next_tier),
            "cashback": standing.cashback and _cashback(standing.cashback),
            "stamps": stamps and {"count": stamps.count, "of": stamps.of},
            "rewards": standing.rewards,
        }
    )


def _next_tier(tier: NextTier) -> Figures:
    return {
        "name": tier.name,
        "rate_bp": tier.rate_bp,
        "left": tier.left,
        "until": tier.until,
    }


def _cashback(cashback: CashbackStanding) -> Figures:
    soonest = cashback.expires_next
    return shown(
        {
            "available": cashback.available,
            "pending": cashback.pending,
            "debt": cashback.debt,
            "expires_next": soonest and {"amount": soonest.amount, "on": soonest.on},
        }
    )
