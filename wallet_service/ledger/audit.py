"""The audit: recomputes everything the ledger says and names every row that disagrees.

Each check is one invariant (docs/invariants.md) and gives the broken rows; a healthy
ledger gives none. It reads in pages, so that its memory does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, func, select, text

from wallet_service.database import BrandSession
from wallet_service.ledger import book
from wallet_service.ledger.accounts import GENESIS
from wallet_service.ledger.book import ACCOUNTS, ENTRIES

PAGE = 5_000

CHAINED = "I-15"
CHAIN = "every account's chain of hashes is whole"

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that breaks an invariant."""

    invariant: str
    row: str
    detail: str

    @property
    def rule(self) -> str:
        """What should hold, in a few words."""
        return CHAIN if self.invariant == CHAINED else QUERIES[self.invariant][0]


# Each query gives (row, detail) of broken rows only.
QUERIES: dict[str, tuple[str, TextClause]] = {
    "I-1": (
        "every entry names the brand's account on its other side",
        text(
            "SELECT id, 'the entry has no counter account' FROM entries "
            "WHERE counter NOT IN ('cost', 'liability', 'expired', 'sales')"
        ),
    ),
    "I-2": (
        "a balance is the sum of the account's entries",
        text(
            "SELECT a.id, 'balance ' || a.balance || ', entries ' "
            "|| COALESCE(SUM(e.amount), 0) FROM accounts a "
            "LEFT JOIN entries e ON e.account_id = a.id GROUP BY a.id, a.balance "
            "HAVING a.balance <> COALESCE(SUM(e.amount), 0)"
        ),
    ),
    "I-2b": (
        "each entry goes on from the balance of the one before it",
        text(
            "SELECT e.id, 'balance ' || e.balance_after || ' after ' "
            "|| COALESCE(b.balance_after, 0) || ' and ' || e.amount FROM entries e "
            "LEFT JOIN entries b ON b.account_id = e.account_id "
            "AND b.sequence = e.sequence - 1 "
            "WHERE e.balance_after <> COALESCE(b.balance_after, 0) + e.amount"
        ),
    ),
    "I-3": (
        "nothing is negative but an explicit debt",
        text(
            "SELECT id, 'balance ' || balance || ', debt ' || debt FROM accounts "
            "WHERE debt < 0 OR balance + debt < 0 OR (debt > 0 AND balance + debt > 0)"
        ),
    ),
    "I-4": (
        "open lots less the debt are the balance of points",
        text(
            "SELECT a.id, 'balance ' || a.balance || ', debt ' || a.debt || ', lots ' "
            '|| COALESCE(SUM(l."left"), 0) FROM accounts a '
            "LEFT JOIN lots l ON l.account_id = a.id WHERE a.unit = 'points' "
            "GROUP BY a.id, a.balance, a.debt "
            'HAVING a.balance + a.debt <> COALESCE(SUM(l."left"), 0)'
        ),
    ),
    "I-4b": (
        "what was used of a lot is what it lacks",
        text(
            "SELECT l.id, 'amount ' || l.amount || ', left ' || l.\"left\" "
            "|| ', used ' || COALESCE(SUM(u.amount), 0) FROM lots l "
            "LEFT JOIN lot_uses u ON u.lot_id = l.id "
            'GROUP BY l.id, l.amount, l."left" '
            'HAVING l.amount - l."left" <> COALESCE(SUM(u.amount), 0)'
        ),
    ),
    "I-6": (
        "refunds never exceed their purchase, and a full refund equals it",
        text(
            "SELECT p.id, 'refunded ' || p.gross_refunded || ' of ' || p.gross "
            "FROM purchases p WHERE p.gross_refunded > p.gross "
            "OR p.points_returned > p.points_spent OR p.earning_reversed > p.earned "
            "OR p.money_refunded > p.payable OR (p.gross_refunded = p.gross "
            "AND (p.money_refunded <> p.payable OR p.points_returned <> p.points_spent "
            "OR p.earning_reversed <> p.earned))"
        ),
    ),
    "I-6b": (
        "a purchase's counters are the sum of its refunds",
        text(
            "SELECT p.id, 'counter ' || p.gross_refunded || ', refunds ' "
            "|| COALESCE(SUM(r.gross), 0) FROM purchases p "
            "LEFT JOIN refunds r ON r.purchase_id = p.id "
            "GROUP BY p.id, p.gross_refunded, p.money_refunded, p.points_returned, "
            "p.earning_reversed, p.turnover_removed, p.stamps_removed "
            "HAVING p.gross_refunded <> COALESCE(SUM(r.gross), 0) "
            "OR p.money_refunded <> COALESCE(SUM(r.money), 0) "
            "OR p.points_returned <> COALESCE(SUM(r.points_returned), 0) "
            "OR p.earning_reversed <> COALESCE(SUM(r.earning_reversed), 0) "
            "OR p.turnover_removed <> COALESCE(SUM(r.turnover_removed), 0) "
            "OR p.stamps_removed <> COALESCE(SUM(r.stamps_removed), 0)"
        ),
    ),
    "I-6c": (
        "the lines of a purchase add up to it",
        text(
            "SELECT p.id, 'gross ' || p.gross || ', lines ' || SUM(l.gross) "
            "FROM purchases p JOIN purchase_lines l ON l.purchase_id = p.id "
            "GROUP BY p.id, p.gross, p.discount, p.points_spent, p.payable, "
            "p.earned, p.gross_refunded, p.earning_reversed "
            "HAVING p.gross <> SUM(l.gross) OR p.discount <> SUM(l.discount) "
            "OR p.points_spent <> SUM(l.points_spent) "
            "OR p.payable <> SUM(l.payable) OR p.earned <> SUM(l.earned) "
            "OR p.earned - p.earning_reversed <> SUM(l.earned_kept) "
            "OR p.gross_refunded <> SUM(l.gross - l.gross_left)"
        ),
    ),
    "I-7": (
        "a purchase is posted once",
        text(
            "SELECT transaction_id, COUNT(*) || ' times posted to ' || account_id "
            "FROM entries WHERE kind IN ('earn', 'earn_pending', 'turnover', 'spend') "
            "GROUP BY transaction_id, account_id, kind HAVING COUNT(*) > 1"
        ),
    ),
    "I-7b": (
        "a draft has posted nothing",
        text(
            "SELECT p.id, 'posted by entry ' || MIN(e.id) FROM purchases p "
            "JOIN entries e ON e.transaction_id = p.id WHERE p.state = 'draft' "
            "GROUP BY p.id"
        ),
    ),
    "I-10": (
        "a changed card with a registered phone owes an update",
        text(
            "SELECT DISTINCT c.id, 'revision ' || c.revision || ', nothing owed' "
            "FROM cards c JOIN card_passes s ON s.card_id = c.id "
            "JOIN apple_registrations g ON g.pass_id = s.id "
            "WHERE s.retired_at IS NULL AND s.update_tag < c.changed_at * 1000 - 5000 "
            "AND s.fetched_at IS NOT NULL AND s.fetched_revision < c.revision "
            "AND NOT EXISTS (SELECT 1 FROM outbox_messages o WHERE o.subject = c.id "
            "AND o.state IN ('queued', 'claimed')) "
            "AND NOT EXISTS (SELECT 1 FROM outbox_messages o WHERE o.subject = "
            "g.device_id AND o.state IN ('queued', 'claimed'))"
        ),
    ),
    "I-13": (
        "nothing points into another brand",
        text(
            "SELECT CAST(e.id AS VARCHAR(40)), "
            "'the entry and its account are of different brands' FROM entries e "
            "JOIN accounts a ON a.id = e.account_id WHERE e.brand_id <> a.brand_id "
            "UNION ALL SELECT p.id, 'the purchase and its card are of different brands'"
            " FROM purchases p JOIN cards c ON c.id = p.card_id "
            "WHERE p.brand_id <> c.brand_id"
        ),
    ),
    "I-14": (
        "turnover by day is the turnover of the entries",
        text(
            "SELECT a.id, 'balance ' || a.balance || ', days ' "
            "|| COALESCE(SUM(d.purchased - d.refunded), 0) FROM accounts a "
            "LEFT JOIN turnover_days d ON d.account_id = a.id "
            "WHERE a.unit = 'turnover' GROUP BY a.id, a.balance "
            "HAVING a.balance <> COALESCE(SUM(d.purchased - d.refunded), 0)"
        ),
    ),
    "I-14b": (
        "rewards that are ready are the balance of rewards",
        text(
            "SELECT a.id, 'balance ' || a.balance || ', rewards ' || COUNT(r.id) "
            "FROM accounts a LEFT JOIN rewards r ON r.card_id = a.owner_id "
            "AND r.state = 'issued' WHERE a.unit = 'rewards' "
            "GROUP BY a.id, a.balance HAVING a.balance <> COUNT(r.id)"
        ),
    ),
    "I-14c": (
        "a redeemed reward has exactly one confirmed redemption",
        text(
            "SELECT r.id, r.state || ', confirmed redemptions ' || COUNT(d.id) "
            "FROM rewards r LEFT JOIN redemptions d ON d.reward_id = r.id "
            "AND d.state = 'confirmed' GROUP BY r.id, r.state HAVING COUNT(d.id) "
            "<> CASE WHEN r.state = 'redeemed' THEN 1 ELSE 0 END"
        ),
    ),
}


