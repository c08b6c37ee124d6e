"""The stamps and the carry that a purchase, or what is left of it, is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.oracle import dates, left
from tests.oracle.records import Purchase, Refund


@dataclass(frozen=True)
class Worth:
    stamps: int
    carry: int


def worth(purchase: Purchase, refunds: Sequence[Refund], carry: int) -> Worth:
    """Stamps of the purchase with the carry it started from, before limits (R25)."""
    rules = purchase.version.rules
    gross = left.gross_left(purchase, refunds)
    quantities = left.quantities_left(purchase, refunds)
    lines = purchase.outcome.lines
    counted = sum(g for g, line in zip(gross, lines, strict=True) if not line.excluded)
    if counted == 0 or counted < (rules.get("minimum_amount") or 0):
        return Worth(0, carry)
    if rules["mode"] == "purchase":
        return Worth(1, carry)
    if rules["mode"] == "amount":
        return Worth(*divmod(carry + counted, rules["per_amount"]))
    skus = rules.get("eligible_skus")
    items = sum(
        quantity
        for quantity, asked, line in zip(
            quantities, purchase.requested, lines, strict=True
        )
        if not line.excluded and (skus is None or asked.sku in skus)
    )
    return Worth(items, carry)


def limited(purchase: Purchase, stamps: int, today: int) -> tuple[int, tuple[str, ...]]:
    """Stamps after the limits of a purchase and a day (R22), and why they are fewer."""
    rules, reasons = purchase.version.rules, []
    per_purchase, per_day = (
        rules.get("maximum_per_purchase"),
        rules.get("maximum_per_day"),
    )
    if per_purchase is not None and stamps > per_purchase:
        stamps = per_purchase
        reasons.append("purchase limit")
    if per_day is not None and stamps > max(per_day - today, 0):
        stamps = max(per_day - today, 0)
        reasons.append("daily limit")
    return stamps, tuple(reasons)


def same_day(purchase: Purchase, other: Purchase) -> bool:
    return dates.local_day(purchase.occurred_at, purchase.zone) == dates.local_day(
        other.occurred_at, other.zone
    )
