"""Rewards that time takes, and the notice of it a week before."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from sqlalchemy import Table, func, select, update

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.ledger import book, lots
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.models.stamp import Redemption, Reward
from wallet_service.services.till.aging import MOMENT, Aged, Notice

REWARDS: Table = Reward.__table__  # type: ignore[assignment]
REDEMPTIONS: Table = Redemption.__table__  # type: ignore[assignment]


def let_pass(
    session: BrandSession,
    program_id: str,
    account: AccountState,
    until: datetime,
    now: datetime,
) -> Aged | None:
    """Let rewards of one card expire; tell once of those that will in a week."""
    began = account.next_due_at or until
    expired = _expire(session, account, now, until)
    _move_due(session, account, noticed_before=until + MOMENT)
    notice = _notice(session, account.key.owner_id, began, until, now)
    if not expired and notice is None:
        return None
    return Aged(program_id, account.key, account.id, expired, notice)


def post_due(session: BrandSession, account: AccountState, now: datetime) -> None:
    """Post what expired; the notice is left to whoever sends it."""
    began = account.next_due_at
    if began is not None and began <= now:
        _expire(session, account, now, now)
        _move_due(session, account, noticed_before=began)


def _expire(
    session: BrandSession, account: AccountState, now: datetime, until: datetime
) -> int:
    chosen = (
        select(REWARDS.c.expires_at, REWARDS.c.id)
        .where(
            REWARDS.c.card_id == account.key.owner_id,
            REWARDS.c.state == "issued",
            REWARDS.c.expires_at <= until,
        )
        .order_by(REWARDS.c.expires_at)
    )
    rows = session.core.execute(chosen).all()
    for ends, group in groupby(rows, key=lambda row: row.expires_at):
        ids = [row.id for row in group]
        _settle(session, ids, ends)
        transaction = Transaction(identifiers.new_id("due"), None, ends, now)
        book.post(session, transaction, [Posting(account, "expire", -len(ids))])
    return len(rows)


def _settle(session: BrandSession, reward_ids: list[str], ends: datetime) -> None:
    """A code that is out dies with its reward."""
    session.core.execute(
        update(REWARDS)
        .where(REWARDS.c.id.in_(reward_ids))
        .values(state="expired", settled_at=ends)
    )
    session.core.execute(
        update(REDEMPTIONS)
        .where(REDEMPTIONS.c.reward_id.in_(reward_ids), REDEMPTIONS.c.state == "open")
        .values(state="lapsed", settled_at=ends)
    )


def _move_due(
    session: BrandSession, account: AccountState, *, noticed_before: datetime
) -> None:
    mine = select(func.min(REWARDS.c.expires_at)).where(
        REWARDS.c.card_id == account.key.owner_id, REWARDS.c.state == "issued"
    )
    later = mine.where(REWARDS.c.expires_at >= noticed_before + lots.NOTICE)
    first, noticed = session.core.scalar(mine), session.core.scalar(later)
    account.next_due_at = lots.earliest(first, noticed and noticed - lots.NOTICE)
    book.set_next_due(session, account)


def _notice(
    session: BrandSession,
    card_id: str,
    began: datetime,
    until: datetime,
    now: datetime,
) -> Notice | None:
    chosen = (
        select(REWARDS.c.expires_at, REWARDS.c.name)
        .where(
            REWARDS.c.card_id == card_id,
            REWARDS.c.state == "issued",
            REWARDS.c.expires_at >= max(began + lots.NOTICE, now + MOMENT),
            REWARDS.c.expires_at <= until + lots.NOTICE,
        )
        .order_by(REWARDS.c.expires_at)
        .limit(1)
    )
    row = session.core.execute(chosen).first()
    if row is None:
        return None
    ends, name = row
    return Notice("reward_expiring", now, push_at=now, ends=ends, text=name or None)
