"""Staff who are bound to places work there and nowhere else, on every call."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import factories
from tests.web.visits import a_manager
from wallet_service.models.access import Membership
from wallet_service.models.purchase import Purchase
from wallet_service.services.staff import locations, workplaces


@pytest.fixture
def depot(database, brand_id):
    with database.writing(brand_id) as session:
        return locations.add_location(
            session, "Depot", None, actor=factories.ACTOR, now=factories.NOW
        )


@pytest.fixture
def membership(database, sam):
    with database.reading_across_brands() as session:
        found = select(Membership.id).where(Membership.user_id == sam)
        return session.scalars(found).one()


@pytest.fixture
def owner(app, database, brand_id, clock):
    visit, _ = a_manager(app, database, brand_id, clock())
    return visit


def bind(owner, membership, *places):
    path = f"/brand/team/roles/{membership}/locations"
    return owner.post(path, location=list(places))


def preview(scanner, card):
    body = {"card_id": card, "lines": [{"amount": 1_000}]}
    return scanner.post("preview", {**body, "made_at": scanner.clock().isoformat()})


def code_of(answer):
    return answer.status_code, answer.get_json()["code"]


WRONG = (403, "wrong_location")


def test_a_manager_binds_a_person_and_the_page_says_where(
    owner, membership, depot, shop
):
    assert bind(owner, membership, depot).status_code == 303
    page = owner.get("/brand/team").text
    assert "At Depot" in " ".join(page.split())
    assert f'value="{depot}" checked' in page
    assert f'value="{shop}" checked' not in page
    bind(owner, membership)
    assert "checked" not in owner.get("/brand/team").text


def test_only_sales_staff_and_known_places_are_bound(
    owner, membership, database, brand_id, vault
):
    assert bind(owner, membership, "loct_x").status_code == 404
    assert bind(owner, "mshp_x").status_code == 404
    with database.reading_across_brands() as session:
        rule = select(Membership.id).where(Membership.role == "owner")
        own = session.scalars(rule).one()
    assert bind(owner, own).status_code == 409
    other = factories.a_brand(database, vault, name="Other")
    with database.writing(other) as session:
        foreign = locations.add_location(
            session, "Theirs", None, actor=factories.ACTOR, now=factories.NOW
        )
    assert bind(owner, membership, foreign).status_code == 404


def test_every_call_at_another_place_is_refused_at_once(
    scanner, owner, membership, depot, card, sam
):
    bought = scanner.buy(card).get_json()["id"]
    bind(owner, membership, depot)
    shift = scanner.shift
    path = f"purchases/{bought}"
    assert code_of(preview(scanner, card)) == WRONG
    assert code_of(scanner.get("find?q=Ann")) == WRONG
    assert code_of(scanner.get(f"cards/{card}")) == WRONG
    assert code_of(scanner.get(path)) == WRONG
    assert code_of(scanner.buy(card, shift=shift)) == WRONG
    assert code_of(scanner.confirm(f"{path}/refunds", {}, shift=shift)) == WRONG
    assert code_of(scanner.confirm(f"{path}/cancel", {}, shift=shift)) == WRONG
    reward = scanner.confirm("rewards", {"card_id": card}, shift=shift)
    assert code_of(reward) == WRONG
    code = scanner.post("codes", {"card_id": card})
    assert code_of(code) == WRONG


def test_the_place_is_chosen_at_the_beginning_of_the_shift(
    scanner, owner, membership, depot, shop, card, sam, database
):
    bind(owner, membership, depot)
    scanner.unlock(sam)
    visitor = scanner.look()["visitor"]
    assert (visitor["is_misplaced"], visitor["location_id"]) == (True, None)
    assert scanner.state["locations"] == [{"id": depot, "name": "Depot"}]
    assert code_of(scanner.post("location", {"location_id": shop})) == WRONG
    assert scanner.post("location", {"location_id": depot}).status_code == 200
    assert not scanner.look()["visitor"]["is_misplaced"]
    assert scanner.state["device"]["location"] == "Depot"
    assert scanner.buy(card).status_code == 200
    with database.reading_across_brands() as session:
        assert session.scalars(select(Purchase.location_id)).all() == [depot]


def test_what_waited_counts_at_the_place_where_it_was_confirmed(
    scanner, depot, shop, card, clock, database
):
    before, made = scanner.shift, clock().isoformat()
    scanner.post("location", {"location_id": depot})
    scanner.look()
    assert scanner.shift != before
    late = scanner.buy(card, made_at=made, shift=before)
    assert late.status_code == 200
    with database.reading_across_brands() as session:
        assert session.scalars(select(Purchase.location_id)).all() == [shop]


def test_a_bound_person_gives_back_what_was_bought_at_their_places(
    scanner, new_scanner, owner, membership, depot, shop, card, database, brand_id, sam
):
    bought = scanner.buy(card).get_json()["id"]
    scanner.post("location", {"location_id": depot})
    scanner.look()
    bind(owner, membership, depot)
    refused = scanner.confirm(f"purchases/{bought}/refunds", {})
    assert code_of(refused) == WRONG
    bind(owner, membership, depot, shop)
    assert scanner.confirm(f"purchases/{bought}/refunds", {}).status_code == 200


def test_moving_a_scanner_proves_nobody_anew(scanner, depot, clock):
    for _ in range(3):
        clock.advance(minutes=4)
        scanner.get("shift")
    scanner.post("location", {"location_id": depot})
    scanner.look()
    assert not scanner.state["visitor"]["is_proven"]


def test_a_role_that_is_taken_away_takes_its_places_along(
    owner, membership, depot, database, brand_id
):
    bind(owner, membership, depot)
    taken = owner.post(f"/brand/team/roles/{membership}/remove")
    assert taken.status_code == 303
    with database.reading(brand_id) as session:
        assert workplaces.of_membership(session, membership) == frozenset()
