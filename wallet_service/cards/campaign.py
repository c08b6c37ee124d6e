"""A dated campaign as a value, and what one gave of a purchase's points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wallet_service.cards.budget import BudgetMode
from wallet_service.cards.money import WHOLE_BP


class CampaignKind(StrEnum):
    """What a campaign does."""

    EXTRA_RATE = "extra_rate"
    MULTIPLIER = "multiplier"
    WELCOME = "welcome"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign in [starts_at, ends_at); None for `companies` or `tiers`: all.

    `left` is what its own budget has left, None without one. `amount` and
    `minimum_amount` are those of a welcome.
    """

    id: str
    kind: CampaignKind
    starts_at: datetime
    ends_at: datetime
    rate_bp: int = 0
    categories: frozenset[str] | None = None
    adds: bool = False
    factor_bp: int = WHOLE_BP
    amount: int = 0
    minimum_amount: int = 0
    companies: frozenset[str] | None = None
    tiers: frozenset[str] | None = None
    left: int | None = None
    mode: BudgetMode = BudgetMode.PARTIAL


@dataclass(frozen=True, slots=True)
class CampaignPoints:
    """What one campaign gave of a purchase's points."""

    campaign_id: str
    points: int
