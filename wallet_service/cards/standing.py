"""A card's standing: what rules read before a purchase, and what a card shows after it.

`Standing` is the input of the rules (totals as of the purchase, read from the ledger);
`CardStanding` is what a person is told, with only the parts that the kind has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from wallet_service.cards.campaign import Campaign
from wallet_service.cards.stamp_layout import Layout


@dataclass(frozen=True, slots=True)
class TurnoverDay:
    """Turnover of one local day, by the local month in which it was recorded.

    `purchased` counts purchases that occurred on `day`; `refunded` (positive) what was
    refunded of them. `recorded_month` is the first day of the month of recording, so
    that a closing can leave out refunds recorded after its period's end (R7).
    """

    day: date
    recorded_month: date
    purchased: int
    refunded: int = 0


@dataclass(frozen=True, slots=True)
class RewardState:
    """A reward as the stamp rules see it; `at` is its milestone or the full card."""

    id: str
    filling: int
    at: int
    state: str


@dataclass(frozen=True, slots=True)
class StampCard:
    """The stamp card being filled: stamps on it, money carried, rewards given so far.

    `filling` counts the cards before this one, `lapsed` are those whose stamps expired,
    in that order;
    a negative `count` is a debt. The days are those of the first and last stamp on it;
    `layout` is its own where another has come into force since it was begun; `coming`
    is that of the next cards where a late purchase's version has another.
    """

    count: int = 0
    carry: int = 0
    filling: int = 0
    rewards: tuple[RewardState, ...] = ()
    added_today: int = 0
    first_day: date | None = None
    last_day: date | None = None
    lapsed: tuple[int, ...] = ()
    layout: Layout | None = None
    coming: Layout | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """Whether a company lets this person earn, and how much in a month (M6, M7)."""

    given: bool
    monthly_cap: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules read: all of it as of the purchase's instant (R6, R16).

    `earned_in_month` is of the ledger that earns, in the purchase's local month, net of
    reversals; `points_balance` is what is available and pending less debt (R17). Both
    are read only where a cap asks for them. `personal_rate_bp` is an override of the
    member's rate (A17), `approval` there where a company's approval is asked (R19).
    `campaigns` are those that run and speak to the company; `budget_left` is of the
    program's budget, None without one.
    """

    turnover: tuple[TurnoverDay, ...] = ()
    spendable: int = 0
    stamp_card: StampCard = field(default_factory=StampCard)
    earned_in_month: int = 0
    points_balance: int = 0
    personal_rate_bp: int = 0
    approval: Approval | None = None
    campaigns: tuple[Campaign, ...] = ()
    budget_left: int | None = None


@dataclass(frozen=True, slots=True)
class NextTier:
    """The next better tier (R28); `until` is the last local day of the period."""

    name: str
    rate_bp: int
    left: int
    until: date | None


@dataclass(frozen=True, slots=True)
class ExpiringPoints:
    """The points that go first, and the last local day on which they can be spent."""

    amount: int
    on: date


@dataclass(frozen=True, slots=True)
class CashbackStanding:
    """Points of the ledger that the card shows, in minor units (100 = 1 point)."""

    available: int
    pending: int
    debt: int
    expires_next: ExpiringPoints | None


@dataclass(frozen=True, slots=True)
class StampStanding:
    """Stamps on the card being filled, and how many fill it."""

    count: int
    of: int


@dataclass(frozen=True, slots=True)
class TierStanding:
    """The tier in force at an instant, and the way to the next one.

    `rescued` tells that the tier was kept at the last closing in spite of a small
    shortfall (R27).
    """

    rate_bp: int
    tier: str | None
    turnover: int
    next_tier: NextTier | None
    period_ends: datetime | None
    rescued: bool = False


@dataclass(frozen=True, slots=True)
class CardStanding:
    """What a card tells a person; a part is None where the kind does not have it."""

    rate_bp: int | None = None
    tier: str | None = None
    turnover: int | None = None
    next_tier: NextTier | None = None
    cashback: CashbackStanding | None = None
    stamps: StampStanding | None = None
    rewards: int | None = None
