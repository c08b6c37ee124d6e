"""Programs over the API: drafts, publishing, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import RULES
from tests.web.house import Api, new_program


@pytest.fixture
def program(api: Api) -> dict[str, Any]:
    made = api.created("/programs", new_program())
    return api.created(f"/programs/{made['id']}/publish", {})


def test_a_program_is_made_read_and_published(api: Api):
    made = api.created("/programs", new_program(terms={"en": "Be kind"}))
    assert made["state"] == "draft"
    assert made["beneficiary"] == "company"
    assert made["design"] == "classic"
    assert made["policy"] == {}
    published = api.created(
        f"/programs/{made['id']}/publish",
        {"effective_at": "2026-04-01T00:00:00+03:00", "stamp_cards": "finish"},
    )
    assert published["state"] == "published"
    [worst] = published.pop("worst_case")
    assert (worst["category"], worst["exceeds"]) == (None, False)
    [version] = published["versions"]
    assert version["effective_at"] == "2026-03-31T21:00:00+00:00"
    assert api.get(f"/programs/{made['id']}").get_json() == published


def test_stamp_cards_are_converted_where_there_are_any(api: Api, program):
    stamps = api.created("/programs", new_program("stamp"))
    api.created(f"/programs/{stamps['id']}/publish", {"stamp_cards": "convert"})
    api.patch(f"/programs/{program['id']}", {"rules": {"rate_bp": 900}})
    refused = api.post(f"/programs/{program['id']}/publish", {"stamp_cards": "convert"})
    assert refused.status_code == 422
    [error] = refused.get_json()["errors"]
    assert error["pointer"] == "/stamp_cards"


def test_publishing_is_previewed_and_nothing_is_written(api: Api, program):
    api.patch(f"/programs/{program['id']}", {"rules": {"rate_bp": 900}})
    before = api.get(f"/programs/{program['id']}").get_json()
    path = f"/programs/{program['id']}/publish/preview"
    shown = api.post(path, {"effective_at": "2026-04-01T00:00:00+03:00"}).get_json()
    assert shown.pop("worst_case")[0]["earn_bp"] == 900
    assert shown == {
        "version": 2,
        "effective_at": "2026-03-31T21:00:00+00:00",
        "refusal": None,
        "cards": 0,
        "stamp_cards": None,
        "tiers": None,
        "pending_points": {"amount": 0, "lots": 0, "ledgers": 0},
    }
    assert api.get(f"/programs/{program['id']}").get_json() == before


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
        ({"policy": {"ceiling_bp": 10_001}}, "/policy/ceiling_bp"),
        ({"policy": {"budget": {"amount": -1}}}, "/policy/budget/amount"),
        ({"policy": {"clause": "7.2"}}, "/policy/clause"),
        ({"policy": 12}, "/policy"),
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


def test_whole_numbers_may_be_written_with_a_point(api: Api):
    made = api.created("/programs", new_program(rules={"rate_bp": 700.0}))
    assert made["rules"] == {"rate_bp": 700}


def test_a_policy_is_part_of_the_version(api: Api, program):
    assert program["policy"] == {}
    policy = {"ceiling_bp": 1200, "budget": {"amount": None}, "trim_at_purchase": True}
    changed = api.patch(f"/programs/{program['id']}", {"policy": policy}).get_json()
    assert changed["policy"] == policy
    assert [one["state"] for one in changed["versions"]] == ["draft", "published"]
    cleared = api.patch(f"/programs/{program['id']}", {"policy": None}).get_json()
    assert cleared["policy"] == {}


def test_case_M3_publishing_above_the_ceiling_is_refused_with_the_worst_case(api: Api):
    rules = {"discount_bp": 1000, "rate_bp": 500}
    made = api.created(
        "/programs", new_program(rules=rules, policy={"ceiling_bp": 1200})
    )
    address = f"/programs/{made['id']}"
    refused = api.post(f"{address}/publish", {})
    assert refused.status_code == 409
    problem = refused.get_json()
    assert problem["code"] == "worst_case_above_ceiling"
    assert problem["errors"][0]["pointer"] == "/policy/ceiling_bp"
    assert problem["worst_case"] == [
        {
            "category": None,
            "tier": None,
            "discount_bp": 1000,
            "earn_bp": 500,
            "total_bp": 1450,
            "ceiling_bp": 1200,
            "campaigns": [],
            "exceeds": True,
        }
    ]
    ticked = {"ceiling_bp": 1200, "trim_at_purchase": True}
    api.patch(address, {"policy": ticked})
    assert api.created(f"{address}/publish", {})["state"] == "published"
