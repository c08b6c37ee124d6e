"""Cashback cards: points for what is paid, to pay a part of later purchases with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wallet_service.cards import (
    accumulation,
    campaign_earning,
    campaigns,
    card_discount,
    draft,
    earning,
    earning_caps,
    points,
    policy,
    refunds,
    tiers,
)
from wallet_service.cards.accumulation import Accumulation
from wallet_service.cards.campaign import Campaign
from wallet_service.cards.draft import Draft
from wallet_service.cards.earning import EarnTerms
from wallet_service.cards.earning_caps import NO_CAPS, EarningCaps
from wallet_service.cards.ladder import Ladder, Scope
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
from wallet_service.cards.standing import CardStanding, Standing, TierStanding


@dataclass(frozen=True, slots=True)
class CashbackRules:
    """Earn rate by category, else by tier, else the card's (R20)."""

    earn: EarnTerms
    rate_bp: int = 0
    category_rates_bp: Mapping[str, int] = field(default_factory=dict)
    excluded_categories: frozenset[str] = frozenset()
    discount_bp: int = 0
    share_cap_bp: int | None = None
    terms: Accumulation | None = None
    caps: EarningCaps = NO_CAPS
    policy: Policy = NO_POLICY

    @property
    def counts_turnover(self) -> bool:
        """Only where tiers depend on it."""
        return self.terms is not None

    @property
    def scope(self) -> Scope:
        """Whose turnover counts together; without tiers there is none to count."""
        return self.terms.scope if self.terms else Scope.CARD

    @property
    def ladder(self) -> Ladder | None:
        """The tiers, for `tiers.at` and `tiers.holds_until`; None without any."""
        return self.terms.ladder if self.terms else None

    @property
    def has_points(self) -> bool:
        """That is what they are for."""
        return True

    def on_purchase(self, purchase: Purchase, standing: Standing) -> Outcome:
        """Discount, points paid, points earned; raises TooManyPoints (C12)."""
        work = draft.begin(purchase, self.excluded_categories)
        if self.discount_bp:
            rate = LineRate(self.discount_bp, "card_rate")
            work = card_discount.give(work, [rate] * len(purchase.lines))
            work = policy.trim_discount(work, self.policy)
        work = points.pay(
            work,
            spendable=standing.spendable,
            share_cap_bp=self.share_cap_bp,
            least_payable=policy.least_payable(self.policy, purchase.lines),
        )
        work = draft.payable(work)
        rates = self._rates(work, standing)
        work = earning.give(work, self.earn, rates)
        if standing.campaigns:
            running = self._campaigns(work, standing)
            work = campaign_earning.give(work, self.earn, rates, running)
        given = sum(work.earned)
        work = earning_caps.under_approval(work, standing)
        work = earning_caps.under_monthly(work, self.caps, standing)
        work = earning_caps.under_budget(work, self.policy.budget, standing)
        work = policy.trim_earning(work, self.policy)
        work = earning_caps.under_balance(work, self.caps, standing)
        work = earning.whole(work, self.earn)
        work = campaign_earning.credited(work, given)
        lot = earning.lot(self.earn, sum(work.earned), purchase.occurred_at)
        if self.terms is None:
            return draft.outcome(work, earning=lot)
        turnover = accumulation.added(work, self.terms.turnover_base)
        work = accumulation.noted(work, turnover, self.terms.turnover_base)
        return draft.outcome(work, turnover=turnover, earning=lot)

    def on_refund(
        self,
        past: PastPurchase,
        lines: tuple[RefundLine, ...],
        standing: Standing,  # noqa: ARG002 - the protocol's; only stamps look at it
    ) -> RefundOutcome:
        """What comes back, and the earning reversed (R2, R3); no `lines`: the rest."""
        taken = refunds.take(past, lines)
        parts = earning.reversed_parts(
            taken, self.earn, self.policy, excluded=self.excluded_categories
        )
        turnover = 0
        if self.terms:
            turnover = accumulation.removed(
                taken,
                self.terms.turnover_base,
                self.excluded_categories,
                is_paid=past.is_paid,
            )
        had = sum(line.earned_kept for line in past.lines)
        reversal = Step("earning_reversed", had, result=sum(parts))
        steps = (reversal,) if sum(parts) else ()
        return refunds.outcome(
            taken,
            reversed_parts=parts,
            turnover=turnover,
            steps=steps + accumulation.removal_steps(taken, turnover),
        )

    def tier(self, standing: Standing, instant: datetime) -> TierStanding | None:
        """The tier in force at `instant`; None for a program without tiers."""
        if self.ladder is None:
            return None
        return tiers.at(self.ladder, standing.turnover, instant)

    def display(self, standing: Standing, instant: datetime) -> CardStanding:
        """What the card shows but for its points, which the ledger knows."""
        tier = self.tier(standing, instant)
        shown = tiers.shown(tier) if tier else CardStanding(rate_bp=self.rate_bp)
        return tiers.at_least(shown, standing.personal_rate_bp)

    def _campaigns(self, work: Draft, standing: Standing) -> list[Campaign]:
        tier = accumulation.audience_tier(
            self.terms,
            standing,
            instant=work.purchase.occurred_at,
            gross=sum(work.counted_gross),
        )
        return campaigns.of_earning(standing.campaigns, tier)

    def _rates(self, work: Draft, standing: Standing) -> list[LineRate]:
        own = LineRate(self.rate_bp, "card_rate")
        if self.terms:
            tier_rate = accumulation.tier_rate(
                self.terms,
                standing,
                instant=work.purchase.occurred_at,
                gross=sum(work.counted_gross),
            )
            own = tier_rate or own
        return [self._rate(line, own, standing) for line in work.purchase.lines]

    def _rate(self, line: Line, own: LineRate, standing: Standing) -> LineRate:
        rate = category_or(self.category_rates_bp, line, own)
        return or_personal(rate, standing.personal_rate_bp)
