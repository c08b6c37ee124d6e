"""A house for each journey: the service, its relay, the stand-in for APNs."""

from __future__ import annotations

import pytest

from tests.journeys import house as houses


@pytest.fixture
def house(tmp_path):
    """The whole service, its relay paying."""
    opened = houses.opened(tmp_path)
    opened.start_relay()
    yield opened
    opened.close()


@pytest.fixture
def quiet_house(tmp_path):
    """The whole service; a test decides when the outbox is paid."""
    opened = houses.opened(tmp_path)
    yield opened
    opened.close()
