"""Caps by month and budgets by period: how much an earning still has room for.

Room counts purchases by their own local date, less what was reversed in it (R17).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tests.oracle import book, dates, left
from tests.oracle.rates import Buyer
from tests.oracle.records import Program, Purchase

Room = Callable[[int], int]


def earned_in(
    known: book.Book,
    start: datetime,
    *,
    end: datetime,
    chosen: Callable[[Purchase], bool],
) -> int:
    """Points of the chosen purchases dated in a period, less its own reversals."""
    total = 0
    for purchase in known.every(Purchase):
        if not chosen(purchase) or not start <= purchase.occurred_at < end:
            continue
        refunds = known.refunds_of(purchase.id)
        total += purchase.outcome.earned
        for position, refund in enumerate(refunds):
            if start <= refund.at < end:
                before = left.left_of(purchase, refunds[:position])
                after = left.left_of(purchase, refunds[: position + 1])
                total -= before.earned - after.earned
    return total


def earning_rooms(buyer: Buyer, ledger: tuple[str, str, str]) -> list[tuple[str, Room]]:
    """Steps h and i, in order: approval, its cap, monthly cap, budget."""
    program, known, when = buyer.program, buyer.book, buyer.occurred_at
    rooms: list[tuple[str, Room]] = []
    allowed, cap = book.approval_for(known, program, company=buyer.company, at=when)
    if not allowed:
        rooms.append(("approval missing", _at_most(0)))
    start, end = dates.bounds("month", when, program.zone)
    if cap is not None:
        used = earned_in(
            known,
            start,
            end=end,
            chosen=lambda p: (p.program, p.member) == (program.id, buyer.member),
        )
        rooms.append(("approval cap", _at_most(cap - used)))
    monthly = buyer.rules.get("monthly_cap")
    if monthly is not None:
        used = earned_in(known, start, end=end, chosen=lambda p: p.ledger == ledger)
        rooms.append(("monthly cap", _at_most(monthly - used)))
    budget = buyer.version.policy.get("budget") or {}
    if budget.get("amount") is not None:
        rest = budget["amount"] - budget_used(known, program, when)
        strict = (budget.get("mode") or "partial") == "strict"
        rooms.append(("budget", _all_or_nothing(rest) if strict else _at_most(rest)))
    return rooms


def _at_most(rest: int) -> Room:
    return lambda wanted: min(wanted, max(rest, 0))


def _all_or_nothing(rest: int) -> Room:
    return lambda wanted: wanted if wanted <= rest else 0


def budget_used(known: book.Book, program: Program, when: datetime) -> int:
    """Points of the program in its budget's period (M4)."""
    policy = book.version_at(program, when).policy
    period = (policy.get("budget") or {}).get("period") or "quarter"
    start, end = dates.bounds(period, when, program.zone)
    return earned_in(known, start, end=end, chosen=lambda p: p.program == program.id)


def alarms_sent(known: book.Book, program: Program, when: datetime) -> list[int]:
    """The alarms, at 80 and 100 per cent, that some purchase has set off (M4)."""
    policy = book.version_at(program, when).policy
    amount = (policy.get("budget") or {}).get("amount")
    if amount is None:
        return []
    peak = 0
    for position, fact in enumerate(known.facts):
        if isinstance(fact, Purchase) and fact.program == program.id:
            until_then = book.Book(
                **{**vars(known), "facts": known.facts[: position + 1]}
            )
            peak = max(peak, budget_used(until_then, program, when))
    return [mark for mark in (80, 100) if peak * 100 >= amount * mark]
