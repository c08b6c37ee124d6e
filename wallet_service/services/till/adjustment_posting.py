"""Posts an adjustment or a payout: entries, the card's news, what is owed.

Points added are available at once and last as the program's do; points taken away go
as a reversal goes, debt included (R12). Turnover counts for the whole local day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from wallet_service.cards import earning, periods, stamp_card
from wallet_service.cards.accumulating import AccumulatingRules
from wallet_service.cards.cashback import CashbackRules
from wallet_service.cards.earning import Expiry
from wallet_service.cards.stamp import StampRules
from wallet_service.database import BrandSession
from wallet_service.ledger import book, lots, returns, turnover
from wallet_service.ledger.accounts import AccountKey, AccountState
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.ledger.lots import NewLot
from wallet_service.models.adjustment import Adjustment
from wallet_service.services.till import (
    news,
    reading,
    recording,
    stamp_posting,
    stamp_reading,
    turnover_due,
)
from wallet_service.services.till.card_context import CardContext
from wallet_service.services.till.commands import LockedCard

Accounts = dict[AccountKey, AccountState]

STAMPS = frozenset({"stamp", "stamp_reverse"})


def post(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    card: LockedCard,
    row: Adjustment,
    now: datetime,
) -> None:
    """Write everything; the accounts and the card are locked."""
    transaction = Transaction(row.id, row.card_id, now, now)
    if row.kind == "payout":
        account = accounts[context.points_key]
        paid = lots.pay_out(session, account, transaction, row.amount)
        book.post(session, transaction, [paid])
    elif row.unit == "points":
        _points(session, context, accounts, row, transaction)
    elif row.unit == "turnover":
        _turnover(session, context, accounts, row, transaction)
    else:
        _stamps(session, context, accounts, row, transaction)
    _move_card(session, context, accounts, card, row, now)


def _points(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    row: Adjustment,
    transaction: Transaction,
) -> None:
    account, now = accounts[context.points_key], transaction.recorded_at
    if row.amount > 0:
        day = context.local_day(now)
        expires_at = earning.ends(_expiry(context), day, context.time_zone)
        lot = NewLot(row.amount, now, now, expires_at)
        posting = lots.credit(session, account, transaction, lot, kind="adjust")
    else:
        posting = returns.take_back(session, account, transaction, -row.amount)
    book.post(session, transaction, [posting])


def _expiry(context: CardContext) -> Expiry | None:
    rules = context.rules
    if isinstance(rules, CashbackRules):
        return rules.earn.expiry
    bonus = rules.bonus if isinstance(rules, AccumulatingRules) else None
    return bonus.expiry if bonus else None


def _turnover(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    row: Adjustment,
    transaction: Transaction,
) -> None:
    account, zone = accounts[context.turnover_key], context.time_zone
    now = transaction.recorded_at
    account.next_due_at = turnover_due.next_look(session, context, account, transaction)
    turnover.add(
        session,
        account.id,
        row.amount,
        occurred_at=now,
        recorded_at=now,
        time_zone=zone,
    )
    day = periods.midnight(context.local_day(now), zone)
    whole_day = replace(transaction, occurred_at=day)
    book.post(session, whole_day, [Posting(account, "adjust", row.amount)])


def _stamps(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    row: Adjustment,
    transaction: Transaction,
) -> None:
    rules = context.rules
    if not isinstance(rules, StampRules):
        message = "only a stamp card has stamps; check the unit first"
        raise TypeError(message)
    now = transaction.occurred_at
    before = stamp_reading.stamp_card(
        session, context, accounts, now, now, all_rewards=True
    )
    if row.amount > 0:
        after = stamp_card.put_on(rules.layout, before, row.amount, now)
        after = rules.dated(after, before, now)
    else:
        after = stamp_card.take_off(before, -row.amount)
    postings = stamp_posting.change(
        session, context, accounts, before, after, transaction
    )
    book.post(session, transaction, _as_adjustment(postings))


def _as_adjustment(postings: Sequence[Posting]) -> list[Posting]:
    return [
        replace(one, kind="adjust") if one.kind in STAMPS else one for one in postings
    ]


def _move_card(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    card: LockedCard,
    row: Adjustment,
    now: datetime,
) -> None:
    after = reading.for_display(session, context, accounts, now)
    signed = -row.amount if row.kind == "payout" else row.amount
    told = news.of_adjustment(
        after,
        occurred_at=now,
        revision=recording.revision_after(card, accounts),
        **{row.unit: signed},
    )
    own_change = recording.is_own_change(accounts)
    recording.move_card(session, context.card_id, card, told, own_change, now=now)
    recording.owe_updates(session, context.card_id, accounts, now)
