"""Turns a change of a stamp card into postings, and writes its rewards."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Executable, Table, insert, update

from wallet_service import dialects, identifiers
from wallet_service.cards.outcome import StampChange
from wallet_service.cards.stamp_life import StampLife
from wallet_service.cards.standing import StampCard
from wallet_service.database import BrandSession
from wallet_service.ledger import book, lots
from wallet_service.ledger.accounts import AccountKey, AccountState, Unit
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.models.stamp import Redemption, Reward, StampFilling
from wallet_service.services.programs import versions
from wallet_service.services.till import stamp_clock, stamps_due
from wallet_service.services.till.card_context import CardContext

Accounts = dict[AccountKey, AccountState]

REWARDS: Table = Reward.__table__  # type: ignore[assignment]
FILLINGS: Table = StampFilling.__table__  # type: ignore[assignment]
REDEMPTIONS: Table = Redemption.__table__  # type: ignore[assignment]
IN_HAND = ("filling", "first_day", "last_day", "expires_at")


def _write(insert_into: dialects.Insert) -> Executable:
    statement = insert_into(FILLINGS)
    written: Executable = statement.on_conflict_do_update(
        index_elements=[FILLINGS.c.card_id],
        set_={name: statement.excluded[name] for name in IN_HAND},
    )
    return written


WRITE_FILLING = dialects.for_each(_write)


def change(
    session: BrandSession,
    context: CardContext,
    accounts: Accounts,
    before: StampCard,
    after: StampChange,
    transaction: Transaction,
) -> list[Posting]:
    """The postings of a change; stamps that fill a card come before it empties."""
    stamps = accounts[context.card_key(Unit.STAMPS)]
    if not stamps.revision:
        # a version that was published before this card has its first stamp
        begin = versions.next_begin(
            session, context.program_id, transaction.recorded_at
        )
        stamps.next_due_at = begin
    carry = accounts[context.card_key(Unit.CARRY)]
    rewards = accounts[context.card_key(Unit.REWARDS)]
    fillings = after.filling - before.filling
    emptied = before.count + after.added - after.count
    removing = after.added < 0 or fillings < 0
    kind = "stamp_reverse" if removing else "stamp"
    postings = [Posting(stamps, kind, after.added)]
    postings += _fillings(stamps, fillings, emptied)
    moved = after.carry - before.carry
    postings.append(Posting(carry, "carry" if moved > 0 else "carry_used", moved))
    postings.append(Posting(rewards, "reward", len(after.rewards_issued)))
    postings.append(Posting(rewards, "reward_cancel", -len(after.rewards_cancelled)))
    if after.added or after.rewards_issued:
        life = _life(session, context, after, transaction)
        if fillings or life.expiry_days or carry.next_due_at:
            _write_filling(session, context, after, life, carry)
    _write_rewards(session, context.card_id, after, transaction)
    for reward in after.rewards_issued:
        notice = lots.first_notice(reward.expires_at, transaction.recorded_at)
        rewards.next_due_at = lots.earliest(rewards.next_due_at, notice)
    return postings


def _fillings(account: AccountState, fillings: int, emptied: int) -> list[Posting]:
    """One entry for each card that was filled (or opened again)."""
    if not fillings:
        return [Posting(account, "stamp_card_filled", -emptied)]
    kind = "stamp_card_filled" if fillings > 0 else "stamp_card_reopened"
    count = abs(fillings)
    parts = [emptied // count] * (count - 1)
    parts.append(emptied - sum(parts))
    return [Posting(account, kind, -part) for part in parts]


def _life(
    session: BrandSession,
    context: CardContext,
    after: StampChange,
    transaction: Transaction,
) -> StampLife:
    """How long the stamps on the card last; a refund asks who gave those left."""
    if after.added >= 0:
        return after.life
    layout = stamp_clock.layout_in_hand(
        session, context, after.count, transaction.recorded_at
    )
    return layout.life if layout else after.life


def _write_filling(
    session: BrandSession,
    context: CardContext,
    after: StampChange,
    life: StampLife,
    carry: AccountState,
) -> None:
    """The card in hand, and when its stamps are gone; a refund looks who gave them."""
    days = after.first_day, after.last_day
    if life.expiry_days and after.added < 0:
        days = stamps_due.days_in_hand(
            session, context.card_id, after.count, context.time_zone
        )
    ends = life.stamps_end(*days)
    values = {
        "filling": after.filling,
        "first_day": days[0],
        "last_day": days[1],
        "expires_at": ends,
    }
    row = {"brand_id": session.brand, "card_id": context.card_id, **values}
    session.core.execute(dialects.of(session, WRITE_FILLING), row)
    if carry.next_due_at != ends:
        carry.next_due_at = ends
        book.set_next_due(session, carry)


def _write_rewards(
    session: BrandSession, card_id: str, after: StampChange, transaction: Transaction
) -> None:
    rows = [
        {
            "id": identifiers.new_id("rwrd"),
            "brand_id": session.brand,
            "card_id": card_id,
            "purchase_id": transaction.id,
            "name": reward.name,
            "filling": reward.filling,
            "at": reward.at,
            "state": "issued",
            "issued_at": transaction.occurred_at,
            "expires_at": reward.expires_at,
        }
        for reward in after.rewards_issued
    ]
    if rows:
        session.core.execute(insert(REWARDS), rows)
    if after.rewards_cancelled:
        _cancel_rewards(session, after.rewards_cancelled, transaction)


def _cancel_rewards(
    session: BrandSession, reward_ids: Sequence[str], transaction: Transaction
) -> None:
    """The rewards of refunded stamps go, and a code that is out dies with them."""
    settled_at = transaction.recorded_at
    session.core.execute(
        update(REWARDS)
        .where(REWARDS.c.id.in_(reward_ids))
        .values(state="cancelled", settled_at=settled_at)
    )
    session.core.execute(
        update(REDEMPTIONS)
        .where(REDEMPTIONS.c.reward_id.in_(reward_ids), REDEMPTIONS.c.state == "open")
        .values(state="withdrawn", settled_at=settled_at)
    )
