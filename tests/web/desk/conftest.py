"""People at the desk, signed in: an owner, a manager, an analyst; another brand's."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import factories
from tests.web.visits import Visit
from wallet_service.models.access import Membership
from wallet_service.services.staff import sessions


class DeskVisit(Visit):
    """Sends each form as one that was just shown."""

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form; a repeated click names its `once` itself."""
        return super().post(path, **{"once": secrets.token_urlsafe(16), **fields})

    def done(self, path: str, **fields: Any) -> TestResponse:
        """Send a form that must be accepted, and open the page that it leads to."""
        answer = self.post(path, **fields)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["Location"])


@pytest.fixture
def enter(app, database, brand_id, clock, adapters):
    """Signs somebody in, second factor and all, without the pages for it."""

    def sign_in(role, email, *, brand=brand_id):
        user_id = factories.a_user(database, brand, email, role)
        visit = DeskVisit(app)
        with database.writing_across_brands() as session:
            membership = select(Membership.id).where(
                Membership.user_id == user_id, Membership.brand_id == brand
            )
            new = sessions.begin(
                session,
                user_id,
                is_full=True,
                agent="a browser",
                now=clock(),
                membership_id=session.scalar(membership),
            )
        visit.client.set_cookie("sid", new.token)
        visit.csrf = adapters.vault.keyed_hash(new.token, purpose="session.csrf")
        return visit

    return sign_in


@pytest.fixture
def owner(enter):
    return enter("owner", "olga@acme.example")


@pytest.fixture
def manager(enter):
    return enter("manager", "max@acme.example")


@pytest.fixture
def analyst(enter):
    return enter("analyst", "ada@acme.example")


@pytest.fixture
def other_brand(database, vault):
    """Another brand of the installation."""
    return factories.a_brand(database, vault, name="Other")


@pytest.fixture
def stranger(enter, other_brand):
    """Its owner."""
    return enter("owner", "eve@other.example", brand=other_brand)


@pytest.fixture
def made(database, brand_id, adapters):
    """Makes something in the brand with a factory: `made(factories.a_company)`."""

    def make(factory, *arguments, brand=brand_id, **fields):
        with database.writing(brand) as session:
            if factory in {factories.a_member, factories.a_card}:
                arguments = (adapters.keyring, *arguments)
            return factory(session, *arguments, **fields)

    return make
