"""The standings of a brand, built up again entry by entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wallet_service.cards import periods
from wallet_service.cards.standing import StampCard, TurnoverDay
from wallet_service.ledger.accounts import AccountKey, Unit
from wallet_service.ledger.replayed import Played

EARNED = frozenset({"earn", "earn_pending"})
STAMPED = frozenset({"stamp", "stamp_reverse"})

Owned = tuple[str, AccountKey]


@dataclass(slots=True)
class Replayed:
    """What the entries come to that were posted so far.

    Accounts are named by program and key; days are those of the program's zone.
    """

    balances: dict[Owned, int] = field(default_factory=lambda: defaultdict(int))
    accounts: dict[Owned, str] = field(default_factory=dict)
    days: dict[Owned, dict[tuple[date, date], list[int]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    months: dict[tuple[Owned, date], int] = field(
        default_factory=lambda: defaultdict(int)
    )
    stamped: dict[tuple[Owned, date], int] = field(
        default_factory=lambda: defaultdict(int)
    )

    def post(
        self, entry: Played, zone: ZoneInfo, reversed_at: Mapping[str, datetime]
    ) -> None:
        """The entry counts from now on; `reversed_at` dates what it may reverse."""
        owned = (entry.program_id, entry.key)
        self.balances[owned] += entry.amount
        self.accounts[owned] = entry.account_id
        day = periods.local_day(entry.occurred_at, zone)
        if entry.key.unit is Unit.TURNOVER:
            self._count_day(owned, entry, day, zone)
            return
        of_purchase = reversed_at.get(entry.reverses or "")
        back = periods.local_day(of_purchase, zone) if of_purchase else None
        gone_again = entry.kind == "earn_reverse" and _same_month(back, day)
        if entry.kind in EARNED or gone_again:
            self.months[owned, day.replace(day=1)] += entry.amount
        elif entry.kind in STAMPED and back in (None, day):
            self.stamped[owned, day] += entry.amount

    def turnover(self, owned: Owned, last: date, later: int) -> tuple[TurnoverDay, ...]:
        """Turnover up to and on the day `last`, less what came `later` on it."""
        rows = sorted(self.days.get(owned, {}).items())
        days = [TurnoverDay(*at, *sums) for at, sums in rows if at[0] <= last]
        if later:
            days.append(TurnoverDay(last, last.replace(day=1), -later))
        return tuple(days)

    def stamp_card(self, program_id: str, stamps: AccountKey, day: date) -> StampCard:
        """The stamps and the remainder on the card, and what the day has brought."""
        carry = AccountKey(stamps.owner_kind, stamps.owner_id, Unit.CARRY)
        return StampCard(
            count=self.balances.get((program_id, stamps), 0),
            carry=self.balances.get((program_id, carry), 0),
            added_today=self.stamped.get(((program_id, stamps), day), 0),
        )

    def _count_day(
        self, owned: Owned, entry: Played, day: date, zone: ZoneInfo
    ) -> None:
        month = periods.local_day(entry.recorded_at, zone).replace(day=1)
        sums = self.days[owned].setdefault((day, month), [0, 0])
        sums[entry.amount < 0] += abs(entry.amount)


def _same_month(one: date | None, other: date) -> bool:
    return one is not None and one.replace(day=1) == other.replace(day=1)
