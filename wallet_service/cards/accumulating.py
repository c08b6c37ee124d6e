"""Accumulating discount cards: the rate grows with the turnover of a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wallet_service.cards import (
    accumulation,
    campaigns,
    card_discount,
    draft,
    marginal,
    points,
    policy,
    refunds,
    tiers,
)
from wallet_service.cards.accumulation import Accumulation
from wallet_service.cards.draft import Draft
from wallet_service.cards.ladder import Apply, Ladder, Scope
from wallet_service.cards.line_rates import LineRate, or_personal
from wallet_service.cards.outcome import (
    Outcome,
    PastPurchase,
    RefundLine,
    RefundOutcome,
)
from wallet_service.cards.policy import NO_POLICY, Policy
from wallet_service.cards.purchase import Purchase
from wallet_service.cards.retro_bonus import BonusTerms
from wallet_service.cards.standing import CardStanding, Standing, TierStanding


@dataclass(frozen=True, slots=True)
class AccumulatingRules:
    """Discount by tier; what is refunded keeps the rate it was sold at.

    With `recomputes` a refund proposes to get back what later purchases had too much.
    With a `bonus` the card holds points, which the ends of its periods bring (R24).
    """

    terms: Accumulation
    excluded_categories: frozenset[str] = frozenset()
    policy: Policy = NO_POLICY
    bonus: BonusTerms | None = None
    recomputes: bool = False

    @property
    def counts_turnover(self) -> bool:
        """Turnover decides the tier."""
        return True

    @property
    def scope(self) -> Scope:
        """Whose turnover counts together."""
        return self.terms.scope

    @property
    def ladder(self) -> Ladder:
        """The tiers, for `tiers.at` and `tiers.holds_until`."""
        return self.terms.ladder

    @property
    def has_points(self) -> bool:
        """Only where a retro-bonus brings them."""
        return self.bonus is not None

    def on_purchase(self, purchase: Purchase, standing: Standing) -> Outcome:
        """The discount of a purchase and its turnover.

        Raises PointsNotAccepted, or TooManyPoints where a bonus may be spent.
        """
        if self.bonus is None:
            draft.refuse_points(purchase)
        work = draft.begin(purchase, self.excluded_categories)
        work = self._discounted(work, standing)
        work = self._paid(policy.trim_discount(work, self.policy), standing)
        work = draft.payable(work)
        base = self.terms.turnover_base
        turnover = accumulation.added(work, base)
        noted = accumulation.noted(work, turnover, base)
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
            taken,
            self.terms.turnover_base,
            self.excluded_categories,
            is_paid=past.is_paid,
        )
        return refunds.outcome(
            taken,
            reversed_parts=refunds.nothing_reversed(taken),
            turnover=turnover,
            steps=accumulation.removal_steps(taken, turnover),
        )

    def tier(self, standing: Standing, instant: datetime) -> TierStanding:
        """The tier in force at `instant`."""
        return tiers.at(self.ladder, standing.turnover, instant)

    def display(self, standing: Standing, instant: datetime) -> CardStanding:
        """What the card shows: rate, tier, turnover and the way to the next tier."""
        shown = tiers.shown(self.tier(standing, instant))
        return tiers.at_least(shown, standing.personal_rate_bp)

    def _paid(self, work: Draft, standing: Standing) -> Draft:
        if self.bonus is None:
            return work
        return points.pay(
            work,
            spendable=standing.spendable,
            share_cap_bp=self.bonus.share_cap_bp,
            least_payable=policy.least_payable(self.policy, work.purchase.lines),
        )

    def _discounted(self, work: Draft, standing: Standing) -> Draft:
        instant = work.purchase.occurred_at
        gross = sum(work.counted_gross)
        tier = accumulation.audience_tier(
            self.terms, standing, instant=instant, gross=gross
        )
        running = campaigns.extra_rates(standing.campaigns, tier)
        if self.terms.apply is Apply.MARGINAL:
            present = self.tier(standing, instant)
            return marginal.give(
                work, self.terms.ladder, present, standing, running=running
            )
        rate = accumulation.tier_rate(
            self.terms, standing, instant=instant, gross=gross
        ) or LineRate(0, "no_tier")
        rate = or_personal(rate, standing.personal_rate_bp)
        return card_discount.give(
            work,
            [
                campaigns.raised(rate, line.category, running)
                for line in work.purchase.lines
            ],
        )
