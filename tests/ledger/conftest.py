"""A till whose ledger can be looked into, and tampered with."""

from __future__ import annotations

import pytest

from tests.services.till.till import Till
from wallet_service.database import Database
from wallet_service.vault import Vault


@pytest.fixture
def till(any_database: Database, vault: Vault) -> Till:
    """A till on each kind of database in turn."""
    return Till(any_database, vault)
