"""Companies, members and lists over the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.house import Api, with_scopes

EMAIL = "ann@example.com"
PHONE = "+79161234567"


def test_lists_page_by_cursor_newest_first(api: Api):
    made = [api.created("/companies", {"name": f"No {n}"})["id"] for n in range(5)]
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = api.get("/companies", **query).get_json()
        seen += [one["id"] for one in page["data"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert seen == made[::-1]


@pytest.mark.parametrize("limit", ["0", "101", "ten", "1.5", "-1", ""])
def test_a_page_has_1_to_100_rows(api: Api, limit: str):
    response = api.get("/companies", limit=limit)
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/limit"


def test_lists_refuse_unknown_parameters(api: Api):
    for path in ("/programs", "/companies", "/members"):
        response = api.get(path, sort="name")
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["pointer"] == "/sort"


def test_a_company_is_made_changed_and_found(api: Api):
    parent = api.created("/companies", {"name": "Holding"})
    made = api.created(
        "/companies",
        {
            "name": "Partner",
            "tax_id": "77 07",
            "external_id": "1C-1",
            "parent_id": parent["id"],
            "manager": {"name": "Olga", "phone": "+79990000000"},
        },
    )
    assert made["tax_id"] == "7707"
    changed = api.patch(
        f"/companies/{made['id']}", {"name": "Renamed", "manager": None}
    )
    document = api.get(f"/companies/{made['id']}").get_json()
    assert document == changed.get_json()
    assert (document["name"], document["manager"]) == ("Renamed", None)
    assert document["external_id"] == "1C-1"
    for query in ({"tax_id": "77-07"}, {"external_id": "1C-1"}):
        assert api.get("/companies", **query).get_json()["data"] == [document]
    twin = api.post("/companies", {"name": "Twin", "tax_id": "7707"})
    assert twin.status_code == 409
    assert twin.get_json()["company_id"] == made["id"]


def test_a_member_is_made_changed_and_found(api: Api):
    company = api.created("/companies", {"name": "Partner"})
    made = api.created(
        "/members",
        {
            "name": "Ann",
            "email": "ANN@example.com",
            "phone": "+7 916 123-45-67",
            "company_id": company["id"],
            "role": "director",
            "locale": "ru",
            "consents": [{"purpose": "news", "version": "1"}],
        },
    )
    assert (made["email"], made["phone"]) == (EMAIL, PHONE)
    [consent] = made["consents"]
    assert (consent["given"], consent["channel"]) == (True, "api")
    changed = api.patch(
        f"/members/{made['id']}",
        {
            "phone": None,
            "consents": [{"purpose": "news", "version": "1", "given": False}],
        },
    )
    document = api.get(f"/members/{made['id']}").get_json()
    assert document == changed.get_json()
    assert document["phone"] is None
    assert document["consents"][0]["given"] is False
    found = api.get("/members", company_id=company["id"]).get_json()
    assert found["data"] == [document]


def test_contacts_are_shown_to_keys_with_member_pii_alone(
    api: Api, client, database, brand_id
):
    made = api.created("/members", {"name": "Ann", "email": EMAIL, "phone": PHONE})
    path = f"/members/{made['id']}"
    without = with_scopes(client, database, brand_id, "member:read", "member:write")
    for response in (
        without.get(path),
        without.get("/members"),
        without.patch(path, {"name": "Anna"}),
        without.post("/members", {"name": "Bob", "email": "bob@example.com"}),
    ):
        text = response.get_data(as_text=True)
        assert response.status_code in {200, 201}
        assert "@" not in text
        assert PHONE not in text
        assert '"email"' not in text
    allowed = with_scopes(client, database, brand_id, "member:read", "member:pii")
    assert allowed.get(path).get_json()["email"] == EMAIL


def test_one_person_is_one_member(api: Api):
    made = api.created("/members", {"name": "Ann", "email": EMAIL})
    twin = api.post("/members", {"name": "Anna", "email": EMAIL})
    assert twin.status_code == 409
    problem = twin.get_json()
    assert (problem["code"], problem["member_id"]) == ("member_exists", made["id"])
    assert EMAIL not in twin.get_data(as_text=True)
