"""The audit: silent on honest books, and it names the row of every planted fault."""

# ruff: noqa: S608 - the names of tables and columns are our own
from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.ledger import books
from tests.services.till.till import Till

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
    "a history that vanished": (
        "I-15",
        "SELECT MIN(id) FROM accounts WHERE unit = 'turnover'",
        "DELETE FROM entries WHERE account_id = :row",
    ),
}


def test_honest_books_have_no_findings(till: Till) -> None:
    books.a_history(till)
    assert till.findings() == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(till: Till, fault: str) -> None:
    invariant, of_row, statement = FAULTS[fault]
    books.a_history(till)
    with books.tampering(till.database) as connection:
        row = connection.scalar(text(of_row))
        assert row is not None
        assert connection.execute(text(statement), {"row": row}).rowcount
    found = {(one.invariant, one.row) for one in till.findings()}
    assert (invariant, str(row)) in found
