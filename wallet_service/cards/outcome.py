"""What a rule answers: figures in total and by line, what to post, and why (trace)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wallet_service.cards.campaign import CampaignPoints
from wallet_service.cards.stamp_life import FOR_EVER, StampLife


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the computation, in minor units; its words are those of `trace`.

    `campaign_id` is there where a campaign made the step.
    """

    step: str
    base: int | None = None
    rate_bp: int | None = None
    result: int | None = None
    reason: str | None = None
    campaign_id: str | None = None


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """The figures of one line, in minor units; `number` is the purchase's line number.

    `rate_bp` is the rate applied: of the discount, of the earning for cashback, 0 for
    stamps and below the least purchase.
    """

    number: int
    gross: int
    discount: int
    points_spent: int
    payable: int
    earned: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class Earning:
    """Points to credit as one lot: spendable in [available_at, expires_at).

    An `available_at` of None waits for the purchase to be paid.
    """

    amount: int
    available_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class RewardIssued:
    """A reward that a stamp brought: at which milestone of which filling."""

    name: str
    at: int
    filling: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class StampChange:
    """What happens to the stamp card: the card after it, rewards given or cancelled.

    `added` counts stamps that reached the card (negative after a refund). `count`,
    `carry` and `filling` are those of the card afterwards; a negative `count` is a debt
    and shows as 0. `rewards_cancelled` are identifiers of rewards. `excused` stamps had
    expired and were not taken again (R14). The days are of the stamps on the
    card, `life` says how long they last; after a refund both are not known here.
    """

    added: int
    count: int
    carry: int
    filling: int
    rewards_issued: tuple[RewardIssued, ...] = ()
    rewards_cancelled: tuple[str, ...] = ()
    excused: int = 0
    first_day: date | None = None
    last_day: date | None = None
    life: StampLife = FOR_EVER


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a purchase; parts of the lines add up to the totals exactly.

    `campaigns` tell what campaigns gave of the points credited.
    """

    gross: int
    discount: int
    points_spent: int
    payable: int
    turnover_added: int
    lines: tuple[LineOutcome, ...]
    trace: tuple[Step, ...]
    earning: Earning | None = None
    stamps: StampChange | None = None
    campaigns: tuple[CampaignPoints, ...] = ()

    @property
    def earned(self) -> int:
        """Points credited, in minor units."""
        return self.earning.amount if self.earning else 0

    @property
    def stamps_added(self) -> int:
        """Stamps that reached the card."""
        return self.stamps.added if self.stamps else 0

    @property
    def rewards_issued(self) -> int:
        """Rewards that this purchase brought."""
        return len(self.stamps.rewards_issued) if self.stamps else 0


@dataclass(frozen=True, slots=True)
class PastLine:
    """A line of a recorded purchase: how it was computed, and what is left of it.

    `left` is the gross not yet refunded, `left_quantity` the count not yet refunded,
    `earned_kept` its earning less what refunds of this line reversed. Only the sum of
    `earned_kept` over the lines counts: an earning is reversed as one sum, so that of a
    single line may be a minor unit off, even below 0 (C7).
    """

    outcome: LineOutcome
    category: str | None
    sku: str | None
    quantity: int
    left: int
    left_quantity: int
    earned_kept: int


@dataclass(frozen=True, slots=True)
class PastPurchase:
    """A recorded purchase as a refund sees it.

    What it keeps is a function of what is left of its lines, so that refunds in any
    order add up; `carry_before` is the money remainder of the stamp card that it
    started from, `stamps_added` what it brought to the card then. `is_paid` is asked
    only where turnover counts when it is paid. `stamps_expired` of its stamps are gone
    by time; `carry_expired` says that so is the remainder.
    """

    occurred_at: datetime
    lines: tuple[PastLine, ...]
    stamps_added: int = 0
    carry_before: int = 0
    is_paid: bool = False
    stamps_expired: int = 0
    carry_expired: bool = False


@dataclass(frozen=True, slots=True)
class PaymentOutcome:
    """What the payment of a purchase does: turnover that counts, points set free.

    Points that waited for it end at `expires_at`; `releases` tells that any may.
    """

    turnover_added: int = 0
    releases: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Part of a line that comes back: gross in minor units, and the count of goods.

    A `quantity` of 0 leaves the count to the share of the gross that is left (R25).
    """

    number: int
    amount: int
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class RefundLineOutcome:
    """What one line gives back; all figures positive, in minor units."""

    number: int
    amount: int
    quantity: int
    discount: int
    money: int
    points_returned: int
    earning_reversed: int


@dataclass(frozen=True, slots=True)
class RefundOutcome:
    """The outcome of a refund (R2, R3, R25); all figures positive."""

    money: int
    points_returned: int
    earning_reversed: int
    turnover_removed: int
    lines: tuple[RefundLineOutcome, ...]
    trace: tuple[Step, ...]
    stamps: StampChange | None = None

    @property
    def stamps_removed(self) -> int:
        """Stamps taken off the card."""
        return -self.stamps.added if self.stamps else 0

    @property
    def rewards_cancelled(self) -> int:
        """Rewards withdrawn with the stamps that had brought them."""
        return len(self.stamps.rewards_cancelled) if self.stamps else 0
