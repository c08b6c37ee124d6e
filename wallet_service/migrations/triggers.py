"""Triggers that make the ledger append-only, written again after every migration.

Alembic's batch mode on SQLite rebuilds a table without its triggers, so there is one
function that lays them all, and it can be called any number of times.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

APPEND_ONLY = (
    "entries",
    "lot_uses",
    "audit_events",
    "payments",
    "refunds",
    "refund_lines",
)
# what was bought and earned never changes; only what is left of it does
FIXED_COLUMNS = {
    "lots": (
        "id, brand_id, account_id, transaction_id, purchase_id, returned_use_id, "
        "earned_at, available_at, expires_at, amount"
    ),
    "purchases": (
        "id, brand_id, card_id, program_id, version_id, company_id, holding_id, "
        "source, occurred_at, recorded_at, gross, discount, points_spent, payable, "
        "earned, stamps_added, rewards_issued, turnover_added, carry_before, trace, "
        "asked"
    ),
    "purchase_campaigns": "brand_id, purchase_id, campaign_id, points",
    "purchase_lines": (
        "purchase_id, number, category, sku, quantity, gross, cost, discount, "
        "points_spent, payable, earned, rate_bp"
    ),
}
# a draft becomes a purchase once; nothing becomes a draft again
WHEN = {"purchases_refuse_update": "OLD.state <> 'draft'"}
BECOMES_DRAFT = ("purchases_refuse_draft", "purchases", "UPDATE OF state")
WHEN[BECOMES_DRAFT[0]] = "NEW.state = 'draft'"
PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND tgenabled <> 'D'",
}
FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only';
END $$ LANGUAGE plpgsql
"""


def create(connection: Connection) -> None:
    """Lay the triggers of every table there is; those that exist are replaced."""
    present = set(inspect(connection).get_table_names())
    if not present.issuperset((*APPEND_ONLY, *FIXED_COLUMNS)):
        return
    if connection.dialect.name == "sqlite":
        for name, statement in _sqlite_triggers():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(statement)
        return
    connection.exec_driver_sql(FUNCTION)
    for name, table, statement in _postgresql_triggers():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        connection.exec_driver_sql(statement)


def missing(connection: Connection) -> set[str]:
    """The triggers that should be there and are not, or are switched off."""
    dialect = connection.dialect.name
    return names(dialect) - set(connection.execute(text(PRESENT[dialect])).scalars())


def names(dialect: str) -> set[str]:
    """The triggers that must be there at head."""
    if dialect == "sqlite":
        return {name for name, _ in _sqlite_triggers()}
    return {name for name, _, _ in _postgresql_triggers()}


def _events() -> list[tuple[str, str, str]]:
    events = [
        (f"{table}_refuse_{event.lower()}", table, event)
        for table in APPEND_ONLY
        for event in ("UPDATE", "DELETE")
    ]
    for table, columns in FIXED_COLUMNS.items():
        events.append((f"{table}_refuse_update", table, f"UPDATE OF {columns}"))
        events.append((f"{table}_refuse_delete", table, "DELETE"))
    return [*events, BECOMES_DRAFT]


def _when(name: str) -> str:
    return f"WHEN ({WHEN[name]}) " if name in WHEN else ""


def _sqlite_triggers() -> list[tuple[str, str]]:
    return [
        (
            name,
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} {_when(name)}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        )
        for name, table, event in _events()
    ]


def _postgresql_triggers() -> list[tuple[str, str, str]]:
    rows = [
        (
            name,
            table,
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
            f"FOR EACH ROW {_when(name)}EXECUTE FUNCTION refuse_change()",
        )
        for name, table, event in _events()
    ]
    for table in (*APPEND_ONLY, *FIXED_COLUMNS):
        name = f"{table}_refuse_truncate"
        statement = (
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        rows.append((name, table, statement))
    return rows
