"""Whatever happens in whatever order: product and model agree at every step."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.histories.machine import histories_on
from tests.histories.product import Product
from tests.histories.shelves import PostgresShelf, SqliteShelf
from tests.postgres_copies import PostgresCopies

STEPS = 40


@pytest.fixture(scope="module")
def sqlite_shelf(tmp_path_factory: pytest.TempPathFactory) -> SqliteShelf:
    return SqliteShelf(tmp_path_factory.mktemp("histories"))


def _profile(examples: int) -> settings:
    """So many examples, unless a profile that searches wants more."""
    profile = settings()
    if profile.derandomize:
        profile = settings(profile, max_examples=examples)
    return settings(
        profile,
        stateful_step_count=STEPS,
        suppress_health_check=list(HealthCheck),
    )


def test_sqlite_and_the_model_agree_on_any_history(sqlite_shelf: SqliteShelf) -> None:
    def products() -> dict[str, Product]:
        return {"SQLite": sqlite_shelf.new_product()}

    run_state_machine_as_test(histories_on(products), settings=_profile(48))


def test_sqlite_postgresql_and_the_model_agree_on_any_history(
    sqlite_shelf: SqliteShelf, postgres_copies: PostgresCopies
) -> None:
    postgres_shelf = PostgresShelf(postgres_copies)

    def products() -> dict[str, Product]:
        return {
            "SQLite": sqlite_shelf.new_product(),
            "PostgreSQL": postgres_shelf.new_product(),
        }

    run_state_machine_as_test(histories_on(products), settings=_profile(12))
