"""The application over the test's SQLite database, a client, a clock to be moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import factories
from tests.web.house import Api
from wallet_service import wiring
from wallet_service.app import create_app
from wallet_service.database import Database
from wallet_service.services import passwords
from wallet_service.settings import Environment, Settings


class Clock:
    """Tells the time that a test has set."""

    def __init__(self, now: datetime = factories.NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **units: float) -> None:
        """Move on by a timedelta's units."""
        self.now += timedelta(**units)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hashes of a thousandth of the cost: nobody steals the tests' passwords."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = passwords.CONTEXT.using(argon2__memory_cost=64)
        patch.setattr(passwords, "CONTEXT", cheap)
        yield


@pytest.fixture
def clock() -> Clock:
    """Stands at `factories.NOW`."""
    return Clock()


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Development settings over the test's database, without a rate limit."""
    return settings_for(database.url, tmp_path)


def settings_for(database_url: str, folder: Path) -> Settings:
    """Settings of a development service without a rate limit."""
    return Settings(
        base_url="http://localhost:8000",
        secret_key=factories.SECRET_KEY,
        env=Environment.DEVELOPMENT,
        data_dir=folder,
        database_url=database_url,
        api_rate_per_second=0,
    )


@pytest.fixture
def adapters(settings: Settings, clock: Clock) -> Iterator[wiring.Adapters]:
    """The parts, with the test's clock."""
    built = wiring.build(settings, clock)
    yield built
    built.close()


@pytest.fixture
def app(settings: Settings, adapters: wiring.Adapters) -> Flask:
    """The whole application."""
    return create_app(settings, adapters)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client without a key."""
    return app.test_client()


@pytest.fixture
def api_key(database: Database, brand_id: str) -> str:
    """A key of the brand that may do everything."""
    return factories.an_api_key(database, brand_id)


@pytest.fixture
def api(client: FlaskClient, api_key: str) -> Api:
    """The API, called with a key that may do everything."""
    return Api(client, api_key)
