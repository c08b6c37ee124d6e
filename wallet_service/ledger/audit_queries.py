"""The audit's queries: each gives (row, detail) of the rows that break an invariant.

The numbers are those of docs/invariants.md; a letter marks a further side of the same.
"""

from __future__ import annotations

from sqlalchemy import TextClause, text

# a figure of a business row, and the entries of its transaction that posted it
POSTED = (
    ("purchases", "points_spent", "= -", "spend"),
    ("purchases", "earned", "= ", "earn', 'earn_pending"),
    ("purchases", "turnover_added", "= ", "turnover"),
    ("purchases", "stamps_added", "= ", "stamp"),
    ("refunds", "points_returned", "= ", "spend_return"),
    # of what is reversed, that part is not taken which had expired unused (R14)
    ("refunds", "earning_reversed", ">= -", "earn_reverse"),
    ("refunds", "turnover_removed", "= -", "turnover_reverse"),
    ("refunds", "stamps_removed", "= -", "stamp_reverse"),
    ("payments", "turnover_added", "= ", "turnover"),
    ("retro_bonuses", "amount", "= ", "retro_bonus"),
    ("welcomes", "amount", "= ", "welcome"),
)


def _as_posted(table: str, figure: str, relation: str, kinds: str) -> str:
    """Rows of the table whose figure is not what their transaction posted."""
    return (
        f"SELECT t.id, '{figure} ' || t.{figure} || ', entries ' "  # noqa: S608
        f"|| COALESCE(e.posted, 0) FROM {table} t LEFT JOIN ("
        "SELECT transaction_id, SUM(amount) AS posted FROM entries "
        f"WHERE kind IN ('{kinds}') GROUP BY transaction_id) e "
        "ON e.transaction_id = t.id "
        f"WHERE NOT t.{figure} {relation}COALESCE(e.posted, 0)"
    )


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
    "I-4c": (
        "points of a transaction were taken from lots",
        text(
            "SELECT e.id, e.kind || ' ' || e.amount || ', taken ' "
            "|| COALESCE(t.taken, 0) FROM entries e LEFT JOIN ("
            "SELECT u.transaction_id, l.account_id, u.kind, SUM(u.amount) AS taken "
            "FROM lot_uses u JOIN lots l ON l.id = u.lot_id "
            "WHERE u.kind IN ('spend', 'payout') "
            "GROUP BY u.transaction_id, l.account_id, u.kind) t "
            "ON t.transaction_id = e.transaction_id "
            "AND t.account_id = e.account_id AND t.kind = e.kind "
            "WHERE e.kind IN ('spend', 'payout') "
            "AND e.amount <> -COALESCE(t.taken, 0)"
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
    "I-7c": (
        "what was bought, returned and paid is what was posted",
        text(" UNION ALL ".join(_as_posted(*one) for one in POSTED)),
    ),
    "I-9": (
        "a lot is as its entry opened it",
        text(
            "SELECT l.id, 'amount ' || l.amount || ', entry ' || e.amount "
            "FROM lots l JOIN entries e ON e.lot_id = l.id "
            "AND e.transaction_id = l.transaction_id AND e.account_id = l.account_id "
            "WHERE e.kind <> 'release' AND e.amount <> l.amount"
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
    "I-16b": (
        "nothing is bought before it happened",
        text(
            "SELECT id, 'occurred after it was recorded' FROM purchases "
            "WHERE state <> 'draft' AND gross > 0 AND occurred_at > recorded_at"
        ),
    ),
    "I-16c": (
        "no points are spent before their time or after it",
        text(
            "SELECT CAST(u.id AS VARCHAR(40)), 'a use of lot ' || l.id "
            "FROM lot_uses u JOIN lots l ON l.id = u.lot_id "
            "WHERE u.kind IN ('spend', 'payout') AND (u.recorded_at < l.available_at "
            "OR u.recorded_at >= l.expires_at)"
        ),
    ),
}