def findings(session: BrandSession, progress: Progress) -> Iterator[Finding]:
    """Run every check; gives the rows that break it.

    `progress(rule, 0)` is told as a check begins, and `progress(rule, entries)` while
    the last of them reads the chains, with the number of entries up to then.
    """
    for number, (rule, query) in QUERIES.items():
        progress(rule, 0)
        for row, detail in session.core.execute(query):
            yield Finding(number, str(row), str(detail))
    yield from _broken_chains(session, progress)


def _broken_chains(session: BrandSession, progress: Progress) -> Iterator[Finding]:
    """I-15: no gap in an account's sequence, each hash over the one before it."""
    progress(CHAIN, 0)
    read, account_id, sequence, head = 0, "", 0, GENESIS
    for row in _all_entries(session):
        if row["account_id"] != account_id:
            account_id, sequence, head = row["account_id"], 0, GENESIS
        sequence += 1
        if row["sequence"] != sequence:
            detail = f"sequence {row['sequence']} where {sequence} is due"
            yield Finding(CHAINED, str(row["id"]), detail)
            sequence = row["sequence"]
        if book.entry_hash(head, row) != row["hash"]:
            yield Finding(CHAINED, str(row["id"]), "the entry was altered")
        head = row["hash"]
        read += 1
        if read % PAGE == 0:
            progress(CHAIN, read)
    if read % PAGE:
        progress(CHAIN, read)
    yield from _heads(session)


