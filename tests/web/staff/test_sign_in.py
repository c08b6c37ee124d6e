"""Signing in: the same answer to strangers, limits, a session that can be ended."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from tests import factories
from tests.web.visits import ORIGIN, Visit
from tests.web.work_done import counted
from wallet_service.app import create_app
from wallet_service.models.access import User
from wallet_service.models.audit import AuditEvent
from wallet_service.models.sign_in import UserSession
from wallet_service.settings import Environment

EMAIL = "sam@acme.example"


@pytest.fixture
def sam(database, brand_id):
    return factories.a_person(database, brand_id, EMAIL)


@pytest.fixture
def visit(app):
    return Visit(app)


def count(database, table, *where):
    with database.reading_across_brands() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where))


def test_a_salesperson_signs_in_and_comes_to_the_scanner(visit, sam, database):
    response = visit.sign_in(EMAIL.upper())
    assert response.status_code == 303
    assert visit.get("/sign-in/next").headers["Location"] == "/scan"
    assert visit.get("/account").status_code == 200
    with database.reading_across_brands() as session:
        kept = session.scalars(select(UserSession)).one()
        told = session.scalars(select(AuditEvent.action)).all()
    cookie = visit.client.get_cookie("sid")
    assert cookie is not None
    assert cookie.value not in repr(vars(kept))
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert "user.sign_in" in told


def test_the_cookie_is_the_hosts_own_in_production(settings, adapters, sam):
    strict = settings.model_copy(
        update={"env": Environment.PRODUCTION, "base_url": "https://cards.example"}
    )
    object.__setattr__(adapters, "settings", strict)
    client = create_app(strict, adapters).test_client()
    response = client.post(
        "/sign-in",
        base_url="https://cards.example",
        data={"email": EMAIL, "password": factories.PASSWORD},
        headers={"Origin": "https://cards.example"},
    )
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-sid=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie
    assert "Domain" not in cookie


def test_an_unknown_person_and_a_wrong_password_get_the_same_bytes(
    visit, sam, database, brand_id
):
    factories.a_user(database, brand_id, "invited@acme.example", role="staff")
    factories.a_person(database, brand_id, "gone@acme.example")
    with database.writing_across_brands() as session:
        gone = update(User).where(User.email == "gone@acme.example")
        session.execute(gone.values(disabled_at=factories.NOW))
    pages = set()
    for email, password in [
        (EMAIL, "wrong horse battery"),
        ("nobody@acme.example", factories.PASSWORD),
        ("invited@acme.example", factories.PASSWORD),
        ("gone@acme.example", factories.PASSWORD),
    ]:
        response = visit.sign_in(email, password)
        assert response.status_code == 403
        assert "Set-Cookie" not in response.headers
        pages.add(response.text.replace(email, ""))
    assert len(pages) == 1
    assert "do not belong together" in pages.pop()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_speaks_the_visitors_language_and_keeps_the_choice(app, language):
    visit = Visit(app, language)
    titles = {"en": "Sign in", "ru": "Вход"}
    other = "ru" if language == "en" else "en"
    assert f"<h1>{titles[language]}</h1>" in visit.get("/sign-in").text
    assert f"<h1>{titles[other]}</h1>" in visit.get(f"/sign-in?language={other}").text
    assert f"<h1>{titles[other]}</h1>" in visit.get("/sign-in").text


def test_t12_ten_tries_at_one_account_then_none_for_five_minutes(visit, sam, clock):
    for _ in range(10):
        assert visit.sign_in(EMAIL, "wrong horse battery").status_code == 403
    refused = visit.sign_in(EMAIL)
    assert refused.status_code == 429
    assert "Wait" in refused.text
    clock.advance(minutes=5, seconds=1)
    assert visit.sign_in(EMAIL).status_code == 303


def test_t12_ten_tries_from_one_address_then_none_at_any_account(visit, sam, clock):
    for number in range(10):
        visit.sign_in(f"nobody-{number}@acme.example", "wrong horse battery")
    assert visit.sign_in(EMAIL).status_code == 429


def test_t8_known_and_unknown_people_make_the_same_work(
    visit, sam, database, brand_id, clock
):
    factories.a_user(database, brand_id, "new@acme.example")
    factories.a_person(database, brand_id, "off@acme.example")
    with database.writing_across_brands() as session:
        off = update(User).where(User.email == "off@acme.example")
        session.execute(off.values(disabled_at=clock()))
    refused = {}
    for email in (EMAIL, "nobody@acme.example", "new@acme.example", "off@acme.example"):
        visit.get("/sign-in")
        with counted() as done:
            page = visit.post("/sign-in", email=email, password="wrong horse battery")
        refused[email] = (page.status_code, page.text.replace(email, "EMAIL"), done)
    assert refused[EMAIL][2].count("a password is checked") == 1
    assert all(one == refused[EMAIL] for one in refused.values())


def test_who_signs_in_often_is_not_kept_out(visit, sam):
    for _ in range(12):
        assert visit.sign_in(EMAIL).status_code == 303
        visit.get("/account")
        visit.post("/sign-out")


def test_t14_a_session_ends_by_signing_out_by_idling_and_after_twelve_hours(
    visit, app, sam, clock
):
    visit.sign_in(EMAIL)
    visit.get("/account")
    assert visit.post("/sign-out").headers["Location"] == "/sign-in"
    assert visit.get("/account").headers["Location"].startswith("/sign-in")
    visit.sign_in(EMAIL)
    clock.advance(minutes=31)
    assert visit.get("/account").status_code == 303
    visit.sign_in(EMAIL)
    for _ in range(12 * 60 // 20):
        clock.advance(minutes=20)
        last = visit.get("/account").status_code
    assert last == 303


def test_t14_an_old_token_is_worth_nothing_after_sign_out(visit, app, sam):
    visit.sign_in(EMAIL)
    token = visit.token
    visit.get("/account")
    visit.post("/sign-out")
    thief = Visit(app)
    thief.client.set_cookie("sid", token)
    assert thief.get("/account").status_code == 303


def test_t14_a_disabled_persons_next_request_leads_to_sign_in(visit, sam, database):
    visit.sign_in(EMAIL)
    assert visit.get("/account").status_code == 200
    with database.writing_across_brands() as session:
        session.execute(update(User).values(disabled_at=factories.NOW))
    assert visit.get("/account").status_code == 303


def test_a_person_has_five_sessions_at_most(app, sam, database):
    visits = [Visit(app) for _ in range(6)]
    for one in visits:
        one.sign_in(EMAIL)
    assert visits[0].get("/account").status_code == 303
    assert visits[5].get("/account").status_code == 200
    assert count(database, UserSession, UserSession.ended_at.is_(None)) == 5


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "same-site"},
    ],
)
def test_t15_another_site_cannot_send_forms(client, sam, database, headers):
    data = {"email": EMAIL, "password": factories.PASSWORD}
    response = client.post("/sign-in", data=data, headers=headers)
    assert response.status_code == 403
    assert count(database, UserSession) == 0


@pytest.mark.parametrize("csrf", [None, "", "0" * 64, "twice"])
def test_t15_a_form_without_the_sessions_token_changes_nothing(
    visit, sam, database, csrf
):
    visit.sign_in(EMAIL)
    visit.get("/account")
    data = {"name": ["Eve"]}
    if csrf is not None:
        data["csrf"] = [visit.csrf, visit.csrf] if csrf == "twice" else [csrf]
    response = visit.client.post("/account/name", data=data, headers={"Origin": ORIGIN})
    assert response.status_code == 403
    with database.reading_across_brands() as session:
        assert session.get_one(User, sam).name == "Sam Seller"


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/account", "/account"),
        ("/brand/devices", "/brand/devices"),
        ("//evil.example", "/scan"),
        ("https://evil.example", "/scan"),
        ("/scan\\@evil.example", "/scan"),
        ("/accountant", "/scan"),
        ("/account//evil", "/scan"),
    ],
)
def test_sign_in_leads_to_pages_of_ours_alone(visit, sam, wanted, led):
    response = visit.sign_in(EMAIL, next=wanted)
    while response.headers["Location"].startswith("/sign-in"):
        response = visit.get(response.headers["Location"])
    assert response.headers["Location"] == led


def test_a_page_for_users_leads_to_sign_in_and_back(visit, sam):
    response = visit.get("/account?saved=name")
    assert response.headers["Location"] == "/sign-in?next=%2Faccount%3Fsaved%3Dname"


def test_who_has_two_roles_chooses_one_and_keeps_to_it(visit, sam, database, brand_id):
    factories.a_person(database, brand_id, EMAIL, "analyst")
    page = visit.follow(visit.sign_in(EMAIL))
    assert "Sales staff" in page.text
    assert "Analyst" in page.text
    chosen = page.text.split('name="membership_id" value="')[1].split('"')[0]
    assert visit.post("/sign-in/role", membership_id=chosen).status_code == 303
    assert visit.get("/account").status_code == 200
    assert visit.post("/sign-in/role", membership_id="mshp_x").status_code == 404


def test_t10_a_form_cannot_say_more_than_its_fields(visit, sam, database):
    visit.sign_in(EMAIL)
    visit.get("/account")
    visit.post("/account/name", name="Sam S.", role="owner", email="x@y.example")
    with database.reading_across_brands() as session:
        user = session.get_one(User, sam)
        assert (user.name, user.email) == ("Sam S.", EMAIL)


def test_t16_a_name_is_text_on_every_page(visit, sam):
    visit.sign_in(EMAIL)
    visit.get("/account")
    visit.post("/account/name", name="<script>alert(1)</script>\"'>")
    page = visit.get("/account").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
