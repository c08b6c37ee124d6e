"""The migrations: they make exactly the models' tables, and take them back again."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from wallet_service import models, schema
from wallet_service.database import Base, Database
from wallet_service.migrations import triggers

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def _triggers(database: Database) -> set[str]:
    with database.read_engine.connect() as connection:
        statement = TRIGGERS[connection.dialect.name]
        return set(connection.execute(text(statement)).scalars())


def test_head_is_what_the_models_say(any_database: Database) -> None:
    assert models
    with any_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_trigger_is_there_at_head(any_database: Database) -> None:
    dialect = any_database.engine.dialect.name
    wanted = triggers.names(dialect)
    assert wanted
    assert _triggers(any_database) == wanted


def test_upgrading_twice_changes_nothing(any_database: Database) -> None:
    before = _triggers(any_database)
    assert schema.upgrade(any_database) == schema.head()
    assert _triggers(any_database) == before
    schema.require_head(any_database)


def test_a_trigger_that_was_lost_is_laid_again(any_database: Database) -> None:
    name = "entries_refuse_update"
    where = "" if any_database.is_sqlite else " ON entries"
    with any_database.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {name}{where}"))
    assert name not in _triggers(any_database)
    schema.upgrade(any_database)
    assert name in _triggers(any_database)


def test_base_leaves_nothing(any_database: Database) -> None:
    schema.downgrade(any_database, "base")
    with any_database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    assert _triggers(any_database) == set()
    assert schema.upgrade(any_database) is None
    schema.require_head(any_database)


def test_an_empty_database_is_refused_with_the_cure(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'wallet.db'}")
    with pytest.raises(schema.SchemaOutdated, match="run 'wallet-service migrate'"):
        schema.require_head(database)
    database.dispose()


def test_foreign_keys_are_on_again_after_a_migration(sqlite_database: Database) -> None:
    schema.upgrade(sqlite_database)
    with sqlite_database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
