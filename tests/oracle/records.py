"""What the model remembers: settings by time, and facts in the order of recording.

Facts are never changed and hold no sums: every balance is folded from them anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


class Refused(Exception):
    """A request the law refuses, with the status and code of its answer."""

    def __init__(self, status: int, code: str, **details: Any) -> None:
        super().__init__(f"{status} {code} {details}")
        self.status = status
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Version:
    number: int
    at: datetime
    effective_at: datetime
    rules: dict[str, Any]
    policy: dict[str, Any]
    stamp_cards: str  # what becomes of cards being filled: finish or convert


@dataclass(frozen=True)
class Program:
    id: str
    kind: str
    beneficiary: str
    zone: str
    currency: str
    versions: list[Version] = field(default_factory=list)


@dataclass(frozen=True)
class Membership:
    """Where a person belongs from an instant on, and their right of C18."""

    at: datetime
    company: str | None
    may_spend: bool


@dataclass(frozen=True)
class Card:
    id: str
    program: str
    member: str
    states: list[tuple[datetime, str]]


@dataclass(frozen=True)
class Line:
    amount: int
    category: str | None = None
    quantity: int = 1
    sku: str | None = None
    cost: int | None = None


@dataclass(frozen=True)
class OutcomeLine:
    line: int
    gross: int
    discount: int
    points_spent: int
    payable: int
    earned: int
    turnover_added: int
    excluded: bool
    discount_rate_bp: int | None  # None under `marginal`, where a line has several
    earn_rate_bp: int


@dataclass(frozen=True)
class Outcome:
    gross: int
    discount: int
    points_spent: int
    payable: int
    earned: int
    turnover_added: int
    lines: tuple[OutcomeLine, ...]
    stamps_added: int = 0
    rewards_issued: int = 0
    reasons: tuple[str, ...] = ()
    tier: str | None = None
    campaign_points: tuple[tuple[str, int], ...] = ()

    def figures(self) -> dict[str, Any]:
        """What two outcomes are compared by (R1)."""
        names = ("gross", "discount", "points_spent", "payable", "earned")
        total = {name: getattr(self, name) for name in names}
        total["stamps_added"] = self.stamps_added
        total["rewards_issued"] = self.rewards_issued
        total["turnover_added"] = self.turnover_added
        total["lines"] = [
            {"line": line.line} | {name: getattr(line, name) for name in names}
            for line in self.lines
        ]
        return total


@dataclass(frozen=True)
class Fact:
    at: datetime  # when it was recorded


@dataclass(frozen=True)
class Purchase(Fact):
    id: str
    card: str
    program: str
    kind: str
    zone: str
    version: Version
    member: str
    company: str | None
    holding: str | None
    ledger: tuple[str, str, str]
    occurred_at: datetime
    requested: tuple[Line, ...]
    outcome: Outcome


@dataclass(frozen=True)
class Paid(Fact):
    purchase: str


@dataclass(frozen=True)
class Refund(Fact):
    """`gross` and `quantities` are what this refund takes of each line."""

    id: str
    purchase: str
    gross: tuple[int, ...]
    quantities: tuple[int | None, ...]


@dataclass(frozen=True)
class Adjustment(Fact):
    id: str
    program: str
    card: str
    ledger: tuple[str, str, str]
    unit: str  # points or stamps
    amount: int


@dataclass(frozen=True)
class Payout(Fact):
    id: str
    program: str
    ledger: tuple[str, str, str]
    amount: int


@dataclass(frozen=True)
class Welcome(Fact):
    campaign: str
    program: str
    member: str
    ledger: tuple[str, str, str]
    amount: int
    minimum: int


@dataclass(frozen=True)
class Redemption(Fact):
    """A step of a reward's code: reserve, redeem or release."""

    step: str
    card: str
    reward: str
    code: str
    by: str | None = None


@dataclass(frozen=True)
class Override:
    at: datetime
    program: str
    member: str
    rate_bp: int
    until: date | None


@dataclass(frozen=True)
class Approval:
    at: datetime
    program: str
    company: str
    monthly_cap: int | None
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class Campaign:
    at: datetime
    id: str
    program: str
    kind: str
    since: datetime
    until: datetime
    companies: tuple[str, ...] | None = None
    tiers: tuple[str, ...] | None = None
    rate_bp: int = 0
    categories: tuple[str, ...] | None = None
    factor_bp: int = 10_000
    amount: int = 0
    minimum: int = 0
    adds: bool = False
    budget: int | None = None
    budget_mode: str = "partial"
