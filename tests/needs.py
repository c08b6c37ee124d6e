"""What some tests need beyond Python: a database server, a browser, a program.

Each function gives the thing or skips the test and says what is missing. With
REQUIRE_ALL=1 the test fails instead, so a build machine leaves nothing out unseen.
"""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

from tests import postgres_server

SKIP_PREFIX = "needs "
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def postgres() -> str:
    """The URL of an empty PostgreSQL database, one for each test process.

    It serves SQLAlchemy and libpq alike and is dropped when the session ends. All tests
    of a process share it: whoever makes tables in it empties or drops them.
    """
    try:
        return postgres_server.database_url()
    except postgres_server.NoServer as missing:
        _unavailable(f"PostgreSQL ({missing})")


def chromium() -> str:
    """The path of Chromium or Chrome; WALLET_TEST_CHROMIUM names another one."""
    path = os.environ.get("WALLET_TEST_CHROMIUM") or _first_program(BROWSERS)
    return path or _unavailable("Chromium")


def program(name: str) -> str:
    """The path of a command such as ``openssl`` or ``unzip``."""
    return shutil.which(name) or _unavailable(f"the program {name}")


def _first_program(names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def _unavailable(what: str) -> NoReturn:
    reason = f"{SKIP_PREFIX}{what}"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
