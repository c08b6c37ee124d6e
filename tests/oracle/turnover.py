"""Turnover of a scope in a period: a sum over purchases, less what was refunded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tests.oracle import book, left
from tests.oracle.dates import END
from tests.oracle.records import Program, Purchase
from tests.oracle.settings import TierSettings


@dataclass(frozen=True)
class Scope:
    """Whose turnover in which program: every question about tiers is put to one."""

    book: book.Book
    program: Program
    key: tuple[str, str]


def purchases_of(scope: Scope) -> list[Purchase]:
    """Purchases made in this scope, wherever their member is now (R31)."""
    return [
        purchase
        for purchase in scope.book.every(Purchase)
        if purchase.program == scope.program.id
        and book.scope_key(
            _kind_of_scope(scope, purchase),
            member=purchase.member,
            company=purchase.company,
            holding=purchase.holding,
        )
        == scope.key
    ]


def _kind_of_scope(scope: Scope, purchase: Purchase) -> str:
    kind = scope.key[0]
    # A member without a company counts alone, which no company's key can equal.
    return "company" if kind == "alone" else kind


def counted(
    scope: Scope,
    start: datetime,
    end: datetime,
    *,
    up_to: datetime = END,
    refunds_before: datetime = END,
) -> int:
    """Turnover of purchases dated in [start, end), up to and with `up_to`.

    Only refunds recorded before `refunds_before` are taken off (R6, R7, R8).
    """
    total = 0
    for purchase in purchases_of(scope):
        when = purchase.occurred_at
        if start <= when < end and when <= up_to:
            total += of_purchase(scope.book, purchase, refunds_before=refunds_before)
    return total


def of_purchase(
    known: book.Book, purchase: Purchase, *, refunds_before: datetime = END
) -> int:
    refunds = [
        refund for refund in known.refunds_of(purchase.id) if refund.at < refunds_before
    ]
    if waits_for_payment(purchase) and not known.is_paid(purchase.id):
        return 0
    return left.turnover_left(purchase, refunds)


def waits_for_payment(purchase: Purchase) -> bool:
    return purchase.version.rules.get("turnover_base") == "paid"


def tier_by(turnover: int, settings: TierSettings) -> int:
    """The highest tier whose threshold is reached (A4), -1 below the first."""
    reached = [
        index
        for index, tier in enumerate(settings.tiers)
        if tier["from_turnover"] <= turnover
    ]
    return reached[-1] if reached else -1
