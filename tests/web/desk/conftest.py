"""People at the desk: an owner, a manager, an analyst; and another brand's owner."""

from __future__ import annotations

import pytest

from tests import factories
from tests.web.visits import Visit, a_manager


@pytest.fixture
def owner(app, database, brand_id, clock):
    return a_manager(app, database, brand_id, clock())[0]


@pytest.fixture
def manager(app, database, brand_id, clock):
    visit, _ = a_manager(
        app, database, brand_id, clock(), role="manager", email="max@acme.example"
    )
    return visit


@pytest.fixture
def analyst(app, database, brand_id):
    factories.a_person(database, brand_id, "ada@acme.example", "analyst", name="Ada")
    visit = Visit(app)
    visit.enter("ada@acme.example")
    return visit


@pytest.fixture
def other_brand(database, vault):
    """Another brand of the installation."""
    return factories.a_brand(database, vault, name="Other")


@pytest.fixture
def stranger(app, database, other_brand, clock):
    """Its owner."""
    return a_manager(app, database, other_brand, clock(), email="eve@other.example")[0]
