"""What a card may show: the facts that the services gather before a pass is made.

Money is in minor units, rates in basis points, instants are aware; `today` is the local
day of the program on which the view was made, so that nothing here asks for the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from wallet_service.cards.standing import CardStanding

Kind = Literal["discount", "accumulating", "cashback", "stamp"]
State = Literal["active", "frozen", "expired", "closed", "retired"]
Locale = Literal["en", "ru"]
Unit = Literal["discount", "points", "stamps", "rewards"]


@dataclass(frozen=True, slots=True)
class Brand:
    """Who issues the card, and how a member reaches them."""

    name: str
    phone: str | None = None
    email: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class PersonalManager:
    """The person at the brand who looks after the member's company."""

    name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an operation did to the card: signed, minor units or a count."""

    unit: Unit
    amount: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the card's history; `payable` is None where no money was involved.

    Kinds: purchase, refund, void, redemption, adjustment, expiry, opening, bonus.
    """

    kind: str
    occurred_at: datetime
    payable: int | None = None
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """The last event worth telling, its figures, and the standing that it left.

    The standing is kept as it was then: a later silent change must not alter the text,
    because the phone rings for every change of it. Events: issued, purchase, refund,
    void, paid, adjustment, points_available, points_expiring, points_expired, bonus,
    reward_ready, reward_expiring, reward_redeemed, tier_changed, frozen, unfrozen,
    closed, reopened, program_changed, spending_code (then `text` is the code), message
    (the brand's own sentence; with reward_redeemed and reward_expiring it is the name
    of the gift).
    """

    event: str
    occurred_at: datetime
    revision: int
    standing: CardStanding
    payable: int | None = None
    effects: tuple[Effect, ...] = ()
    text: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TierFact:
    """A tier of the program, for the lines on how the card works."""

    name: str
    from_turnover: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """The rules as a member is told them; what a kind does not have stays empty."""

    rate_bp: int | None = None
    category_rates: tuple[tuple[str, int], ...] = ()
    minimum_amount: int | None = None
    tiers: tuple[TierFact, ...] = ()
    period: str = "quarter"
    scope: str = "company"
    hold_days: int | None = None
    hold_until_paid: bool = False
    expiry_days: int | None = None
    expiry_months: int | None = None
    share_cap_bp: int | None = None
    stamp_mode: str = "purchase"
    per_amount: int | None = None
    milestones: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CardView:
    """One card as of one instant, ready to be shown.

    `member_name` is None unless the brand shows names. `state` is "retired" for a pass
    whose card lives on under a new one. `period_ends` is the last local day of the
    running period. `awaiting_approval` says that a company's approval is missing, so
    that points are not given yet (M7).
    """

    kind: Kind
    currency: str
    time_zone: str
    program_name: str
    brand: Brand
    number: str
    code: str
    card_url: str
    locale: Locale
    revision: int
    today: date
    standing: CardStanding
    facts: ProgramFacts = field(default_factory=ProgramFacts)
    state: State = "active"
    member_name: str | None = None
    company_name: str | None = None
    reward_name: str | None = None
    period_ends: date | None = None
    valid_until: date | None = None
    operations: tuple[Operation, ...] = ()
    news: News | None = None
    terms: Mapping[str, str] = field(default_factory=dict)
    manager: PersonalManager | None = None
    awaiting_approval: bool = False
