"""Budgets of points: how much of a sum what is left of one lets through (R10, M4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wallet_service.cards.periods import Period


class BudgetMode(StrEnum):
    """Whether a budget gives its rest, or nothing when the rest is too small."""

    PARTIAL = "partial"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Budget:
    """A program's points of each calendar period, in minor units."""

    amount: int
    period: Period = Period.QUARTER
    mode: BudgetMode = BudgetMode.PARTIAL


def allowed(wanted: int, left: int, mode: BudgetMode) -> int:
    """What of `wanted` is given while `left` is left, which may be below 0."""
    if wanted <= left:
        return wanted
    return 0 if mode is BudgetMode.STRICT else max(left, 0)
