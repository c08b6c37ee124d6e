"""Discount cards: a fixed rate, or one by category, off every purchase (D1 to D6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wallet_service.cards import (
    accumulation,
    campaigns,
    card_discount,
    draft,
    policy,
    refunds,
)
from wallet_service.cards.ladder import Ladder, Scope, TurnoverBase
from wallet_service.cards.line_rates import (
    LineRate,
    category_or,
    or_personal,
)
from wallet_service.cards.outcome import (
    Outcome,
    PastPurchase,
    RefundLine,
    RefundOutcome,
    Step,
)
from wallet_service.cards.policy import NO_POLICY, Policy
from wallet_service.cards.purchase import Line, Purchase
from wallet_service.cards.standing import CardStanding, Standing


@dataclass(frozen=True, slots=True)
class DiscountRules:
    """A category's rate takes the place of the card's, 0 too; campaigns compete."""

    rate_bp: int = 0
    category_rates_bp: Mapping[str, int] = field(default_factory=dict)
    excluded_categories: frozenset[str] = frozenset()
    minimum_amount: int | None = None
    maximum_discount: int | None = None
    policy: Policy = NO_POLICY

    @property
    def counts_turnover(self) -> bool:
        """Net turnover is kept for statements, though no tier depends on it."""
        return True

    @property
    def scope(self) -> Scope:
        """Turnover belongs to the card alone."""
        return Scope.CARD

    @property
    def ladder(self) -> Ladder | None:
        """There are no tiers."""
        return None

    @property
    def has_points(self) -> bool:
        """There are none."""
        return False

    def on_purchase(self, purchase: Purchase, standing: Standing) -> Outcome:
        """The discount of a purchase; raises PointsNotAccepted."""
        draft.refuse_points(purchase)
        work = draft.begin(purchase, self.excluded_categories)
        base = sum(work.counted_gross)
        if self.minimum_amount is not None and base < self.minimum_amount:
            work = work.noted(Step("minimum", base, result=0, reason="below_minimum"))
        else:
            rates = [self._rate(line, standing) for line in purchase.lines]
            work = card_discount.give(work, rates)
            work = card_discount.limit(work, self.maximum_discount)
            work = policy.trim_discount(work, self.policy)
        work = draft.payable(work)
        turnover = accumulation.added(work, TurnoverBase.NET)
        noted = accumulation.noted(work, turnover, TurnoverBase.NET)
        return draft.outcome(noted, turnover=turnover)

    def on_refund(
        self,
        past: PastPurchase,
        lines: tuple[RefundLine, ...],
        standing: Standing,  # noqa: ARG002 - the protocol's; only stamps look at it
    ) -> RefundOutcome:
        """What comes back of a purchase (R2); no `lines` mean all that is left."""
        taken = refunds.take(past, lines)
        turnover = accumulation.removed(
            taken, TurnoverBase.NET, self.excluded_categories
        )
        return refunds.outcome(
            taken,
            reversed_parts=refunds.nothing_reversed(taken),
            turnover=turnover,
            steps=accumulation.removal_steps(taken, turnover),
        )

    def display(
        self,
        standing: Standing,
        instant: datetime,  # noqa: ARG002 - the rate does not depend on it
    ) -> CardStanding:
        """What the card shows: its rate, or the member's own better one."""
        return CardStanding(rate_bp=max(self.rate_bp, standing.personal_rate_bp))

    def _rate(self, line: Line, standing: Standing) -> LineRate:
        own = LineRate(self.rate_bp, "card_rate")
        rate = category_or(self.category_rates_bp, line, own)
        rate = or_personal(rate, standing.personal_rate_bp)
        running = campaigns.extra_rates(standing.campaigns, None)
        return campaigns.raised(rate, line.category, running)
