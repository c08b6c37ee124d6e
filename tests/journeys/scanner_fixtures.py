"""A counter and a browser with a film before its camera, shared by a module's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import browser as browsers
from tests.journeys import house as houses
from tests.journeys.counter import Counter


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """The service with a shop in it, one for the module."""
    folder: Path = tmp_path_factory.mktemp("counter")
    house = houses.opened(folder)
    shop = Counter(house, folder / "film.mjpeg")
    shop.film.write_bytes(b"")
    shop.location()
    yield shop
    house.close()


@pytest.fixture(scope="module")
def chromium(counter: Counter) -> Iterator[Browser]:
    """A browser whose camera shows the counter's film."""
    with browsers.launched(counter.film) as browser:
        yield browser


def complaints(noticed: browsers.Noticed) -> Any:
    """What a page should not have done; that answers failed is what tests arrange."""
    arranged = (
        "Failed to load resource",
        "blocked by Playwright",
        "Cleared data types",
    )
    return noticed.foreign + [
        one for one in noticed.complaints if not any(words in one for words in arranged)
    ]
