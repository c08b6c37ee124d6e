"""What time alone changes, for every brand: posted, and owed to the cards it touches.

Each account is a transaction of its own, so the work can be stopped and begun again at
any point, and several workers do nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from wallet_service.database import BrandSession, Database
from wallet_service.ledger import accounts, due
from wallet_service.ledger.accounts import OwnerKind
from wallet_service.models.card import Card
from wallet_service.outbox import store, topics
from wallet_service.services.membership import cards
from wallet_service.services.till.card_context import POOLED

PAGE = 200

Progress = Callable[[int], None]


def run_due(database: Database, now: datetime, progress: Progress) -> int:
    """Post all that has fallen due by `now`; gives the number of accounts moved."""
    done = 0
    while True:
        with database.reading_across_brands() as session:
            page = accounts.due(session, now, limit=PAGE)
        if not page:
            return done
        for brand_id, account_id in page:
            _post_one(database, brand_id, account_id, now)
            done += 1
        progress(done)


def _post_one(
    database: Database, brand_id: str, account_id: str, now: datetime
) -> None:
    with database.writing(brand_id) as session:
        account = accounts.lock_one(session, account_id)
        if account is None or not due.post_due(session, account, now):
            return
        if account.key.owner_kind in POOLED:
            store.enqueue(session, topics.ACCOUNT_CHANGED, account_id, now)
            return
        _owe_update(session, account_id, now)


def _owe_update(session: BrandSession, account_id: str, now: datetime) -> None:
    """The one card that reads the account shows another standing now."""
    owner = accounts.owner_of(session, account_id)
    if owner is None:
        return
    chosen = select(Card).where(Card.program_id == owner.program_id)
    if owner.key.owner_kind is OwnerKind.MEMBER:
        chosen = chosen.where(Card.member_id == owner.key.owner_id)
    else:
        chosen = chosen.where(Card.id == owner.key.owner_id)
    card = session.scalar(chosen.with_for_update())
    if card is None:
        return
    card.changed_at = cards.moved_on(card.changed_at, now)
    session.flush()
    store.enqueue(session, topics.CARD_CHANGED, card.id, now)
