"""A published program with a link to its form, and somebody who comes by it."""

from __future__ import annotations

import pytest

from tests.web.house import new_program
from tests.web.joining.people import Person


@pytest.fixture
def program_id(api):
    """A published cashback program."""
    program_id = api.created("/programs", new_program())["id"]
    api.created(f"/programs/{program_id}/publish", {})
    return program_id


@pytest.fixture
def link(api, program_id):
    """The path of a link for everybody."""
    return path_of(api.created("/join-links", {"program_id": program_id}))


@pytest.fixture
def person(client, adapters, brand_id):
    """Comes from 192.0.2.1."""
    return Person(client, adapters, brand_id)


@pytest.fixture
def another(client, adapters, brand_id):
    """Makes people at other addresses."""
    return lambda address: Person(client, adapters, brand_id, address)


def path_of(made):
    return made["url"].removeprefix("http://localhost:8000")
