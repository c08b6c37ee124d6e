"""Programs, companies, members and cards over the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.factories import RULES
from tests.web.house import Api

EMAIL = "ann@example.com"
PHONE = "+79161234567"


def new_program(kind: str = "cashback", **fields: Any) -> dict[str, Any]:
    return {
        "name": f"The {kind} card",
        "kind": kind,
        "currency": "RUB",
        "time_zone": "Europe/Moscow",
        "rules": RULES[kind],
        **fields,
    }


@pytest.fixture
def api(client, api_key) -> Api:
    return Api(client, api_key)


@pytest.fixture
def program(api: Api) -> dict[str, Any]:
    made = api.created("/programs", new_program())
    return api.created(f"/programs/{made['id']}/publish", {})


def with_scopes(client, database, brand_id, *scopes: str) -> Api:
    return Api(client, factories.an_api_key(database, brand_id, *scopes))


def test_a_program_is_made_read_and_published(api: Api):
    made = api.created("/programs", new_program(terms={"en": "Be kind"}))
    assert made["state"] == "draft"
    assert made["beneficiary"] == "company"
    assert made["design"] == "classic"
    assert made["policy"] is None
    published = api.created(
        f"/programs/{made['id']}/publish",
        {"effective_at": "2026-04-01T00:00:00+03:00", "stamp_cards": "finish"},
    )
    assert published["state"] == "published"
    [version] = published["versions"]
    assert version["effective_at"] == "2026-03-31T21:00:00+00:00"
    assert api.get(f"/programs/{made['id']}").get_json() == published


def test_a_change_of_a_published_program_waits_as_a_draft(api: Api, program):
    changed = api.patch(f"/programs/{program['id']}", {"rules": {"rate_bp": 900}})
    document = changed.get_json()
    assert document["state"] == "published"
    assert document["rules"] == {"rate_bp": 900}
    assert [one["state"] for one in document["versions"]] == ["draft", "published"]
    assert document["versions"][1]["rules"] == RULES["cashback"]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"policy": {"ceiling_bp": 1200}}, "/policy"),
        ({"kind": "lottery"}, "/kind"),
        ({"rules": []}, "/rules"),
        ({"rules": {"a": {"b~c/d": 1}}}, "/rules/a"),
        ({"rules": {"rate_bp": 10_001}}, "/rules/rate_bp"),
        ({"name": "\n"}, "/name"),
        ({"design": "../classic"}, "/design"),
        ({"terms": {"fr": "..."}}, "/terms/fr"),
    ],
)
def test_a_program_that_cannot_be_is_refused_by_its_field(api: Api, fields, pointer):
    response = api.post("/programs", new_program() | fields)
    assert response.status_code == 422
    pointers = [fault["pointer"] for fault in response.get_json()["errors"]]
    assert pointer in pointers


def test_stamp_cards_cannot_be_converted_yet(api: Api, program):
    response = api.post(
        f"/programs/{program['id']}/publish", {"stamp_cards": "convert"}
    )
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/stamp_cards"


def test_whole_numbers_may_be_written_with_a_point(api: Api):
    made = api.created("/programs", new_program(rules={"rate_bp": 700.0}))
    assert made["rules"] == {"rate_bp": 700}


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
