"""A user's own account: password, sessions elsewhere."""

from __future__ import annotations

import re

import pytest

from tests import factories
from tests.web.visits import Visit

EMAIL = "sam@acme.example"
NEW = "another horse battery"


@pytest.fixture
def visit(app, database, brand_id):
    factories.a_person(database, brand_id, EMAIL)
    visit = Visit(app)
    visit.sign_in(EMAIL)
    visit.get("/account")
    return visit


def test_a_new_password_signs_out_everywhere_else_and_renews_this_session(visit, app):
    other = Visit(app)
    other.sign_in(EMAIL)
    before = visit.token
    changed = visit.post(
        "/account/password", old_password=factories.PASSWORD, password=NEW
    )
    assert changed.status_code == 303
    assert visit.token != before
    assert visit.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert Visit(app).sign_in(EMAIL).status_code == 403
    assert Visit(app).sign_in(EMAIL, NEW).status_code == 303


def test_the_old_password_is_asked_for_and_counted(visit):
    for _ in range(10):
        wrong = visit.post(
            "/account/password", old_password="wrong horse battery", password=NEW
        )
        assert wrong.status_code == 403
        assert "another one" in wrong.text
    limited = visit.post(
        "/account/password", old_password=factories.PASSWORD, password=NEW
    )
    assert limited.status_code == 429


def test_a_session_elsewhere_is_seen_and_ended(visit, app):
    other = Visit(app)
    other.sign_in(EMAIL)
    page = visit.get("/account").text
    (ending,) = re.findall(r'action="(/account/sessions/[^"]+/end)"', page)
    assert visit.post(ending).status_code == 303
    assert other.get("/account").status_code == 303
    assert visit.post("/account/sessions/sess_x/end").status_code == 404


def test_a_borrowed_browser_is_asked_who_it_is(visit, clock):
    visit.get("/account")
    clock.advance(minutes=11)
    page = visit.follow(visit.post("/account/second-factor/remove"))
    assert "Is it still you?" in page.text
    assert visit.post("/sign-in/again", password="wrong").status_code == 403
    again = visit.post("/sign-in/again", password=factories.PASSWORD, next="/account")
    assert again.headers["Location"] == "/account"
