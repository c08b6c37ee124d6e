"""Gives a card a long history at once: valid lots, entries and chains, in bulk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from benchmarks.service import Service
from wallet_service import identifiers
from wallet_service.database import BrandSession, Database
from wallet_service.ledger import accounts, book
from wallet_service.ledger.accounts import AccountState
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.ledger.lots import LOTS
from wallet_service.services.till import card_context

PAGE = 1_000
EARNED = 5_250


def add(running: Service, card_id: str, count: int) -> None:
    """Post `count` earnings to the account that the card earns into."""
    database = Database(running.database_url)
    now = datetime.now(UTC)
    for start in range(0, count, PAGE):
        with database.writing(running.brand_id) as session:
            context = card_context.load(session, card_id, now)
            key = context.points_key
            locked = accounts.lock(session, context.program_id, [key])
            when = now - timedelta(days=80) + timedelta(seconds=start * 60)
            _post(session, locked[key], card_id, when, min(PAGE, count - start))
    database.dispose()


def _post(
    session: BrandSession,
    account: AccountState,
    card_id: str,
    when: datetime,
    count: int,
) -> None:
    lots = [
        {
            "id": identifiers.new_id("lot"),
            "brand_id": session.brand,
            "account_id": account.id,
            "transaction_id": identifiers.new_id("hist"),
            "earned_at": when + timedelta(seconds=number),
            "available_at": when + timedelta(seconds=number),
            "expires_at": when + timedelta(days=365 + number % 90),
            "amount": EARNED,
            "left": EARNED,
            "released": True,
        }
        for number in range(count)
    ]
    session.connection().execute(insert(LOTS), lots)
    for lot in lots:
        at = lot["earned_at"]
        assert isinstance(at, datetime)
        transaction = Transaction(str(lot["transaction_id"]), card_id, at, at)
        posting = Posting(account, "earn", EARNED, lot_id=str(lot["id"]))
        book.post(session, transaction, [posting])
