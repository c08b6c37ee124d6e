"""A ledger of points, told from its first fact to an instant: lots and debt.

Lots are worked out anew at every question; nothing of them is kept in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.oracle import dates, left, retro
from tests.oracle.book import Book, version_at
from tests.oracle.records import (
    Adjustment,
    Fact,
    Paid,
    Payout,
    Purchase,
    Refund,
    Welcome,
)

MINIMUM_LIFE = 14  # days that returned points live at least (R13)


@dataclass
class Lot:
    number: int
    origin: str
    zone: str
    available_at: datetime | None  # None: waits for an event without a date
    last_day: date | None
    left: int
    expired: int = 0

    @property
    def over_at(self) -> datetime:
        return dates.over_at(self.last_day, self.zone)

    def is_available(self, now: datetime) -> bool:
        return self.available_at is not None and self.available_at <= now


def spending_order(lot: Lot) -> tuple[datetime, datetime, int]:
    """Earliest expiry, no expiry last, then earliest available, then number (C4)."""
    return lot.over_at, lot.available_at or dates.END, lot.number


def waiting_order(lot: Lot) -> tuple[datetime, int]:
    return lot.available_at or dates.END, lot.number


@dataclass
class Account:
    book: Book
    program: str
    key: tuple[str, str, str]
    lots: list[Lot] = field(default_factory=list)
    debt: int = 0
    taken: dict[str, list[tuple[Lot, int]]] = field(default_factory=dict)
    not_taken_again: dict[str, int] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        return self.book.programs[self.program].zone

    def expire(self, now: datetime) -> None:
        for lot in self.lots:
            if lot.over_at <= now:
                lot.expired += lot.left
                lot.left = 0

    def credit(
        self,
        origin: str,
        amount: int,
        *,
        available_at: datetime | None,
        last_day: date | None,
    ) -> None:
        """Debt is paid first, by pending points too (R12); the rest is a lot."""
        paid = min(self.debt, amount)
        self.debt -= paid
        if amount:
            number = len(self.lots) + 1
            rest = amount - paid
            self.lots.append(
                Lot(number, origin, self.zone, available_at, last_day, rest)
            )

    def spendable(self, occurred: datetime, now: datetime) -> list[Lot]:
        """Lots open both when it happened and when it is recorded (R16)."""
        first, last = min(occurred, now), max(occurred, now)
        lots = [
            lot
            for lot in self.lots
            if lot.left and lot.is_available(first) and lot.over_at > last
        ]
        return sorted(lots, key=spending_order)

    def take(self, lots: list[Lot], amount: int) -> list[tuple[Lot, int]]:
        """Empty lots in the given order; whatever they do not hold is debt."""
        taken = []
        for lot in lots:
            part = min(lot.left, amount)
            if part:
                lot.left -= part
                amount -= part
                taken.append((lot, part))
        self.debt += amount
        return taken

    def give_back(self, purchase: str, amount: int, now: datetime) -> None:
        """Return points to where they came from, last taken first (R13)."""
        least = dates.local_day(now, self.zone) + timedelta(days=MINIMUM_LIFE - 1)
        taken = self.taken.get(purchase, [])
        while amount:
            lot, part = taken.pop()
            back = min(part, amount)
            amount -= back
            if part > back:
                taken.append((lot, part - back))
            last = None if lot.last_day is None else max(lot.last_day, least)
            self.credit(lot.origin, back, available_at=lot.available_at, last_day=last)

    def reverse(self, purchase: str, amount: int, now: datetime) -> None:
        """Take an earning back in the order of R12; what expired is gone (R14)."""
        own = [lot for lot in self.lots if lot.origin == purchase]
        gone = sum(lot.expired for lot in own) - self.not_taken_again.get(purchase, 0)
        forgiven = min(gone, amount)
        self.not_taken_again[purchase] = (
            self.not_taken_again.get(purchase, 0) + forgiven
        )
        amount -= forgiven
        self.take(self.reversal_order(purchase, now), amount)

    def reversal_order(self, purchase: str | None, now: datetime) -> list[Lot]:
        def chosen(own: bool, available: bool) -> list[Lot]:
            order: Callable[[Lot], tuple] = (
                spending_order if available else waiting_order
            )
            lots = [
                lot
                for lot in self.lots
                if (lot.origin == purchase) is own
                and lot.is_available(now) is available
            ]
            return sorted(lots, key=order)

        return [
            *chosen(True, False),
            *chosen(True, True),
            *chosen(False, True),
            *chosen(False, False),
        ]


def account(book: Book, key: tuple[str, str, str], now: datetime) -> Account:
    """The ledger as of an instant."""
    told = Account(book, key[0], key)
    bonuses = retro.bonuses(book, key, now)
    for fact in book.facts:
        if fact.at > now:
            continue
        while bonuses and bonuses[0].at <= fact.at:
            _bonus(told, bonuses.pop(0))
        told.expire(fact.at)
        _apply(told, fact)
    for bonus in bonuses:
        _bonus(told, bonus)
    told.expire(now)
    return told


def _bonus(told: Account, bonus: retro.Bonus) -> None:
    told.expire(bonus.at)
    told.credit(
        "retro-bonus", bonus.amount, available_at=bonus.at, last_day=bonus.last_day
    )


def _apply(told: Account, fact: Fact) -> None:
    if isinstance(fact, Purchase):
        _purchase(told, fact)
    elif isinstance(fact, Paid):
        _paid(told, fact)
    elif isinstance(fact, Refund):
        _refund(told, fact)
    elif isinstance(fact, Adjustment) and fact.unit == "points":
        if fact.ledger == told.key:
            _adjust(told, fact)
    elif isinstance(fact, Payout) and fact.ledger == told.key:
        told.take(told.spendable(fact.at, fact.at), fact.amount)
    elif isinstance(fact, Welcome) and fact.ledger == told.key:
        told.credit(
            _welcome_origin(fact.member), fact.amount, available_at=None, last_day=None
        )


def _purchase(told: Account, purchase: Purchase) -> None:
    if purchase.ledger == told.key:
        spent = purchase.outcome.points_spent
        lots = told.spendable(purchase.occurred_at, purchase.at)
        told.taken[purchase.id] = told.take(lots, spent)
        available, last = earned_when(purchase)
        told.credit(
            purchase.id, purchase.outcome.earned, available_at=available, last_day=last
        )
    if purchase.version.rules.get("hold_until") != "paid":
        _release_welcome(told, purchase, purchase.occurred_at)


def earned_when(purchase: Purchase) -> tuple[datetime | None, date | None]:
    """When a purchase's points become available, and their last day (C3, R9)."""
    rules, zone = purchase.version.rules, purchase.zone
    if rules.get("hold_until") == "paid":
        return None, None
    day = dates.local_day(purchase.occurred_at, zone)
    available = purchase.occurred_at
    if rules.get("hold_days"):
        day += timedelta(days=rules["hold_days"])
        available = dates.midnight(day, zone)
    return available, dates.expiry_day(day, rules.get("expiry"))


