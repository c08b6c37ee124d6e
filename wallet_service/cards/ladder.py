"""The ladder of tiers of a program: thresholds, rates, and how long a tier lasts.

Thresholds strictly rise and rates never fall from tier to tier, so that a higher tier
is never the worse one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from wallet_service.cards.periods import MONTHS, Period


class Apply(StrEnum):
    """Which turnover decides a purchase's rate: without it, with it, or by bands."""

    NEXT = "next"
    INCLUSIVE = "inclusive"
    MARGINAL = "marginal"


class Hold(StrEnum):
    """Whether a tier ends with its period or holds through the next one."""

    WITHIN = "within"
    QUALIFY = "qualify"


class TurnoverBase(StrEnum):
    """What of a line counts: gross less discount, gross, or the former once paid."""

    NET = "net"
    GROSS = "gross"
    PAID = "paid"


class Downgrade(StrEnum):
    """Where a held tier goes that was not earned again."""

    TO_EARNED = "to_earned"
    ONE_STEP = "one_step"
    NEVER = "never"


class Scope(StrEnum):
    """Whose purchases count together (ground rule 12); a card alone has no scope."""

    CARD = "card"
    MEMBER = "member"
    COMPANY = "company"
    HOLDING = "holding"


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier from a turnover (inclusive, minor units) on, and its rate."""

    name: str
    from_turnover: int
    rate_bp: int
    perks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """Tiers in rising order, and the rules of their time.

    `base_rate_bp` is the rate below the first tier: 0, or cashback's own rate (R20).
    `former` are the ladders of earlier versions in their order.
    """

    tiers: tuple[Tier, ...]
    time_zone: ZoneInfo
    period: Period = Period.QUARTER
    rolling_days: int = 1
    hold: Hold = Hold.WITHIN
    downgrade: Downgrade = Downgrade.TO_EARNED
    grace_days: int = 0
    rescue_bp: int = 0
    base_rate_bp: int = 0
    former: tuple[FormerLadder, ...] = ()

    @property
    def has_calendar(self) -> bool:
        """Whether periods begin on fixed days and are closed."""
        return self.period in MONTHS

    @property
    def holds(self) -> bool:
        """Whether a tier can outlast its period; elsewhere it follows at once (R7)."""
        return self.has_calendar and self.hold is Hold.QUALIFY

    def rank(self, turnover: int) -> int:
        """How many thresholds `turnover` reaches; reaching one exactly counts (A4)."""
        return sum(tier.from_turnover <= turnover for tier in self.tiers)

    def rate_bp(self, rank: int) -> int:
        """The rate at a rank; rank 0 is below the first tier."""
        return self.tiers[rank - 1].rate_bp if rank else self.base_rate_bp

    def name(self, rank: int) -> str | None:
        """The tier's name at a rank; None below the first tier (R28)."""
        return self.tiers[rank - 1].name if rank else None

    def threshold(self, rank: int) -> int:
        """The turnover from which a rank above 0 is reached."""
        return self.tiers[rank - 1].from_turnover


@dataclass(frozen=True, slots=True)
class FormerLadder:
    """A ladder that was in force until an instant, when the next one took over."""

    ladder: Ladder
    until: datetime
