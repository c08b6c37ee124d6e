"""The cards that show a pooled account: those of its member, company or holding.

A holding is a topmost company; everybody below it shows its account.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, case, func, select, update

from wallet_service.database import BrandSession
from wallet_service.ledger import accounts, book
from wallet_service.ledger.accounts import AccountKey, OwnerKind
from wallet_service.models.card import Card
from wallet_service.models.company import Company
from wallet_service.models.member import Member

CARDS: Table = Card.__table__  # type: ignore[assignment]
MEMBERS: Table = Member.__table__  # type: ignore[assignment]
COMPANIES: Table = Company.__table__  # type: ignore[assignment]


def lock_page(
    session: BrandSession, account_id: str, *, after: str, limit: int
) -> list[str]:
    """The next cards of the account's program and owner, locked in their order.

    An account of a single card has none to add: that card's own message updates it. The
    card of the newest entry may be among them, see `without_the_mover`.
    """
    account = accounts.owner_of(session, account_id)
    if account is None or account.key.owner_kind is OwnerKind.CARD:
        return []
    statement = (
        select(CARDS.c.id)
        .where(
            CARDS.c.brand_id == session.brand,
            CARDS.c.program_id == account.program_id,
            CARDS.c.member_id.in_(_members(session, account.key)),
            CARDS.c.id > after,
        )
        .order_by(CARDS.c.id)
        .limit(limit)
        .with_for_update(key_share=True)
    )
    return list(session.core.scalars(statement))


def count(session: BrandSession, account_id: str) -> int:
    """How many cards show the account."""
    account = accounts.owner_of(session, account_id)
    if account is None:
        return 0
    if account.key.owner_kind is OwnerKind.CARD:
        return 1
    statement = select(func.count(CARDS.c.id)).where(
        CARDS.c.brand_id == session.brand,
        CARDS.c.program_id == account.program_id,
        CARDS.c.member_id.in_(_members(session, account.key)),
    )
    return int(session.core.scalar(statement) or 0)


def without_the_mover(
    session: BrandSession, account_id: str, card_ids: Sequence[str]
) -> list[str]:
    """The cards but that of the account's newest entry.

    It was owed its own message in the entry's transaction, so it knows all before it; a
    second push would find an unchanged pass.
    """
    mover = book.last_card(session, account_id)
    return [card_id for card_id in card_ids if card_id != mover]


def move_on(session: BrandSession, card_ids: Sequence[str], now: datetime) -> None:
    """Last-Modified of the cards moves on by a second at least."""
    seconds = int(now.timestamp())
    later = CARDS.c.changed_at + 1
    session.core.execute(
        update(CARDS)
        .where(CARDS.c.id.in_(card_ids))
        .values(changed_at=case((later > seconds, later), else_=seconds))
    )


def _members(session: BrandSession, key: AccountKey) -> ColumnElement[str]:
    mine = select(MEMBERS.c.id).where(MEMBERS.c.brand_id == session.brand)
    match key.owner_kind:
        case OwnerKind.MEMBER:
            chosen = mine.where(MEMBERS.c.id == key.owner_id)
        case OwnerKind.COMPANY:
            chosen = mine.where(MEMBERS.c.company_id == key.owner_id)
        case _:
            chosen = mine.where(MEMBERS.c.company_id.in_(below(session, key.owner_id)))
    return chosen.scalar_subquery()


def below(session: BrandSession, holding_id: str) -> ColumnElement[str]:
    """The company and everything under it."""
    top = select(COMPANIES.c.id).where(
        COMPANIES.c.brand_id == session.brand, COMPANIES.c.id == holding_id
    )
    tree = top.cte("tree", recursive=True)
    tree = tree.union(select(COMPANIES.c.id).where(COMPANIES.c.parent_id == tree.c.id))
    return select(tree.c.id).scalar_subquery()
