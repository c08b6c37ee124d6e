"""A million open lots expire in one run of the due work: how long, how much memory.

The lots lie on many members' accounts in a SQLite file with `synchronous=FULL`; each
expiry is an entry in its account's chain. The peak of memory is told before and after.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from tests import factories
from wallet_service import identifiers, schema
from wallet_service.database import BrandSession, Database
from wallet_service.ledger import accounts, book
from wallet_service.ledger.book import Posting, Transaction
from wallet_service.ledger.lots import LOTS
from wallet_service.services.keyring import Keyring
from wallet_service.services.membership import card_issuing
from wallet_service.services.till import card_context, due_work
from wallet_service.vault import Vault

LOTS_IN_ALL = int(os.environ.get("BENCHMARK_LOTS", "1000000"))
LOTS_PER_CARD = 500
AMOUNT = 5_250
EARNED = datetime(2026, 1, 10, 12, tzinfo=UTC)
NOW = EARNED + timedelta(days=200)


def main() -> None:
    """Prepare, let them expire, tell."""
    with tempfile.TemporaryDirectory(
        dir=os.environ.get("BENCHMARK_DIR", ".")
    ) as folder:
        database = Database(f"sqlite:///{Path(folder) / 'wallet.db'}")
        schema.upgrade(database)
        _fill(database)
        before, began = _peak_mebibytes(), time.perf_counter()
        done = due_work.run_due(database, NOW, _progress)
        told = {
            "lots": LOTS_IN_ALL,
            "accounts": done,
            "seconds": round(time.perf_counter() - began, 1),
            "peak_mebibytes_before": before,
            "peak_mebibytes": _peak_mebibytes(),
        }
        database.dispose()
    print(json.dumps(told))


def _fill(database: Database) -> None:
    vault = Vault(factories.SECRET_KEY)
    keyring, brand_id = Keyring(vault), factories.a_brand(database, vault)
    with database.writing(brand_id) as session:
        program_id = factories.a_program(session, "cashback", now=EARNED)
    for _ in range(LOTS_IN_ALL // LOTS_PER_CARD):
        with database.writing(brand_id) as session:
            member_id = factories.a_member(session, keyring)
            card_id = card_issuing.issue_card(session, program_id, member_id, EARNED)[0]
            _earn(session, card_id)


def _earn(session: BrandSession, card_id: str) -> None:
    context = card_context.load(session, card_id, EARNED)
    key = context.points_key
    account = accounts.lock(session, context.program_id, [key])[key]
    transaction = Transaction(identifiers.new_id("hist"), card_id, EARNED, EARNED)
    lots = [
        {
            "id": identifiers.new_id("lot"),
            "brand_id": session.brand,
            "account_id": account.id,
            "transaction_id": transaction.id,
            "earned_at": EARNED,
            "available_at": EARNED,
            "expires_at": EARNED + timedelta(days=90 + number % 90),
            "amount": AMOUNT,
            "left": AMOUNT,
            "released": True,
        }
        for number in range(LOTS_PER_CARD)
    ]
    session.core.execute(insert(LOTS), lots)
    account.next_due_at = EARNED + timedelta(days=90)
    book.post(session, transaction, [Posting(account, "earn", AMOUNT * LOTS_PER_CARD)])


def _peak_mebibytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _progress(done: int) -> None:
    print(f"  accounts so far: {done}", file=sys.stderr)


if __name__ == "__main__":
    main()
