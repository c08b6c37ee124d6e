"""A brand with a history that has a bit of everything, and ways to tamper with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, inspect, text

from tests import factories
from tests.services.till.till import Till, line, local
from wallet_service.database import Database
from wallet_service.migrations import triggers


def a_history(till: Till) -> None:
    """Earned, spent, released, expired, refunded, paid; campaigns, stamps, a bonus."""
    rules = {
        "rate_bp": 1000,
        "hold_days": 1,
        "expiry": {"days": 30},
        "tiers": factories.TIERS,
        "excluded_categories": ["gift"],
    }
    card = till.card_of("cashback", rules)
    till.buy(card, "5,000", local(1, 10))
    till.buy(card, [line(1, "100", "gift")], local(1, 12), points="100")
    partly = till.buy(card, [line(1, "900"), line(2, "700")], local(1, 13))
    till.refund(partly, local(1, 14), (1, "300"))
    till.run_due(local(2, 20))
    whole = till.buy(card, "200", local(3, 1))
    till.pay(whole, local(3, 1))
    till.refund(whole, local(3, 1))
    till.buy(card, "250", local(3, 2))
    doubled = till.program("cashback", {"rate_bp": 300})
    till.campaign(doubled, "multiplier", factor_bp=20_000)
    till.campaign(doubled, "welcome", amount=500, minimum_amount=100)
    till.buy(till.card(doubled, at=local(3, 9)), "100", local(3, 10))
    bonus = {"tiers": factories.TIERS, "period": "month", "retro_bonus": True}
    till.buy(till.card_of("accumulating", bonus), "1,200,000", local(3, 11))
    rules = {"mode": "item", "slots": 10, "reward_name": "A gift"}
    stamps = till.card_of("stamp", rules)
    till.buy(stamps, [line(1, "9", quantity=32)], local(3, 3))
    till.redeem(stamps, local(3, 4))
    till.reserve(stamps, local(3, 4))
    till.run_due(local(4, 2))


@contextmanager
def tampering(database: Database) -> Iterator[Connection]:
    """A transaction without triggers and without foreign keys."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            _unguard(connection)
            yield connection
        if database.is_sqlite:
            driver.execute("PRAGMA foreign_keys=ON")


def _unguard(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for name in triggers.names("sqlite"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        return
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    for table in inspect(connection).get_table_names():
        for check in inspect(connection).get_check_constraints(table):
            connection.execute(
                text(f'ALTER TABLE {table} DROP CONSTRAINT "{check["name"]}"')
            )
