"""Caps on what a card earns: month, the program's budget, balance (R10, R17).

Each takes the sum down to the room that is left and spreads it by what was earned
before (R4); a refund does not ask for them again (R3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wallet_service.cards import budget
from wallet_service.cards.budget import Budget
from wallet_service.cards.draft import Draft
from wallet_service.cards.money import spread
from wallet_service.cards.outcome import Step
from wallet_service.cards.standing import Standing


@dataclass(frozen=True, slots=True)
class EarningCaps:
    """The most a ledger earns in a local month, and the most it holds; None: any."""

    monthly: int | None = None
    balance: int | None = None


NO_CAPS = EarningCaps()


def under_approval(draft: Draft, standing: Standing) -> Draft:
    """What the member's company lets them earn, before every other cap (M6, M7)."""
    approval = standing.approval
    if approval is None:
        return draft
    if not approval.given:
        return _cut(draft, "approval", 0, "approval_missing")
    if approval.monthly_cap is None:
        return draft
    room = approval.monthly_cap - standing.earned_in_month
    return _cut(draft, "approval", room, "approval_cap")


def under_monthly(draft: Draft, caps: EarningCaps, standing: Standing) -> Draft:
    """Step h: what the month of the purchase has left (C2)."""
    if caps.monthly is None:
        return draft
    room = caps.monthly - standing.earned_in_month
    return _cut(draft, "monthly_cap", room, "monthly_cap")


def under_budget(draft: Draft, limit: Budget | None, standing: Standing) -> Draft:
    """Step i: what the program's budget has left of its period (M4)."""
    if limit is None or standing.budget_left is None:
        return draft
    total = sum(draft.earned)
    return _cut(
        draft,
        "budget",
        budget.allowed(total, standing.budget_left, limit.mode),
        "budget",
    )


def under_balance(draft: Draft, caps: EarningCaps, standing: Standing) -> Draft:
    """What the ledger has room for after this purchase's points are spent."""
    if caps.balance is None:
        return draft
    balance = standing.points_balance - sum(draft.points)
    return _cut(draft, "maximum_balance", caps.balance - balance, "balance_limit")


def _cut(draft: Draft, name: str, room: int, reason: str) -> Draft:
    total, allowed = sum(draft.earned), max(0, room)
    if total <= allowed:
        return draft
    step = Step(name, total, result=allowed, reason=reason)
    return replace(draft, earned=spread(allowed, draft.earned)).noted(step)
