"""Cards over the API: given once, found, and what may happen to them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.house import Api, new_program, with_scopes

EMAIL = "ann@example.com"
PHONE = "+79161234567"


@pytest.fixture
def program(api: Api) -> dict[str, Any]:
    made = api.created("/programs", new_program())
    return api.created(f"/programs/{made['id']}/publish", {})


def test_a_card_is_given_once_and_found_by_its_code(api: Api, program):
    body = {"program_id": program["id"], "member": {"name": "Ann", "email": EMAIL}}
    first = api.post("/cards", body)
    again = api.post("/cards", body)
    assert (first.status_code, again.status_code) == (201, 200)
    card = first.get_json()
    assert again.get_json() == card
    assert card["standing"] == {
        "rate_bp": 500,
        "cashback": {"available": 0, "pending": 0, "debt": 0, "expires_next": None},
    }
    assert card["links"]["apple"] == card["links"]["card"] + "/apple"
    assert card["links"]["card"].startswith("http://localhost:8000/c/")
    assert card["wallets"][0]["platform"] == "apple"
    assert api.get("/cards", code=card["code"]).get_json() == card
    assert api.get(f"/cards/{card['id']}").get_json() == card
    assert api.get("/cards", code="another").status_code == 404
    assert api.get("/cards").status_code == 422


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("discount", {"rate_bp"}),
        ("accumulating", {"rate_bp", "tier", "turnover", "next_tier"}),
        ("cashback", {"rate_bp", "cashback"}),
        ("stamp", {"stamps", "rewards"}),
    ],
)
def test_only_the_parts_of_the_standing_that_the_kind_has_are_there(
    api: Api, kind: str, parts: set[str]
):
    program = api.created("/programs", new_program(kind))
    api.created(f"/programs/{program['id']}/publish", {})
    card = api.created(
        "/cards", {"program_id": program["id"], "member": {"name": "Ann"}}
    )
    assert set(card["standing"]) == parts


def test_an_inline_member_is_never_overwritten(api: Api, program):
    known = api.created("/members", {"name": "Ann", "email": EMAIL})
    card = api.created(
        "/cards",
        {"program_id": program["id"], "member": {"name": "Thief", "email": EMAIL}},
    )
    assert card["member"] == {"id": known["id"], "name": "Ann"}


def test_two_people_in_one_inline_member_are_ambiguous(api: Api, program):
    api.created("/members", {"name": "Ann", "email": EMAIL})
    api.created("/members", {"name": "Bob", "phone": PHONE})
    both = {"name": "Who", "email": EMAIL, "phone": PHONE}
    response = api.post("/cards", {"program_id": program["id"], "member": both})
    assert response.status_code == 409
    assert response.get_json()["code"] == "member_ambiguous"


@pytest.mark.parametrize(
    "fields", [{}, {"member_id": "memb_x", "member": {"name": "A"}}]
)
def test_a_card_is_for_one_member(api: Api, program, fields):
    response = api.post("/cards", {"program_id": program["id"], **fields})
    assert response.status_code == 422


def test_a_fault_of_an_inline_member_is_told_in_its_place(api: Api, program):
    body = {"program_id": program["id"], "member": {"name": "A", "phone": "12"}}
    response = api.post("/cards", body)
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/member/phone"


def test_an_inline_member_needs_the_scope_for_members(
    client, database, brand_id, program
):
    cards_only = with_scopes(client, database, brand_id, "card:write")
    body = {"program_id": program["id"], "member": {"name": "Ann"}}
    response = cards_only.post("/cards", body)
    assert response.status_code == 403
    assert response.get_json()["scope"] == "member:write"


def test_the_life_of_a_card(api: Api, program):
    body = {"program_id": program["id"], "member": {"name": "Ann", "email": EMAIL}}
    card = api.created("/cards", body)
    path = f"/cards/{card['id']}"

    def after(action: str) -> dict[str, Any]:
        return api.created(f"{path}/{action}", {"reason": "asked by phone"})

    assert after("freeze")["state"] == "frozen"
    assert after("unfreeze")["state"] == "active"
    reissued = after("reissue")
    assert reissued["id"] == card["id"]
    assert reissued["number"] == card["number"]
    assert reissued["code"] != card["code"]
    assert reissued["links"] != card["links"]
    assert reissued["revision"] > card["revision"]
    assert api.get("/cards", code=card["code"]).status_code == 404
    assert after("close")["state"] == "closed"
    assert api.post(f"{path}/reissue", {"reason": "x"}).status_code == 409
    reopened = api.post("/cards", body)
    assert (reopened.status_code, reopened.get_json()["state"]) == (200, "active")
