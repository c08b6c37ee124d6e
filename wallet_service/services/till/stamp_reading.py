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
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.models import purchase as tables
from wallet_service.models.stamp import Reward, StampFilling
from wallet_service.services.programs import versions
from wallet_service.services.till import stamp_clock
from wallet_service.services.till.card_context import CardContext

Accounts = Mapping[AccountKey, AccountState]

PURCHASES: Table = tables.Purchase.__table__  # type: ignore[assignment]
FILLINGS: Table = StampFilling.__table__  # type: ignore[assignment]
REFUNDS: Table = tables.Refund.__table__  # type: ignore[assignment]
OF_DAY = (
    PURCHASES.c.occurred_at >= bindparam("start"),
    PURCHASES.c.occurred_at < bindparam("end"),
)
GIVEN_ON_DAY = select(func.coalesce(func.sum(PURCHASES.c.stamps_added), 0)).where(
    PURCHASES.c.card_id == bindparam("card"),
    *OF_DAY,
    # word for word as in the partial index, or SQLite passes it by
    text("stamps_added <> 0"),
)
TAKEN_ON_DAY = (
    select(func.coalesce(func.sum(REFUNDS.c.stamps_removed), 0))
    .join(PURCHASES, PURCHASES.c.id == REFUNDS.c.purchase_id)
    .where(
        REFUNDS.c.card_id == bindparam("card"),
        REFUNDS.c.recorded_at >= bindparam("start"),
        REFUNDS.c.recorded_at < bindparam("end"),
        *OF_DAY,
    )
)
STAMPS_OF_DAY = select(GIVEN_ON_DAY.scalar_subquery() - TAKEN_ON_DAY.scalar_subquery())
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
    card = as_posted(session, context, accounts, occurred_at, all_rewards=all_rewards)
    card = stamp_clock.by_the_clock(session, context, accounts, card, now)
    return _of_today(session, context, card, occurred_at, now)


def as_posted(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    occurred_at: datetime,
    *,
    all_rewards: bool = False,
) -> StampCard:
    """The stamp card by its entries alone, whatever the clock says."""
    row = session.core.execute(IN_HAND, {"card": context.card_id}).one_or_none()
    filling = row.filling if row else 0
    chosen = select(Reward.id, Reward.filling, Reward.at, Reward.state).where(
        Reward.card_id == context.card_id, Reward.state != "cancelled"
    )
    if not all_rewards:
        chosen = chosen.where(Reward.filling >= filling)
    return StampCard(
        count=_balance(accounts, context, Unit.STAMPS),
        carry=_balance(accounts, context, Unit.CARRY),
        filling=filling,
        rewards=tuple(RewardState(*one) for one in session.execute(chosen)),
        added_today=_stamps_of_day(session, context, occurred_at),
        first_day=row.first_day if row else None,
        last_day=row.last_day if row else None,
        lapsed=tuple((row.lapsed if row else None) or ()),
        layout=_layout_in_hand(session, context, accounts),
    )


def shown(
    session: BrandSession, context: CardContext, accounts: Accounts, now: datetime
) -> StampCard:
    """What a card shows of its stamps; its rewards are those that nobody posted yet."""
    if stamp_clock.is_quiet(context, accounts, now):
        return StampCard(
            count=_balance(accounts, context, Unit.STAMPS),
            layout=_layout_in_hand(session, context, accounts),
        )
    card = stamp_card(session, context, accounts, now, now)
    unposted = [one for one in card.rewards if one.id == stamp_clock.UNPOSTED]
    return replace(card, rewards=tuple(unposted))


def ready(
    session: BrandSession, context: CardContext, accounts: Accounts, now: datetime
) -> int:
    """Rewards that were posted and are ready at `now`."""
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


def _of_today(
    session: BrandSession,
    context: CardContext,
    card: StampCard,
    occurred_at: datetime,
    now: datetime,
) -> StampCard:
    """The card with the layouts of today, where the purchase is of an older version."""
    if occurred_at >= now:
        return card
    begins = versions.next_begin(session, context.program_id, occurred_at)
    if begins is None or begins > now:
        return card
    rules = versions.terms_at(session, context.program_id, now).terms.rules
    if not isinstance(rules, StampRules):
        return card
    own = stamp_clock.layout_of(session, context, rules, card.count)
    return replace(card, layout=own or rules.layout, coming=rules.layout)


def _layout_in_hand(
    session: BrandSession, context: CardContext, accounts: Accounts
) -> Layout | None:
    stamps = _balance(accounts, context, Unit.STAMPS)
    return stamp_clock.layout_of(session, context, context.rules, stamps)


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
    """Stamps of that day's purchases, net of what went again on it (R17).

    Only a limit by the day asks for them.
    """
    rules = context.rules
    if not isinstance(rules, StampRules) or rules.maximum_per_day is None:
        return 0
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
