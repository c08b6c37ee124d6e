"""A refund's answer: differences between what was kept before it and after (R2, R3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from tests.oracle import (
    book,
    dates,
    left,
    money,
    pricing,
    rates,
    stamp_history,
)
from tests.oracle import turnover as sums
from tests.oracle.book import Book
from tests.oracle.rates import Buyer
from tests.oracle.records import Card, Paid, Purchase, Refund, Refused
from tests.oracle.settings import CALENDAR, tier_settings


@dataclass(frozen=True)
class RefundLine:
    line: int
    gross: int
    discount: int
    points_returned: int
    money: int


@dataclass(frozen=True)
class RefundAnswer:
    id: str
    purchase: str
    money: int
    discount: int
    points_returned: int
    earning_reversed: int
    turnover_removed: int
    stamps_removed: int
    rewards_cancelled: int
    lines: tuple[RefundLine, ...]
    late: bool  # after the purchase's period (A15)
    receivable: int  # proposed under `recompute`, never charged (A14)


def asked_for(
    known: Book, *, purchase: Purchase, lines: Sequence[dict[str, int]] | None
) -> tuple[tuple[int, ...], tuple[int | None, ...]]:
    """What a refund takes of every line; more than is left is refused (R2)."""
    before = known.refunds_of(purchase.id)
    rest = left.gross_left(purchase, before)
    items = left.quantities_left(purchase, before)
    if not any(rest):
        raise Refused(422, "nothing_left")
    if lines is None:
        return rest, items
    gross = [0 for _ in rest]
    quantities: list[int | None] = [0 for _ in rest]
    for line in lines:
        index = line["line"] - 1
        if not 0 <= index < len(rest) or gross[index]:
            raise Refused(422, "line_unknown")
        amount, quantity = line["amount"], line.get("quantity")
        if not 0 < amount <= rest[index]:
            raise Refused(422, "more_than_left", maximum=rest[index])
        if quantity is not None and quantity > items[index]:
            raise Refused(422, "more_than_left", maximum=items[index])
        gross[index], quantities[index] = amount, quantity
    return tuple(gross), tuple(quantities)


def answer(known: Book, refund: Refund) -> RefundAnswer:
    """What a recorded refund gave back and took; `known` ends with it."""
    purchase = known.purchase(refund.purchase)
    refunds = known.refunds_of(purchase.id)
    before = left.left_of(purchase, refunds[:-1])
    after = left.left_of(purchase, refunds)
    waits = sums.waits_for_payment(purchase) and not known.is_paid(purchase.id)
    card: Card = known.cards[purchase.card]
    effect = stamp_history.Effect(0, 0)
    if purchase.kind == "stamp":
        effect = stamp_history.history(known, card, refund.at).effects[refund.id]
    lines = tuple(
        RefundLine(
            line=index + 1,
            gross=refund.gross[index],
            discount=before.discount[index] - after.discount[index],
            points_returned=before.points[index] - after.points[index],
            money=before.payable[index] - after.payable[index],
        )
        for index in range(len(refund.gross))
        if refund.gross[index]
    )
    return RefundAnswer(
        id=refund.id,
        purchase=purchase.id,
        money=sum(before.payable) - sum(after.payable),
        discount=sum(before.discount) - sum(after.discount),
        points_returned=sum(before.points) - sum(after.points),
        # what expired unused counts as taken back, so that parts make the whole
        earning_reversed=before.earned - after.earned,
        turnover_removed=0 if waits else before.turnover - after.turnover,
        stamps_removed=effect.stamps,
        rewards_cancelled=effect.rewards,
        lines=lines,
        late=_is_late(purchase, refund.at),
        receivable=_receivable(known, purchase, refund),
    )


def _period_of(purchase: Purchase) -> tuple[datetime, datetime] | None:
    tiers = tier_settings(purchase.kind, purchase.version.rules)
    if tiers is None:
        return None
    days = tiers.rolling_days
    if tiers.period not in CALENDAR:
        return dates.BEGINNING, dates.END
    return dates.bounds(tiers.period, purchase.occurred_at, purchase.zone, days=days)


def _is_late(purchase: Purchase, at: datetime) -> bool:
    period = _period_of(purchase)
    return period is not None and at >= period[1]


def _receivable(known: Book, refunded: Purchase, refund: Refund) -> int:
    tiers = tier_settings(refunded.kind, refunded.version.rules)
    if tiers is None or tiers.on_refund != "recompute":
        return 0
    without = [fact for fact in known.facts if fact is not refund]
    earlier = Book(**{**vars(known), "facts": without})
    return max(_too_much(known, refunded) - _too_much(earlier, refunded), 0)


def _too_much(known: Book, refunded: Purchase) -> int:
    """Discounts of later purchases that the turnover, after refunds, does not bear."""
    period = _period_of(refunded) or (dates.BEGINNING, dates.END)
    total = 0
    for position, later in enumerate(known.facts):
        if not isinstance(later, Purchase) or later.program != refunded.program:
            continue
        same_scope = _scope_of(later) == _scope_of(refunded)
        inside = refunded.occurred_at <= later.occurred_at < period[1]
        if later.id == refunded.id or not same_scope or not inside:
            continue
        news = [
            fact for fact in known.facts[position:] if isinstance(fact, Refund | Paid)
        ]
        facts = [*known.facts[:position], *news]
        was = Book(**{**vars(known), "facts": facts})
        total += _excess(was, known, later)
    return total


def _excess(was: Book, known: Book, later: Purchase) -> int:
    """How much less discount a purchase would have left, computed anew."""
    _, would, _ = pricing.discounts(_asked_again(was, later), _tier_again(was, later))
    kept = left.left_of(later, known.refunds_of(later.id))
    again = [
        money.half_up(Fraction(discount * rest, line.gross or 1))
        for discount, rest, line in zip(
            would, kept.gross, later.outcome.lines, strict=True
        )
    ]
    return max(sum(kept.discount) - sum(again), 0)


def _asked_again(was: Book, purchase: Purchase) -> pricing.Asked:
    buyer = Buyer(
        book=was,
        program=was.programs[purchase.program],
        version=purchase.version,
        member=purchase.member,
        company=purchase.company,
        scope=_scope_of(purchase),
        occurred_at=purchase.occurred_at,
        recorded_at=purchase.at,
    )
    return pricing.Asked(buyer, purchase.ledger, purchase.requested, 0, True)


def _tier_again(was: Book, purchase: Purchase) -> int:
    asked = _asked_again(was, purchase)
    return rates.decided_tier(asked.buyer, asked.counted)


def _scope_of(purchase: Purchase) -> tuple[str, str] | None:
    tiers = tier_settings(purchase.kind, purchase.version.rules)
    if tiers is None:
        return None
    return book.scope_key(
        tiers.scope,
        member=purchase.member,
        company=purchase.company,
        holding=purchase.holding,
    )
