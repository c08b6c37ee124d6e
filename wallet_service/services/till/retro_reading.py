"""A program's period as it stood at its end: who bought in it, and what they kept.

What was recorded later does not count, however late the period is closed (R24).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from wallet_service.cards import periods
from wallet_service.cards.ladder import Scope
from wallet_service.cards.money import share_half_up
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts, turnover
from wallet_service.ledger.accounts import AccountKey, OwnerKind, Unit
from wallet_service.models.card import Card
from wallet_service.models.purchase import Purchase, PurchaseLine, Refund, RefundLine

PAGE = 500


@dataclass(frozen=True, slots=True)
class ClosingPeriod:
    """A program's period, [start, end), in the program's zone."""

    program_id: str
    start: datetime
    end: datetime
    time_zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Bought:
    """What a ledger's purchases of a scope come to: gross and discount kept."""

    gross: int
    discount: int


def scopes(
    session: BrandSession, period: ClosingPeriod, scope: Scope, beneficiary: str
) -> dict[AccountKey, dict[str, AccountKey]]:
    """Purchases of the period with their ledger, by the turnover they counted in."""
    statement = (
        select(Purchase.id, Purchase.company_id, Purchase.holding_id, Card.member_id)
        .join(Card, Card.id == Purchase.card_id)
        .where(
            Purchase.program_id == period.program_id,
            Purchase.occurred_at >= period.start,
            Purchase.occurred_at < period.end,
            Purchase.recorded_at < period.end,
            Purchase.state != "draft",
        )
    )
    found: dict[AccountKey, dict[str, AccountKey]] = defaultdict(dict)
    for purchase_id, company_id, holding_id, member_id in session.execute(statement):
        member = (OwnerKind.MEMBER, member_id)
        company = (OwnerKind.COMPANY, company_id) if company_id else member
        within = member if scope is Scope.MEMBER else company
        if scope is Scope.HOLDING and holding_id:
            within = (OwnerKind.HOLDING, holding_id)
        earner = company if beneficiary == "company" else member
        turnover_key = AccountKey(*within, Unit.TURNOVER)
        found[turnover_key][purchase_id] = AccountKey(*earner, Unit.POINTS)
    return found


def turnover_of(session: BrandSession, period: ClosingPeriod, key: AccountKey) -> int:
    """The closing turnover of a scope, by what was recorded before the end."""
    account = accounts.read(session, period.program_id, [key]).get(key)
    if account is None:
        return 0
    first, after = (
        periods.local_day(instant, period.time_zone)
        for instant in (period.start, period.end)
    )
    days = turnover.history(
        session, account.id, period.end, since=first, time_zone=period.time_zone
    )
    return sum(
        day.purchased - day.refunded
        for day in days
        if day.day < after and day.recorded_month < after
    )


def bought(
    session: BrandSession,
    period: ClosingPeriod,
    ledgers: Mapping[str, AccountKey],
    excluded: Collection[str],
) -> dict[AccountKey, Bought]:
    """What is left at the end of the purchases, by their ledger."""
    gross: dict[AccountKey, int] = defaultdict(int)
    discount: dict[AccountKey, int] = defaultdict(int)
    ids = sorted(ledgers)
    for place in range(0, len(ids), PAGE):
        page = ids[place : place + PAGE]
        back = _refunded(session, period, page)
        for line in _lines(session, page):
            ledger = ledgers[line.purchase_id]
            left = line.gross - back.get((line.purchase_id, line.number), 0)
            if line.gross:
                discount[ledger] += share_half_up(line.discount, left, line.gross)
            if line.category not in excluded:
                gross[ledger] += left
    return {key: Bought(gross[key], discount[key]) for key in set(ledgers.values())}


def _lines(session: BrandSession, ids: Sequence[str]) -> Iterator[PurchaseLine]:
    chosen = select(PurchaseLine).where(PurchaseLine.purchase_id.in_(ids))
    yield from session.scalars(chosen)


def _refunded(
    session: BrandSession, period: ClosingPeriod, ids: Sequence[str]
) -> dict[tuple[str, int], int]:
    statement = (
        select(Refund.purchase_id, RefundLine.number, func.sum(RefundLine.amount))
        .join(RefundLine, RefundLine.refund_id == Refund.id)
        .where(Refund.purchase_id.in_(ids), Refund.recorded_at < period.end)
        .group_by(Refund.purchase_id, RefundLine.number)
    )
    return {
        (purchase_id, number): int(amount)
        for purchase_id, number, amount in session.execute(statement)
    }
