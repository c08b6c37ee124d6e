"""An invitation's link: looked at as often as one likes, used once."""

from __future__ import annotations

import pytest

from tests import factories
from tests.web.visits import Visit
from wallet_service.services import users


@pytest.fixture
def link(database, brand_id):
    with database.writing_across_brands() as session:
        new = users.create_user(
            session,
            brand_id=brand_id,
            email="sam@acme.example",
            role="staff",
            actor=factories.ACTOR,
            now=factories.NOW,
        )
    return f"/invitation/{new.invitation}"


def test_t13_looking_uses_nothing_up_and_sending_works_once(app, link):
    visit = Visit(app)
    for _ in range(3):
        page = visit.get(link)
        assert "Acme invites you" in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert visit.client.head(link).status_code == 200
    sent = visit.post(link, name="Sam", password=factories.PASSWORD)
    assert visit.follow(sent).request.path in {"/scan", "/account"}
    assert visit.get(link).status_code == 404
    assert Visit(app).post(link, name="Eve", password="x" * 20).status_code == 404


def test_a_link_ends_after_three_days_and_one_that_never_was_looks_alike(
    app, link, clock
):
    never = Visit(app).get("/invitation/nothing")
    clock.advance(days=3)
    ended = Visit(app).get(link)
    assert ended.status_code == never.status_code == 404
    assert ended.text == never.text


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "", "password": "long enough, surely"}, ("your name", "имя")),
        ({"password": "short"}, ("12 to 128", "от 12 до 128")),
        ({"password": "password123456"}, ("Many people", "многие")),
        ({"password": "q1w2e3r4t5y6"}, ("Many people", "многие")),
        ({"password": "aaaaaaaaaaaa"}, ("Many people", "многие")),
        ({"password": "samantha-sells-it"}, ("your name", "ваше имя")),
    ],
)
def test_a_password_that_is_guessed_first_is_refused_with_the_cure(
    app, link, language, fields, words
):
    visit = Visit(app, language)
    visit.get(link)
    page = visit.post(link, **{"name": "Samantha", **fields})
    assert page.status_code == 422
    assert words[language == "ru"] in page.text
    assert 'aria-invalid="true"' in page.text
    if "password" in fields:
        assert fields["password"] not in page.text


def test_a_new_link_signs_everybody_out_and_keeps_the_second_factor(
    app, database, brand_id, clock
):
    factories.a_person(database, brand_id)
    visit = Visit(app)
    visit.sign_in("sam@acme.example")
    visit.set_up_app(visit.get("/account/second-factor"), clock())
    with database.writing_across_brands() as session:
        user_id = session.connection().exec_driver_sql("SELECT id FROM users").scalar()
        token = users.invite(session, user_id, clock())
    other = Visit(app)
    assert "sam@acme.example" in other.get(f"/invitation/{token}").text
    sent = other.post(f"/invitation/{token}", password="another horse battery")
    assert "One more step" in other.follow(sent).text
    assert visit.get("/account").status_code == 303
    assert Visit(app).sign_in("sam@acme.example").status_code == 403
