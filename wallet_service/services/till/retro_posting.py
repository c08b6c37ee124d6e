"""Gives a scope its retro-bonus, once: a lot in each ledger that bought in the period.

Shared over the ledgers by what each bought (largest remainders); a person's part falls
away where their company has not approved points (R19).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from sqlalchemy import select

from wallet_service import identifiers
from wallet_service.cards import earning, periods, retro_bonus
from wallet_service.cards.accumulating import AccumulatingRules
from wallet_service.cards.money import spread
from wallet_service.cards.retro_bonus import PeriodSums
from wallet_service.database import BrandSession
from wallet_service.ledger import accounts, book, due, lots
from wallet_service.ledger.accounts import AccountKey, AccountState, OwnerKind
from wallet_service.ledger.book import Transaction
from wallet_service.ledger.lots import NewLot
from wallet_service.models.member import Member
from wallet_service.models.retro_bonus import RetroBonus
from wallet_service.services.till import aged_cards, permissions, retro_reading
from wallet_service.services.till.aging import Aged, Notice
from wallet_service.services.till.retro_reading import ClosingPeriod

# what night brought is told in the morning
MORNING = time(10)


def close_scope(
    session: BrandSession,
    period: ClosingPeriod,
    rules: AccumulatingRules,
    scope: AccountKey,
    ledgers: Mapping[str, AccountKey],
    now: datetime,
) -> int:
    """Post the bonus of a scope; gives the number of ledgers that got some of it."""
    keys = sorted(set(ledgers.values()), key=lambda key: (key.owner_kind, key.owner_id))
    locked = accounts.lock(session, period.program_id, keys)
    if _is_given(session, period, scope):
        return 0
    bought = retro_reading.bought(session, period, ledgers, rules.excluded_categories)
    sums = PeriodSums(
        turnover=retro_reading.turnover_of(session, period, scope),
        gross=sum(one.gross for one in bought.values()),
        discount=sum(one.discount for one in bought.values()),
    )
    total = retro_bonus.amount(rules.ladder, rules.policy, sums)
    if not total:
        return 0
    parts = spread(total, [bought[key].gross for key in keys])
    aged = []
    for key, part in zip(keys, parts, strict=True):
        given = part if _may_earn(session, period, key) else 0
        row = _write(session, period, scope, key, bought[key].gross, given, now)
        if given:
            _post(session, period, rules, locked[key], row, now)
            aged.append(_aged(period, locked[key], given, now))
    aged_cards.tell(session, aged, now)
    return len(aged)


def _is_given(session: BrandSession, period: ClosingPeriod, scope: AccountKey) -> bool:
    statement = select(RetroBonus.id).where(
        RetroBonus.program_id == period.program_id,
        RetroBonus.scope_kind == scope.owner_kind.value,
        RetroBonus.scope_id == scope.owner_id,
        RetroBonus.period_end == period.end,
    )
    return session.scalar(statement.limit(1)) is not None


def _may_earn(session: BrandSession, period: ClosingPeriod, key: AccountKey) -> bool:
    if key.owner_kind is not OwnerKind.MEMBER:
        return True
    statement = select(Member.company_id).where(Member.id == key.owner_id)
    company_id = session.scalar(statement)
    if company_id is None:
        return True
    day = periods.local_day(period.end, period.time_zone)
    return permissions.of_company(session, period.program_id, company_id, day).given


def _write(
    session: BrandSession,
    period: ClosingPeriod,
    scope: AccountKey,
    key: AccountKey,
    gross: int,
    amount: int,
    now: datetime,
) -> RetroBonus:
    row = RetroBonus(
        id=identifiers.new_id("bons"),
        brand_id=session.brand,
        program_id=period.program_id,
        scope_kind=scope.owner_kind.value,
        scope_id=scope.owner_id,
        owner_kind=key.owner_kind.value,
        owner_id=key.owner_id,
        period_start=period.start,
        period_end=period.end,
        gross=gross,
        amount=amount,
        posted_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _post(
    session: BrandSession,
    period: ClosingPeriod,
    rules: AccumulatingRules,
    account: AccountState,
    row: RetroBonus,
    now: datetime,
) -> None:
    """One lot, available from the period's end on, without expiry unless set."""
    due.post_due(session, account, now)
    zone, end = period.time_zone, period.end
    expiry = rules.bonus.expiry if rules.bonus else None
    expires_at = earning.ends(expiry, periods.local_day(end, zone), zone)
    transaction = Transaction(row.id, None, end, now)
    lot = NewLot(row.amount, end, end, expires_at)
    posting = lots.credit(session, account, transaction, lot, kind="retro_bonus")
    book.post(session, transaction, [posting])


def _aged(
    period: ClosingPeriod, account: AccountState, amount: int, now: datetime
) -> Aged:
    day = periods.local_day(period.end, period.time_zone)
    push_at = max(now, datetime.combine(day, MORNING, period.time_zone))
    notice = Notice("bonus", period.end, push_at=push_at, points=amount)
    return Aged(period.program_id, account.key, account.id, entries=1, notice=notice)