def _paid(told: Account, paid: Paid) -> None:
    purchase = told.book.purchase(paid.purchase)
    rules = purchase.version.rules
    if rules.get("hold_until") != "paid":
        return
    day = dates.local_day(paid.at, purchase.zone)
    for lot in told.lots:
        if lot.origin == purchase.id and lot.available_at is None:
            lot.available_at = paid.at
            lot.last_day = dates.expiry_day(day, rules.get("expiry"))
    _release_welcome(told, purchase, paid.at)


def _refund(told: Account, refund: Refund) -> None:
    purchase = told.book.purchase(refund.purchase)
    if purchase.ledger != told.key:
        return
    refunds = told.book.refunds_of(purchase.id)
    position = [known.id for known in refunds].index(refund.id)
    before = left.left_of(purchase, refunds[:position])
    after = left.left_of(purchase, refunds[: position + 1])
    told.give_back(purchase.id, sum(before.points) - sum(after.points), refund.at)
    told.reverse(purchase.id, before.earned - after.earned, refund.at)


def _adjust(told: Account, adjustment: Adjustment) -> None:
    program = told.book.programs[told.program]
    if adjustment.amount < 0:
        told.take(told.reversal_order(None, adjustment.at), -adjustment.amount)
        return
    rules = version_at(program, adjustment.at).rules
    day = dates.local_day(adjustment.at, program.zone)
    last = dates.expiry_day(day, rules.get("expiry"))
    told.credit(
        adjustment.id, adjustment.amount, available_at=adjustment.at, last_day=last
    )


def _welcome_origin(member: str) -> str:
    return f"welcome of {member}"


def _release_welcome(told: Account, purchase: Purchase, when: datetime) -> None:
    """The first purchase that is large enough makes the welcome available."""
    if purchase.program != told.program:
        return
    net = purchase.outcome.gross - purchase.outcome.discount
    welcomes = [
        fact
        for fact in told.book.every(Welcome)
        if (fact.member, fact.ledger) == (purchase.member, told.key)
        and fact.at <= purchase.at
        and fact.minimum <= net
    ]
    for welcome in welcomes:
        available = max(when, welcome.at)
        day = dates.local_day(available, purchase.zone)
        for lot in told.lots:
            waits = lot.available_at is None
            if waits and lot.origin == _welcome_origin(purchase.member):
                lot.available_at = available
                expiry = purchase.version.rules.get("expiry")
                lot.last_day = dates.expiry_day(day, expiry)
