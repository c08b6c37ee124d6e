"""The second factor: forced on who rules, used once, recovered by paper."""

from __future__ import annotations

import re

import pytest

from tests import factories
from tests.web.visits import Visit, a_manager, code_at, seed_in

EMAIL = "olga@acme.example"
CODES = re.compile(r"<li>([0-9a-z]{5}-[0-9a-z]{5})</li>")


@pytest.mark.parametrize("role", ["owner", "manager"])
def test_who_rules_sets_up_an_app_before_anything_else(
    app, database, brand_id, clock, role
):
    factories.a_person(database, brand_id, EMAIL, role)
    visit = Visit(app)
    page = visit.enter(EMAIL)
    assert "authenticator app" in page.text
    assert visit.get("/brand/team").headers["Location"] == "/sign-in/next"
    assert visit.get("/account").status_code == 303
    seed = seed_in(page)
    wrong = visit.post("/account/second-factor", code="000000")
    assert wrong.status_code == 422
    half = visit.token
    codes = visit.post("/account/second-factor", code=code_at(seed, clock()))
    assert len(CODES.findall(codes.text)) == 10
    assert visit.token != half
    assert visit.get("/brand/team").status_code == 200


def test_a_password_alone_opens_nothing(app, database, brand_id, clock):
    _, seed = a_manager(app, database, brand_id, clock())
    visit = Visit(app)
    page = visit.enter(EMAIL)
    assert "One more step" in page.text
    for path in ("/brand/team", "/brand/devices", "/account"):
        assert visit.get(path).headers["Location"] == "/sign-in/next"
    assert visit.get("/account/second-factor").headers["Location"] == "/sign-in/code"
    clock.advance(seconds=30)
    visit.get("/sign-in/code")
    visit.post("/sign-in/code", code=code_at(seed, clock()))
    assert visit.get("/brand/team").status_code == 200


@pytest.mark.parametrize(
    ("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_codes_of_half_a_minute_to_either_side_are_right(
    app, database, brand_id, clock, steps, accepted
):
    _, seed = a_manager(app, database, brand_id, clock())
    clock.advance(minutes=10)
    visit = Visit(app)
    visit.enter(EMAIL)
    answer = visit.post("/sign-in/code", code=code_at(seed, clock(), steps))
    assert (answer.status_code == 303) == accepted


@pytest.mark.parametrize("form", ["{}", " {} ", "{}\u00a0", "wide", "halves"])
def test_a_code_is_accepted_once_however_it_is_written(
    app, database, brand_id, clock, form
):
    _, seed = a_manager(app, database, brand_id, clock())
    clock.advance(minutes=1)
    code = code_at(seed, clock())
    first, second = Visit(app), Visit(app)
    for visit in (first, second):
        visit.enter(EMAIL)
    written = {
        "wide": code.translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
        "halves": f"{code[:3]} {code[3:]}",
    }.get(form) or form.format(code)
    assert first.post("/sign-in/code", code=written).status_code == 303
    for again in (code, written):
        assert second.post("/sign-in/code", code=again).status_code == 403


def test_a_recovery_code_works_once(app, database, brand_id, clock):
    factories.a_person(database, brand_id, EMAIL, "owner")
    visit = Visit(app)
    seed = seed_in(visit.enter(EMAIL))
    shown = visit.post("/account/second-factor", code=code_at(seed, clock()))
    code = CODES.findall(shown.text)[3]
    for status in (303, 403):
        other = Visit(app)
        other.enter(EMAIL)
        assert other.post("/sign-in/code", code=code.upper()).status_code == status
    assert "codes left: 9" in visit.get("/account").text
    clock.advance(minutes=11)
    again = visit.post("/account/recovery-codes")
    assert again.headers["Location"].startswith("/sign-in/again")


def test_five_wrong_codes_then_none_for_five_minutes(app, database, brand_id, clock):
    _, seed = a_manager(app, database, brand_id, clock())
    clock.advance(minutes=1)
    visit = Visit(app)
    visit.enter(EMAIL)
    for _ in range(5):
        assert visit.post("/sign-in/code", code="123456").status_code == 403
    right = code_at(seed, clock())
    assert visit.post("/sign-in/code", code=right).status_code == 429
    clock.advance(minutes=5, seconds=1)
    right = code_at(seed, clock())
    assert visit.post("/sign-in/code", code=right).status_code == 303


def test_who_rules_cannot_drop_the_last_factor(app, database, brand_id, clock):
    visit, _ = a_manager(app, database, brand_id, clock())
    visit.get("/account")
    refused = visit.post("/account/second-factor/remove")
    assert refused.status_code == 409
    assert "needs a second factor" in refused.text


def test_a_salesperson_may_have_one_and_may_drop_it(app, database, brand_id, clock):
    factories.a_person(database, brand_id)
    visit = Visit(app)
    visit.sign_in("sam@acme.example")
    visit.set_up_app(visit.get("/account/second-factor"), clock())
    other = Visit(app)
    assert "One more step" in other.enter("sam@acme.example").text
    visit.get("/account")
    assert visit.post("/account/second-factor/remove").status_code == 303
    assert Visit(app).sign_in("sam@acme.example").status_code == 303
    assert "authenticator app is set up" not in visit.get("/account").text


def test_the_seed_is_sealed_and_shown_no_more_after_it_is_confirmed(
    app, database, brand_id, clock
):
    visit, seed = a_manager(app, database, brand_id, clock())
    assert visit.get("/account/second-factor").headers["Location"] == "/account"
    with database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT totp_sealed FROM users").one()
    assert seed not in row[0]
