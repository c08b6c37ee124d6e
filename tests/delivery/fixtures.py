"""Fixtures of a house with one brand; test folders take them over in their conftest."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import push_house
from tests.delivery import house as houses
from wallet_service.database import Database
from wallet_service.simulator.apns_stand_in import ApnsStandIn


@pytest.fixture
def stand_in() -> Iterator[ApnsStandIn]:
    """APNs on this machine."""
    with push_house.a_stand_in() as running:
        yield running


@pytest.fixture
def house(
    database: Database, tmp_path: Path, stand_in: ApnsStandIn
) -> Iterator[houses.House]:
    """A house on SQLite."""
    with houses.opened(database, tmp_path, stand_in) as found:
        yield found


@pytest.fixture
def any_house(
    any_database: Database, tmp_path: Path, stand_in: ApnsStandIn
) -> Iterator[houses.House]:
    """A house on SQLite and on PostgreSQL in turn."""
    with houses.opened(any_database, tmp_path, stand_in) as found:
        yield found


@pytest.fixture
def url(house: houses.House) -> Iterator[str]:
    """The address of the device protocol."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with houses.serving(house) as address:
        yield address


@pytest.fixture
def brand(house: houses.House) -> str:
    """A brand with a certificate."""
    return house.add_brand()


@pytest.fixture
def card(house: houses.House, brand: str) -> str:
    """A card of the brand."""
    return house.add_card(brand)


@pytest.fixture
def phone(url: str) -> houses.Phone:
    """A phone that has registered nothing yet."""
    return houses.Phone(url, "device-one", houses.a_token(1))