def _all_entries(session: BrandSession) -> Iterator[dict[str, Any]]:
    """Every entry by account and sequence, a page at a time."""
    after = ("", 0)
    while True:
        statement = (
            select(ENTRIES)
            .where(
                (ENTRIES.c.account_id > after[0])
                | ((ENTRIES.c.account_id == after[0]) & (ENTRIES.c.sequence > after[1]))
            )
            .order_by(ENTRIES.c.account_id, ENTRIES.c.sequence)
            .limit(PAGE)
        )
        rows = session.core.execute(statement).mappings().all()
        yield from (dict(row) for row in rows)
        if len(rows) < PAGE:
            return
        after = (rows[-1]["account_id"], rows[-1]["sequence"])


def _heads(session: BrandSession) -> Iterator[Finding]:
    """The account remembers its last entry, so that a cut tail is seen."""
    last = (
        select(ENTRIES.c.account_id, func.max(ENTRIES.c.sequence).label("sequence"))
        .group_by(ENTRIES.c.account_id)
        .subquery()
    )
    statement = (
        select(ACCOUNTS.c.id, ACCOUNTS.c.revision, ACCOUNTS.c.head_hash, ENTRIES.c.hash)
        .outerjoin(last, last.c.account_id == ACCOUNTS.c.id)
        .outerjoin(
            ENTRIES,
            (ENTRIES.c.account_id == last.c.account_id)
            & (ENTRIES.c.sequence == last.c.sequence),
        )
        .where(ACCOUNTS.c.head_hash != func.coalesce(ENTRIES.c.hash, GENESIS))
    )
    for account_id, revision, _head, _hash in session.core.execute(statement):
        detail = f"the last of {revision} entries is missing or another"
        yield Finding(CHAINED, str(account_id), detail)
