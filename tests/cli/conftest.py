"""An installation in a folder of the test's own: bare, migrated, or with a brand."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests import factories
from tests.cli.operator import Operator, development
from wallet_service.database import Database

PRODUCTION = {"env": "production", "base_url": "https://cards.example.com"}


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Settings alone; no database yet."""
    for name in [name for name in os.environ if name.startswith("WALLET_")]:
        monkeypatch.delenv(name)
    checkout = tmp_path / "checkout"
    (checkout / "certs").mkdir(parents=True)
    (checkout / "pass_templates").symlink_to(factories.TEMPLATES)
    return development(tmp_path)


@pytest.fixture
def operator(bare: Operator, sqlite_template: Path) -> Operator:
    """A migrated SQLite database without brands."""
    bare.data.mkdir()
    shutil.copyfile(sqlite_template, bare.data / "wallet.db")
    return bare


@pytest.fixture
def brand(operator: Operator) -> str:
    """A brand of the installation."""
    brand_id: str = operator.told("brand", "create", "--name", "Acme")["id"]
    return brand_id


@pytest.fixture
def production() -> dict[str, str]:
    """What differs in production."""
    return PRODUCTION


@pytest.fixture
def postgres(bare: Operator, postgres_database: Database) -> Database:
    """An installation on PostgreSQL: its settings, and a look inside."""
    bare.environment["WALLET_DATABASE_URL"] = postgres_database.url
    bare.told("migrate")
    return postgres_database
