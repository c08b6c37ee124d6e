"""The normal run's share of random histories: product and model agree at every step.

Sixty histories of forty steps, every fifth on PostgreSQL too. They are told in parts,
each by a file of its own, so that workers can share them; no part repeats another.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.histories.machine import histories_on
from tests.histories.product import Product
from tests.histories.shelves import PostgresShelf, SqliteShelf

HISTORIES = 60
STEPS = 40
POSTGRES_EVERY = 5
PARTS = 3

ON_POSTGRES = HISTORIES // POSTGRES_EVERY // PARTS
ON_SQLITE_ALONE = HISTORIES // PARTS - ON_POSTGRES


def on_sqlite(part: int, shelf: SqliteShelf) -> None:
    """Four of five histories of a part, counted from 0."""

    def products() -> dict[str, Product]:
        return {"SQLite": shelf.new_product()}

    _tell(products, ON_SQLITE_ALONE, seed_of=2 * part)


def on_both(part: int, shelf: SqliteShelf, postgres: PostgresShelf) -> None:
    """Every fifth history of a part."""

    def products() -> dict[str, Product]:
        return {"SQLite": shelf.new_product(), "PostgreSQL": postgres.new_product()}

    _tell(products, ON_POSTGRES, seed_of=2 * part + 1)


def _tell(
    new_products: Callable[[], dict[str, Product]], histories: int, *, seed_of: int
) -> None:
    """So many histories from a seed, unless a profile that searches wants more."""
    profile, machine = settings(), histories_on(new_products)
    if profile.derandomize:
        profile = settings(profile, max_examples=histories)
        machine = seed(seed_of)(machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            profile,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )
