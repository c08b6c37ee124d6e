"""The team's page: invitations, roles, switching off, who may do that to whom."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests import factories
from tests.web.visits import Visit, a_manager, code_at
from wallet_service.models.access import Membership, User

SAM = "sam@acme.example"


def membership(database, user_id):
    with database.reading_across_brands() as session:
        return session.scalar(
            select(Membership.id).where(Membership.user_id == user_id)
        )


def test_an_owner_invites_and_the_link_is_shown_once(owner, app):
    shown = owner.post("/brand/team", email=SAM, name="Sam", role="staff")
    (link,) = re.findall(r"http://localhost:8000(/invitation/[\w-]+)", shown.text)
    assert link not in owner.get("/brand/team").text
    assert "invited, no password yet" in owner.get("/brand/team").text
    visit = Visit(app)
    visit.get(link)
    visit.post(link, name="Sam", password=factories.PASSWORD)
    assert visit.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "nobody", "role": "staff"}, "not an e-mail"),
        ({"email": SAM, "role": "king"}, ""),
        ({"email": SAM, "role": "partner"}, ""),
        ({"email": "olga@acme.example", "role": "owner"}, "already"),
    ],
)
def test_what_cannot_be_is_told_on_the_page(owner, fields, words):
    page = owner.post("/brand/team", **fields)
    assert page.status_code in {409, 422}
    assert words in page.text


def test_only_an_owner_changes_owners_and_managers(
    owner, manager, database, brand_id, app
):
    with database.reading_across_brands() as session:
        olga = session.scalar(select(User.id).where(User.email == "olga@acme.example"))
    manager.get("/brand/team")
    for path in (
        f"{olga}/disable",
        f"{olga}/link",
        f"roles/{membership(database, olga)}/remove",
        f"{olga}/reset-second-factor",
    ):
        assert manager.post(f"/brand/team/{path}").status_code == 403
    for role in ("owner", "manager"):
        made = manager.post("/brand/team", email="new@acme.example", role=role)
        assert made.status_code == 403
    assert manager.post("/brand/team", email=SAM, role="staff").status_code == 200
    assert owner.get("/brand/team").status_code == 200


def test_nobody_switches_themselves_off_and_one_owner_stays(owner, database):
    with database.reading_across_brands() as session:
        olga = session.scalar(select(User.id))
    own = (f"{olga}/disable", f"roles/{membership(database, olga)}/remove")
    for path in own:
        refused = owner.post(f"/brand/team/{path}")
        assert refused.status_code == 409
        assert "Not to yourself" in refused.text


def test_t14_a_person_switched_off_or_without_a_role_is_out_at_once(
    owner, app, database, brand_id
):
    user_id = factories.a_person(database, brand_id, SAM)
    for path, back in [
        (f"{user_id}/disable", f"{user_id}/enable"),
        (f"roles/{membership(database, user_id)}/remove", None),
    ]:
        visit = Visit(app)
        visit.sign_in(SAM)
        assert visit.get("/account").status_code == 200
        assert owner.post(f"/brand/team/{path}").status_code == 303
        assert visit.get("/account").status_code == 303
        if back:
            assert Visit(app).sign_in(SAM).status_code == 403
            owner.post(f"/brand/team/{back}")


def test_an_owner_resets_the_second_factor_of_who_lost_everything(
    owner, app, database, brand_id, clock
):
    email = "max@acme.example"
    manager, _ = a_manager(
        app, database, brand_id, clock(), role="manager", email=email
    )
    with database.reading_across_brands() as session:
        user_id = session.scalar(select(User.id).where(User.email == email))
    assert owner.post(f"/brand/team/{user_id}/reset-second-factor").status_code == 303
    assert manager.get("/brand/team").status_code == 303
    again = Visit(app)
    assert "Set up an authenticator app" in again.enter(email).text


def test_t9_another_brands_people_are_unknown_here(owner, database, vault):
    other = factories.a_brand(database, vault, name="Other")
    stranger = factories.a_person(database, other, "eve@other.example")
    for path in (
        f"{stranger}/disable",
        f"{stranger}/link",
        f"{stranger}/reset-second-factor",
        f"roles/{membership(database, stranger)}/remove",
    ):
        foreign = owner.post(f"/brand/team/{path}")
        unknown = owner.post(f"/brand/team/{path.replace(stranger, 'user_x')}")
        assert foreign.status_code == 404
        assert foreign.text == unknown.text or "roles/" in path
    assert "eve@other.example" not in owner.get("/brand/team").text


def test_a_person_of_two_brands_is_not_switched_off_by_one(owner, database, vault):
    other = factories.a_brand(database, vault, name="Other")
    with database.reading_across_brands() as session:
        brand_id = session.scalar(select(Membership.brand_id))
    user_id = factories.a_person(database, brand_id, SAM)
    factories.a_person(database, other, SAM)
    assert owner.post(f"/brand/team/{user_id}/disable").status_code == 403


def test_inviting_needs_a_proof_of_the_last_ten_minutes(app, database, brand_id, clock):
    visit, seed = a_manager(app, database, brand_id, clock())
    clock.advance(minutes=11)
    asked = visit.post("/brand/team", email=SAM, role="staff")
    page = visit.follow(asked)
    assert "Is it still you?" in page.text
    code = code_at(seed, clock())
    proven = visit.post(
        "/sign-in/again", password=factories.PASSWORD, code=code, next="/brand/team"
    )
    assert proven.headers["Location"] == "/brand/team"
    assert visit.post("/brand/team", email=SAM, role="staff").status_code == 200


def test_locations_are_added_closed_and_opened(owner):
    owner.get("/brand/devices")
    for name, status in (("North shop", 303), ("North shop", 409), (" ", 422)):
        assert owner.post("/brand/locations", name=name).status_code == status
    page = owner.get("/brand/devices").text
    (closing,) = re.findall(r'action="(/brand/locations/[^"]+/close)"', page)
    owner.post(closing)
    assert "closed" in owner.get("/brand/devices").text
    owner.post(closing.replace("/close", "/open"))
    assert "· closed" not in owner.get("/brand/devices").text
    assert owner.post("/brand/locations/loct_x/close").status_code == 404
