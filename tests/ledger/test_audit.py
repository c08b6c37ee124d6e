"""The audit: silent on honest books, and it names the row of every planted fault."""

# ruff: noqa: S608 - the names of tables and columns are our own
from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.ledger import books
from tests.services.till.till import Till
from wallet_service.database import Database
from wallet_service.ledger import audit_queries
from wallet_service.vault import Vault

# invariant, the row that is to be named, and the fault
FAULTS: dict[str, tuple[str, str, str]] = {
    "an unknown counter account": (
        "I-1",
        "SELECT MIN(id) FROM entries",
        "UPDATE entries SET counter = 'mine' WHERE id = :row",
    ),
    "a balance": (
        "I-2",
        "SELECT MIN(id) FROM accounts WHERE unit = 'turnover'",
        "UPDATE accounts SET balance = balance + 1 WHERE id = :row",
    ),
    "a balance on the way": (
        "I-2b",
        "SELECT MIN(id) FROM entries WHERE kind = 'turnover'",
        "UPDATE entries SET balance_after = balance_after + 1 WHERE id = :row",
    ),
    "a negative balance": (
        "I-3",
        "SELECT MIN(id) FROM accounts WHERE unit = 'stamps'",
        "UPDATE accounts SET balance = -1 WHERE id = :row",
    ),
    "a debt beside points": (
        "I-3",
        "SELECT MIN(id) FROM accounts WHERE unit = 'points' AND balance > 0",
        "UPDATE accounts SET debt = 1 WHERE id = :row",
    ),
    "what is left of a lot": (
        "I-4b",
        'SELECT MIN(id) FROM lots WHERE "left" > 0',
        'UPDATE lots SET "left" = "left" - 1 WHERE id = :row',
    ),
    "points of lots": (
        "I-4",
        "SELECT MIN(id) FROM accounts WHERE unit = 'points' AND balance > 0",
        'UPDATE lots SET "left" = "left" - 1 WHERE "left" > 0 AND account_id = :row',
    ),
    "a use of a lot": (
        "I-4b",
        "SELECT MIN(lot_id) FROM lot_uses",
        "DELETE FROM lot_uses WHERE lot_id = :row",
    ),
    "points spent of no lot": (
        "I-4c",
        "SELECT MIN(id) FROM entries WHERE kind = 'spend'",
        "UPDATE lot_uses SET amount = amount - 1 WHERE kind = 'spend' AND "
        "transaction_id = (SELECT transaction_id FROM entries WHERE id = :row)",
    ),
    "a lot used before its turn": (
        "I-5",
        "SELECT MIN(id) FROM lot_uses WHERE kind = 'spend'",
        "UPDATE lot_uses SET lot_id = (SELECT MAX(o.id) FROM lots o JOIN lots l "
        "ON l.account_id = o.account_id WHERE l.id = lot_uses.lot_id) WHERE id = :row",
    ),
    "more refunded than bought": (
        "I-6",
        "SELECT MIN(id) FROM purchases WHERE state = 'confirmed'",
        "UPDATE purchases SET money_refunded = payable + 1 WHERE id = :row",
    ),
    "a full refund that kept the points": (
        "I-6",
        "SELECT MIN(id) FROM purchases WHERE state = 'refunded'",
        "UPDATE purchases SET earning_reversed = earned - 1 WHERE id = :row",
    ),
    **{
        f"the counter {column}": (
            "I-6b",
            "SELECT MIN(purchase_id) FROM refunds",
            f"UPDATE purchases SET {column} = {column} + 1 WHERE id = :row",
        )
        for column in (
            "gross_refunded",
            "money_refunded",
            "points_returned",
            "earning_reversed",
            "turnover_removed",
            "stamps_removed",
        )
    },
    "a refund that vanished": (
        "I-6b",
        "SELECT MIN(purchase_id) FROM refunds",
        "DELETE FROM refunds WHERE purchase_id = :row",
    ),
    **{
        f"the line's {column}": (
            "I-6c",
            "SELECT MIN(purchase_id) FROM purchase_lines WHERE number = 2",
            f"UPDATE purchase_lines SET {column} = {column} + 1 "
            "WHERE purchase_id = :row AND number = 2",
        )
        for column in (
            *("gross", "discount", "points_spent", "payable", "earned"),
            "earned_kept",
        )
    },
    "what is left of a line": (
        "I-6c",
        "SELECT MIN(purchase_id) FROM refunds",
        "UPDATE purchase_lines SET gross_left = gross WHERE purchase_id = :row",
    ),
    "a purchase posted twice": (
        "I-7",
        "SELECT MIN(transaction_id) FROM entries WHERE kind = 'turnover'",
        "INSERT INTO entries (brand_id, account_id, sequence, transaction_id, kind, "
        "counter, amount, balance_after, occurred_at, recorded_at, hash) "
        "SELECT brand_id, account_id, 9999, transaction_id, kind, counter, amount, "
        "balance_after, occurred_at, recorded_at, hash FROM entries "
        "WHERE transaction_id = :row AND kind = 'turnover'",
    ),
    "a draft that posted": (
        "I-7b",
        "SELECT MIN(transaction_id) FROM entries WHERE kind = 'turnover'",
        "UPDATE purchases SET state = 'draft' WHERE id = :row",
    ),
    **{
        f"{table} with {figure} that nobody posted": (
            "I-7c",
            f"SELECT MIN(id) FROM {table}",
            f"UPDATE {table} SET {figure} = {figure} + 1 WHERE id = :row",
        )
        for table, figure, _, _ in audit_queries.POSTED
        if (table, figure) != ("refunds", "earning_reversed")
    },
    "a refund that reversed more than it said": (
        "I-7c",
        "SELECT MAX(transaction_id) FROM entries WHERE kind = 'earn_reverse'",
        "UPDATE refunds SET earning_reversed = 0 WHERE id = :row",
    ),
    "a lot larger than it was opened": (
        "I-9",
        "SELECT MIN(id) FROM lots",
        'UPDATE lots SET amount = amount + 1, "left" = "left" + 1 WHERE id = :row',
    ),
    "a purchase of another brand": (
        "I-13",
        "SELECT MIN(id) FROM purchases",
        "UPDATE purchases SET brand_id = 'brnd_other' WHERE id = :row",
    ),
    "an account of another brand": (
        "I-13",
        "SELECT MIN(e.id) FROM entries e JOIN accounts a ON a.id = e.account_id "
        "WHERE a.unit = 'stamps'",
        "UPDATE accounts SET brand_id = 'brnd_other' WHERE unit = 'stamps' "
        "AND 0 < :row",
    ),
    "turnover by day": (
        "I-14",
        "SELECT MIN(account_id) FROM turnover_days",
        "UPDATE turnover_days SET purchased = purchased + 1 WHERE account_id = :row",
    ),
    "a reward that vanished": (
        "I-14b",
        "SELECT MIN(id) FROM accounts WHERE unit = 'rewards'",
        "DELETE FROM rewards WHERE '' < :row",
    ),
    "a reward redeemed by nobody": (
        "I-14c",
        "SELECT MIN(id) FROM rewards WHERE state = 'issued'",
        "UPDATE rewards SET state = 'redeemed' WHERE id = :row",
    ),
    "a reward redeemed and ready": (
        "I-14c",
        "SELECT MIN(reward_id) FROM redemptions WHERE state = 'confirmed'",
        "UPDATE rewards SET state = 'issued' WHERE id = :row",
    ),
    "another rate": (
        "I-14d",
        "SELECT MIN(purchase_id) FROM purchase_lines",
        "UPDATE purchase_lines SET rate_bp = rate_bp + 1 WHERE purchase_id = :row",
    ),
    "goods of another category": (
        "I-14d",
        "SELECT MIN(purchase_id) FROM purchase_lines WHERE category = 'gift'",
        "UPDATE purchase_lines SET category = NULL WHERE purchase_id = :row",
    ),
    "goods of another amount": (
        "I-14d",
        "SELECT MIN(id) FROM purchases WHERE stamps_added > 0",
        "UPDATE purchase_lines SET quantity = quantity + 1 WHERE purchase_id = :row",
    ),
    "turnover moved from one side of a day to the other": (
        "I-14e",
        "SELECT MIN(account_id) FROM turnover_days",
        "UPDATE turnover_days SET purchased = purchased + 1, refunded = refunded + 1 "
        "WHERE account_id = :row",
    ),
    "a day of turnover that nobody posted": (
        "I-14e",
        "SELECT MIN(account_id) FROM turnover_days",
        "INSERT INTO turnover_days (brand_id, account_id, day, recorded_month, "
        "purchased, refunded) SELECT brand_id, account_id, '2020-01-05', '2020-01-01', "
        "1, 1 FROM turnover_days WHERE account_id = :row LIMIT 1",
    ),
    "a day of turnover that vanished": (
        "I-14e",
        "SELECT MIN(account_id) FROM turnover_days",
        "DELETE FROM turnover_days WHERE account_id = :row",
    ),
    **{
        f"a refund with another {column}": (
            "I-14f",
            "SELECT MIN(id) FROM refunds",
            f"UPDATE refunds SET {column} = {column} + 1 WHERE id = :row",
        )
        for column in ("money", "points_returned", "earning_reversed")
    },
    "a line refunded otherwise": (
        "I-14f",
        "SELECT MIN(refund_id) FROM refund_lines",
        "UPDATE refund_lines SET discount = discount + 1 WHERE refund_id = :row",
    ),
    "an altered entry": (
        "I-15",
        "SELECT MIN(id) FROM entries WHERE kind = 'spend'",
        "UPDATE entries SET transaction_id = 'purc_mine' WHERE id = :row",
    ),
    "an entry removed from the middle": (
        "I-15",
        "SELECT MIN(id) FROM entries WHERE sequence = 3 AND account_id IN "
        "(SELECT account_id FROM entries WHERE sequence = 4)",
        "DELETE FROM entries WHERE sequence = 2 AND account_id = "
        "(SELECT account_id FROM entries WHERE id = :row)",
    ),
    "a cut tail": (
        "I-15",
        "SELECT MIN(id) FROM accounts WHERE unit = 'turnover'",
        "DELETE FROM entries WHERE account_id = :row AND sequence = "
        "(SELECT revision FROM accounts WHERE id = :row)",
    ),
    "a clock set back": (
        "I-16",
        "SELECT MAX(id) FROM entries WHERE sequence > 1",
        "UPDATE entries SET recorded_at = '2020-01-01 00:00:00.000000' WHERE id = :row",
    ),
    "a purchase recorded before it occurred": (
        "I-16b",
        "SELECT MIN(id) FROM purchases",
        "UPDATE purchases SET recorded_at = '2020-01-01 00:00:00.000000' "
        "WHERE id = :row",
    ),
    "points spent before their time": (
        "I-16c",
        "SELECT MIN(id) FROM lot_uses WHERE kind = 'spend'",
        "UPDATE lots SET available_at = '2030-01-01 00:00:00.000000' "
        "WHERE id = (SELECT lot_id FROM lot_uses WHERE id = :row)",
    ),
    "points spent after their time": (
        "I-16c",
        "SELECT MIN(id) FROM lot_uses WHERE kind = 'spend'",
        "UPDATE lots SET expires_at = '2020-01-01 00:00:00.000000' "
        "WHERE id = (SELECT lot_id FROM lot_uses WHERE id = :row)",
    ),
    "a history that vanished": (
        "I-15",
        "SELECT MIN(id) FROM accounts WHERE unit = 'turnover'",
        "DELETE FROM entries WHERE account_id = :row",
    ),
}


def test_honest_books_have_no_findings(booked: Till) -> None:
    assert booked.findings() == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(booked: Till, fault: str) -> None:
    invariant, of_row, statement = FAULTS[fault]
    with books.tampering(booked.database) as connection:
        row = connection.scalar(text(of_row))
        assert row is not None
        assert connection.execute(text(statement), {"row": row}).rowcount
    found = {(one.invariant, one.row) for one in booked.findings()}
    assert (invariant, str(row)) in found


@pytest.mark.parametrize("trigger", ["entries_refuse_update", "lots_refuse_delete"])
def test_a_guard_that_is_missing_is_found(till: Till, trigger: str) -> None:
    table = trigger.partition("_")[0]
    on = "" if till.database.is_sqlite else f" ON {table}"
    with till.database.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {trigger}{on}"))
    assert {(one.invariant, one.row) for one in till.findings()} == {("I-9b", trigger)}


def test_a_guard_that_is_switched_off_is_found(
    postgres_database: Database, vault: Vault
) -> None:
    with postgres_database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE lots DISABLE TRIGGER lots_refuse_delete"))
    found = Till(postgres_database, vault).findings()
    assert [one.row for one in found] == ["lots_refuse_delete"]
