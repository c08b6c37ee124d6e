"""Work that comes out the same for every test and is done once in a process.

Each test has a database and an application of its own; what SQLAlchemy compiled and
what Flask made of the routes says nothing of either, and made up a third of the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from wallet_service import engines, logs
from wallet_service.app import create_app
from wallet_service.settings import Environment, Settings
from wallet_service.web import adapters as web_adapters
from wallet_service.wiring import Adapters

_applications: dict[tuple[str, Environment], Flask] = {}


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Engines of one kind of database share their compiled statements.

    SQLAlchemy keeps them by dialect, and each engine has an equal one of its own.
    """
    compiled: LRUCache[Any, Any] = LRUCache(4_000)

    def create_engine(*arguments: Any, **options: Any) -> Engine:
        engine = sqlalchemy.create_engine(*arguments, **options)
        engine._compiled_cache = compiled
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", create_engine)
        patch.setattr(DefaultDialect, "__hash__", lambda self: hash(type(self)))
        patch.setattr(
            DefaultDialect, "__eq__", lambda self, other: type(self) is type(other)
        )
        yield


def application(settings: Settings, adapters: Adapters) -> Flask:
    """The application with these adapters; it is the next caller's afterwards.

    A test that adds routes, reads the metrics, limits calls or trusts proxies makes one
    of its own.
    """
    assert not settings.api_rate_per_second
    assert not settings.trusted_proxies
    kind = settings.base_url, settings.env
    if kind not in _applications:
        _applications[kind] = create_app(settings, adapters)
    app = _applications[kind]
    logs.configure(settings.log_level)
    web_adapters.install(app, adapters)
    return app
