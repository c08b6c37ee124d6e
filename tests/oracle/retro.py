"""The retro-bonus: at a period's end the final tier's rate of the whole period (R24).

It is worked out once, from what was recorded before the period's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tests.oracle import book, dates, left, money, tiers
from tests.oracle import turnover as sums
from tests.oracle.records import Purchase
from tests.oracle.settings import CALENDAR, has_points
from tests.oracle.turnover import Scope


@dataclass(frozen=True)
class Bonus:
    at: datetime
    amount: int
    last_day: date | None


def bonuses(
    known: book.Book, ledger: tuple[str, str, str], now: datetime
) -> list[Bonus]:
    """The bonuses that a ledger got until an instant, in order."""
    program = known.programs[ledger[0]]
    found = []
    dated = [p for p in known.every(Purchase) if p.program == program.id]
    if not dated or not any(
        has_points(program.kind, version.rules) for version in program.versions
    ):
        return []
    first = min(purchase.occurred_at for purchase in dated)
    period = book.version_at(program, now).rules.get("period") or "quarter"
    if period not in CALENDAR or program.kind != "accumulating":
        return []
    for start, end in dates.periods_until(period, first, until=now, zone=program.zone):
        version = book.version_before(program, end)
        if not version.rules.get("retro_bonus"):
            continue
        amount = _of_period(known, ledger, start=start, end=end)
        if amount:
            day = dates.local_day(end, program.zone)
            last = dates.expiry_day(day, version.rules.get("expiry"))
            found.append(Bonus(end, amount, last))
    return found


def _of_period(
    known: book.Book, ledger: tuple[str, str, str], *, start: datetime, end: datetime
) -> int:
    """A ledger's part of the bonuses of every scope it has purchases in."""
    program = known.programs[ledger[0]]
    version = book.version_before(program, end)
    before = book.Book(
        **{**vars(known), "facts": [fact for fact in known.facts if fact.at < end]}
    )
    scopes: dict[tuple[str, str], list[Purchase]] = {}
    for purchase in before.every(Purchase):
        if purchase.program != program.id or not start <= purchase.occurred_at < end:
            continue
        key = book.scope_key(
            tiers.settings_of(Scope(before, program, ("", "")), version).scope,
            member=purchase.member,
            company=purchase.company,
            holding=purchase.holding,
        )
        scopes.setdefault(key, []).append(purchase)
    total = 0
    for key, purchases in scopes.items():
        amount, gross = _bonus(Scope(before, program, key), purchases, start, end)
        ledgers = sorted({p.ledger for p in purchases}, key=str)
        weights = [
            sum(gross[p.id] for p in purchases if p.ledger == own) for own in ledgers
        ]
        if amount and ledger in ledgers and _may_earn(before, ledger, end):
            total += money.spread(amount, weights)[ledgers.index(ledger)]
    return total


def _may_earn(known: book.Book, ledger: tuple[str, str, str], at: datetime) -> bool:
    if ledger[1] != "member":
        return True
    company = book.membership_at(known, ledger[2], at).company
    allowed, _ = book.approval_for(
        known, known.programs[ledger[0]], company=company, at=at
    )
    return allowed


def _bonus(
    scope: Scope, purchases: list[Purchase], start: datetime, end: datetime
) -> tuple[int, dict[str, int]]:
    """The bonus of one scope, and the gross that each purchase has left."""
    version = book.version_before(scope.program, end)
    settings = tiers.settings_of(scope, version)
    reached = sums.tier_by(sums.counted(scope, start, end), settings)
    rate = settings.tiers[reached]["rate_bp"] if reached >= 0 else 0
    gross: dict[str, int] = {}
    given = 0
    for purchase in purchases:
        rest = left.left_of(purchase, scope.book.refunds_of(purchase.id))
        gross[purchase.id] = sum(
            amount
            for amount, line in zip(rest.gross, purchase.outcome.lines, strict=True)
            if not line.excluded
        )
        given += sum(rest.discount)
    whole = sum(gross.values())
    bonus = money.down(money.exactly(whole, rate)) - given
    ceiling = version.policy.get("ceiling_bp")
    if ceiling is not None:
        bonus = min(bonus, money.down(money.exactly(whole, ceiling)) - given)
    return max(bonus, 0), gross
