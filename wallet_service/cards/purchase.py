"""A purchase as the rules see it: lines of goods at one instant, points to spend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt; `amount` is the gross of the whole line in minor units."""

    number: int
    amount: int
    category: str | None = None
    sku: str | None = None
    quantity: int = 1
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """What was bought, when (aware UTC), and how many points the buyer will spend."""

    occurred_at: datetime
    lines: tuple[Line, ...]
    points_to_spend: int = 0

    @property
    def gross(self) -> int:
        """Sum of all lines in minor units."""
        return sum(line.amount for line in self.lines)
