"""Reads a stamp card as of an instant: by the clock, whatever has been posted (R15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Table, bindparam, func, select, text

from wallet_service.cards import periods
from wallet_service.cards.outcome import PastPurchase
from wallet_service.cards.stamp import StampRules
from wallet_service.cards.stamp_layout import Layout
from wallet_service.cards.standing import RewardState, StampCard
from wallet_service.database import BrandSession
from wallet_service.ledger import stamp_givers
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.models import purchase as tables
from wallet_service.models.stamp import Reward, StampFilling
from wallet_service.services.programs import versions
from wallet_service.services.till.card_context import CardContext

Accounts = Mapping[AccountKey, AccountState]

PURCHASES: Table = tables.Purchase.__table__  # type: ignore[assignment]
FILLINGS: Table = StampFilling.__table__  # type: ignore[assignment]
STAMPS_OF_DAY = select(
    func.coalesce(func.sum(PURCHASES.c.stamps_added - PURCHASES.c.stamps_removed), 0)
).where(
    PURCHASES.c.card_id == bindparam("card"),
    PURCHASES.c.occurred_at >= bindparam("start"),
    PURCHASES.c.occurred_at < bindparam("end"),
    # word for word as in the partial index, or SQLite passes it by
    text("stamps_added <> 0"),
)
IN_HAND = select(
    FILLINGS.c.filling, FILLINGS.c.first_day, FILLINGS.c.last_day, FILLINGS.c.lapsed
).where(FILLINGS.c.card_id == bindparam("card"))


def stamp_card(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    occurred_at: datetime,
    now: datetime,
    *,
    all_rewards: bool = False,
) -> StampCard:
    """The stamp card in hand; a refund looks back at all its rewards."""
    row = session.core.execute(IN_HAND, {"card": context.card_id}).one_or_none()
    filling = row.filling if row else 0
    chosen = select(Reward.id, Reward.filling, Reward.at, Reward.state).where(
        Reward.card_id == context.card_id, Reward.state != "cancelled"
    )
    if not all_rewards:
        chosen = chosen.where(Reward.filling >= filling)
    card = StampCard(
        count=_balance(accounts, context, Unit.STAMPS),
        carry=_balance(accounts, context, Unit.CARRY),
        filling=filling,
        rewards=tuple(RewardState(*one) for one in session.execute(chosen)),
        added_today=_stamps_of_day(session, context, occurred_at),
        first_day=row.first_day if row else None,
        last_day=row.last_day if row else None,
        lapsed=tuple((row.lapsed if row else None) or ()),
        layout=layout_in_hand(session, context, accounts),
    )
    return _anew(card) if _is_over(context, accounts, now) else card


def layout_in_hand(
    session: BrandSession, context: CardContext, accounts: Accounts
) -> Layout | None:
    """The layout that the card was begun with, where a version has changed it (S13)."""
    return layout_of(session, context, _balance(accounts, context, Unit.STAMPS))


def layout_of(
    session: BrandSession,
    context: CardContext,
    stamps: int,
    *,
    without: frozenset[str] = frozenset(),
) -> Layout | None:
    """The same for a card of so many stamps, before some transactions moved it."""
    rules = context.rules
    if not isinstance(rules, StampRules) or not rules.former or stamps <= 0:
        return None
    version_id = _begun_in(session, context, stamps, without)
    return dict(rules.former).get(version_id or "")


def count(context: CardContext, accounts: Accounts, now: datetime) -> int:
    """Stamps on the card at `now`; a debt is below 0."""
    over = _is_over(context, accounts, now)
    return 0 if over else _balance(accounts, context, Unit.STAMPS)


def ready(
    session: BrandSession, context: CardContext, accounts: Accounts, now: datetime
) -> int:
    """Rewards that are ready at `now`."""
    account = accounts.get(context.card_key(Unit.REWARDS))
    if account is None:
        return 0
    return account.balance - _gone_by_clock(session, account, now)


def with_expired(
    session: BrandSession, past: PastPurchase, purchase: tables.Purchase
) -> PastPurchase:
    """The purchase with what time took of it, just now perhaps (R14)."""
    statement = (
        select(PURCHASES.c.stamps_expired, PURCHASES.c.lapses_before, FILLINGS.c.lapsed)
        .outerjoin(FILLINGS, FILLINGS.c.card_id == PURCHASES.c.card_id)
        .where(PURCHASES.c.id == purchase.id)
    )
    stamps_expired, lapses_before, lapsed = session.core.execute(statement).one()
    return replace(
        past,
        stamps_expired=stamps_expired,
        carry_expired=len(lapsed or ()) > lapses_before,
    )


def _begun_in(
    session: BrandSession, context: CardContext, stamps: int, without: frozenset[str]
) -> str | None:
    """The version by which the card in hand, of so many stamps, was begun."""
    givers = stamp_givers.newest(session, context.card_id, stamps, without=without)
    if not givers:
        return None
    first = givers[-1]
    if first.version_id is not None:
        return first.version_id
    return versions.version_at(session, context.program_id, first.occurred_at).id


def _is_over(context: CardContext, accounts: Accounts, now: datetime) -> bool:
    """Whether the stamps in hand have expired and nobody posted it yet."""
    carry = accounts.get(context.card_key(Unit.CARRY))
    if carry is None or carry.next_due_at is None or carry.next_due_at > now:
        return False
    return _balance(accounts, context, Unit.STAMPS) > 0


def _anew(card: StampCard) -> StampCard:
    lapsed = (*card.lapsed, card.filling)
    following = card.filling + 1
    while following in lapsed:
        following += 1
    return replace(
        card,
        count=0,
        carry=0,
        filling=following,
        first_day=None,
        last_day=None,
        lapsed=lapsed,
        layout=None,
    )


def _gone_by_clock(session: BrandSession, account: AccountState, now: datetime) -> int:
    """Rewards that expired by `now` and stand in the balance still (R15)."""
    if account.next_due_at is None or account.next_due_at > now:
        return 0
    return int(
        session.scalar(
            select(func.count(Reward.id)).where(
                Reward.card_id == account.key.owner_id,
                Reward.state == "issued",
                Reward.expires_at <= now,
            )
        )
        or 0
    )


def _stamps_of_day(
    session: BrandSession, context: CardContext, occurred_at: datetime
) -> int:
    """Stamps of purchases of that local day, net of what was removed again (R17)."""
    day = periods.local_day(occurred_at, context.time_zone)
    where = {
        "card": context.card_id,
        "start": periods.midnight(day, context.time_zone),
        "end": periods.end_of_day(day, context.time_zone),
    }
    return int(session.core.scalar(STAMPS_OF_DAY, where) or 0)


def _balance(accounts: Accounts, context: CardContext, unit: Unit) -> int:
    account = accounts.get(context.card_key(unit))
    return account.balance if account else 0
