"""Stamp cards: stamps by purchase, by amount or by item; a full card is a reward.

The money remainder of the mode `amount` is carried in any case; limits and full cards
cut stamps, never money (R22).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from wallet_service.cards import draft, refunds, stamp_card
from wallet_service.cards.ladder import Ladder, Scope
from wallet_service.cards.outcome import (
    Outcome,
    PastLine,
    PastPurchase,
    RefundLine,
    RefundOutcome,
    StampChange,
    Step,
)
from wallet_service.cards.purchase import Purchase
from wallet_service.cards.stamp_layout import Layout
from wallet_service.cards.standing import (
    CardStanding,
    StampCard,
    StampStanding,
    Standing,
)

# Each full card is a reward with a row of its own: a till's slip of three zeros must
# not write millions of them, so this many stamps are the most of any purchase.
MOST_STAMPS = 100_000
CODE_MINUTES = 15


class Mode(StrEnum):
    """What earns a stamp."""

    PURCHASE = "purchase"
    AMOUNT = "amount"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class _Count:
    """Stamps by the mode alone, and the money remainder with them."""

    stamps: int
    carry: int


@dataclass(frozen=True, slots=True)
class _Goods:
    """What of a purchase can earn: category, SKU, gross, and count of items."""

    category: str | None
    sku: str | None
    gross: int
    quantity: int


@dataclass(frozen=True, slots=True)
class StampRules:
    """`per_amount` is set in the mode `amount`; no `eligible_skus` mean all.

    `former` are other layouts that earlier versions had, by the version; a version that
    `converts` counts the cards in hand by its own as it begins (S13).
    """

    layout: Layout
    mode: Mode = Mode.PURCHASE
    excluded_categories: frozenset[str] = frozenset()
    minimum_amount: int | None = None
    per_amount: int = 1
    eligible_skus: frozenset[str] | None = None
    maximum_per_purchase: int | None = None
    maximum_per_day: int | None = None
    code_minutes: int = CODE_MINUTES
    former: tuple[tuple[str, Layout], ...] = ()
    converts: bool = False

    @property
    def counts_turnover(self) -> bool:
        """Stamps have no tiers."""
        return False

    @property
    def scope(self) -> Scope:
        """Stamps belong to the card alone."""
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
        """Stamps and rewards of a purchase; raises PointsNotAccepted."""
        draft.refuse_points(purchase)
        work = draft.payable(draft.begin(purchase, self.excluded_categories))
        card = standing.stamp_card
        goods = [
            _Goods(n.category, n.sku, n.amount, n.quantity) for n in purchase.lines
        ]
        base = self._countable(goods)
        counted = self._count(goods, card.carry)
        stamps, cuts = self._limited(counted.stamps, card)
        when = purchase.occurred_at
        change = stamp_card.put_on(self.layout, card, stamps, when)
        change = self.dated(change, card, when)
        change = replace(change, carry=counted.carry)
        below = self.minimum_amount is not None and base < self.minimum_amount
        reason = "below_minimum" if below else None
        first = Step("stamps", base, result=counted.stamps, reason=reason)
        work = work.noted(first, *cuts, *_ends(change, stamps, card.carry))
        return draft.outcome(work, stamps=change)

    def on_refund(
        self, past: PastPurchase, lines: tuple[RefundLine, ...], standing: Standing
    ) -> RefundOutcome:
        """Money back, and stamps off the card as it is now (R25)."""
        taken = refunds.take(past, lines)
        change = self._withdrawn(taken, past, standing.stamp_card)
        return refunds.outcome(
            taken,
            reversed_parts=refunds.nothing_reversed(taken),
            stamps=change,
            steps=_removal_steps(change, standing.stamp_card),
        )

    def display(
        self,
        standing: Standing,
        instant: datetime,  # noqa: ARG002 - stamps do not depend on it
    ) -> CardStanding:
        """What the card shows: stamps, a debt as 0, and rewards that are ready."""
        card = standing.stamp_card
        ready = [r for r in card.rewards if r.state in stamp_card.OPEN_STATES]
        return CardStanding(
            stamps=StampStanding(
                max(card.count, 0), (card.layout or self.layout).slots
            ),
            rewards=len(ready),
        )

    def dated(
        self, change: StampChange, card: StampCard, when: datetime
    ) -> StampChange:
        """The change with the days of the stamps on the card (R26)."""
        first = last = self.layout.life.day(when)
        if change.count <= 0:
            days: tuple[date | None, date | None] = (None, None)
        elif change.filling != card.filling:
            days = first, last
        elif not change.added:
            days = card.first_day, card.last_day
        elif card.first_day and card.last_day:
            days = min(first, card.first_day), max(last, card.last_day)
        else:
            days = first, last
        return replace(change, first_day=days[0], last_day=days[1])

    def _countable(self, goods: Sequence[_Goods]) -> int:
        return sum(g.gross for g in goods if g.category not in self.excluded_categories)

    def _count(self, goods: Sequence[_Goods], carry: int) -> _Count:
        """Stamps of these goods on top of a remainder; none below the minimum."""
        base = self._countable(goods)
        if not base or base < (self.minimum_amount or 0):
            return _Count(0, carry)
        if self.mode is Mode.AMOUNT:
            return _Count(*divmod(carry + base, self.per_amount))
        if self.mode is Mode.ITEM:
            return _Count(sum(g.quantity for g in goods if self._earns(g)), carry)
        return _Count(1, carry)

    def _earns(self, goods: _Goods) -> bool:
        if goods.category in self.excluded_categories:
            return False
        return self.eligible_skus is None or goods.sku in self.eligible_skus

    def _limited(self, stamps: int, card: StampCard) -> tuple[int, tuple[Step, ...]]:
        """The limit of a purchase, then what is left of the day (R22)."""
        cuts = []
        left_today = None
        if self.maximum_per_day is not None:
            left_today = max(self.maximum_per_day - card.added_today, 0)
        most_at_once = MOST_STAMPS
        if self.maximum_per_purchase is not None:
            most_at_once = self.maximum_per_purchase
        limits = (
            ("maximum_per_purchase", most_at_once, "purchase_limit"),
            ("maximum_per_day", left_today, "daily_limit"),
        )
        for step, most, reason in limits:
            if most is not None and stamps > most:
                cuts.append(Step(step, stamps, result=most, reason=reason))
                stamps = most
        return stamps, tuple(cuts)

    def _withdrawn(
        self, taken: refunds.Taken, past: PastPurchase, card: StampCard
    ) -> StampChange:
        """The difference that the goods returned make to stamps and remainder.

        A remainder below 0 takes one more stamp; one that would be a stamp by itself
        gives back one of those taken.
        """
        had, keeps = (
            self._count(_goods_left(lines), past.carry_before)
            for lines in (taken.before, taken.after)
        )
        stamps = self._credited(had, past) - self._credited(keeps, past)
        excused = min(stamps, past.stamps_expired)
        stamps -= excused
        carry = card.carry + (0 if past.carry_expired else keeps.carry - had.carry)
        if carry < 0:
            stamps, carry = stamps + 1, carry + self.per_amount
        elif carry >= self.per_amount and stamps and self.mode is Mode.AMOUNT:
            stamps, carry = stamps - 1, carry - self.per_amount
        change = stamp_card.take_off(card, stamps)
        return replace(
            change,
            carry=carry,
            excused=excused,
            # a refund that takes no stamp leaves the days of those on the card
            first_day=card.first_day,
            last_day=card.last_day,
        )

    def _credited(self, counted: _Count, past: PastPurchase) -> int:
        """Stamps of a recount that the purchase had been credited with (R3)."""
        return min(counted.stamps, past.stamps_added)


def _goods_left(lines: Sequence[PastLine]) -> list[_Goods]:
    return [_Goods(n.category, n.sku, n.left, n.left_quantity) for n in lines]


def _ends(change: StampChange, stamps: int, carry: int) -> tuple[Step, ...]:
    steps = []
    if change.added < stamps:
        dropped = Step(
            "carry_over", stamps, result=change.added, reason="no_carry_over"
        )
        steps.append(dropped)
    if change.carry != carry:
        steps.append(Step("carry", carry, result=change.carry))
    if change.rewards_issued:
        steps.append(Step("rewards", change.added, result=len(change.rewards_issued)))
    return tuple(steps)


def _removal_steps(change: StampChange, card: StampCard) -> tuple[Step, ...]:
    steps = []
    if change.added:
        steps.append(Step("stamps_removed", card.count, result=-change.added))
    if change.carry != card.carry:
        steps.append(Step("carry_removed", card.carry, result=change.carry))
    if change.rewards_cancelled:
        count = len(change.rewards_cancelled)
        steps.append(Step("rewards_cancelled", -change.added, result=count))
    return tuple(steps)
