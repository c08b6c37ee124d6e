"""Campaigns and budgets over the API: D5, M3, M4."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.house import Api, new_program

DOUBLE = {
    "name": "Double points",
    "kind": "multiplier",
    "from": "2026-03-01",
    "until": "2099-04-01T00:00:00+03:00",
    "factor_bp": 20_000,
}


@pytest.fixture
def api(client, api_key) -> Api:
    return Api(client, api_key)


def a_program(api: Api, kind: str = "cashback", **fields: Any) -> str:
    """A published program."""
    program = api.created("/programs", new_program(kind, **fields))
    api.created(f"/programs/{program['id']}/publish", {})
    return str(program["id"])


def a_card(api: Api, program_id: str) -> str:
    """The card of a new person."""
    body = {"program_id": program_id, "member": {"name": "Ann"}}
    return str(api.created("/cards", body)["id"])


def test_a_campaign_is_made_read_and_listed(api: Api):
    program = a_program(api)
    made = api.created("/campaigns", DOUBLE | {"program_id": program})
    assert made["from"] == "2026-02-28T21:00:00+00:00"
    assert made["until"] == "2099-03-31T21:00:00+00:00"
    assert (made["audience"], made["budget"], made["adds"]) == ("all", None, False)
    [row] = made.pop("worst_case")
    assert (row["earn_bp"], row["total_bp"]) == (1000, 1000)
    assert row["campaigns"] == [made["id"]]
    assert api.get(f"/campaigns/{made['id']}").get_json() == made
    listed = api.get("/campaigns", program_id=program).get_json()
    assert listed["data"] == [made]
    assert api.get("/campaigns", program_id="prog_x").get_json()["data"] == []


def test_case_D5_a_campaign_competes_over_the_api(api: Api):
    program = a_program(api, "discount", rules={"rate_bp": 700})
    campaign = api.created(
        "/campaigns",
        {
            "program_id": program,
            "name": "Equipment",
            "kind": "extra_rate",
            "rate_bp": 1000,
            "categories": ["equipment"],
            "from": "2026-03-01",
            "until": "2099-01-01",
        },
    )
    body = {
        "card_id": a_card(api, program),
        "lines": [{"amount": 10_000, "category": "equipment"}, {"amount": 10_000}],
    }
    bought = api.created("/purchases", body)
    assert [line["rate_bp"] for line in bought["lines"]] == [1000, 700]
    [step] = [one for one in bought["trace"] if "campaign_id" in one]
    assert (step["campaign_id"], step["reason"]) == (campaign["id"], "campaign")


def test_case_M3_a_campaign_above_the_ceiling_is_409_with_the_table(api: Api):
    program = api.created(
        "/programs", new_program(rules={"rate_bp": 500}, policy={"ceiling_bp": 900})
    )
    published = api.created(f"/programs/{program['id']}/publish", {})
    assert [row["total_bp"] for row in published["worst_case"]] == [500]
    refused = api.post("/campaigns", DOUBLE | {"program_id": program["id"]})
    assert refused.status_code == 409
    problem = refused.get_json()
    assert problem["code"] == "worst_case_above_ceiling"
    assert [row["total_bp"] for row in problem["worst_case"]] == [1000]
    assert api.get("/campaigns").get_json()["data"] == []
    smaller = DOUBLE | {"program_id": program["id"], "factor_bp": 18_000}
    campaign = api.created("/campaigns", smaller)
    late = api.patch(f"/campaigns/{campaign['id']}", {"factor_bp": 20_000})
    assert late.get_json()["code"] in {"campaign_running", "worst_case_above_ceiling"}


def test_a_running_campaign_is_ended_early(api: Api):
    program = a_program(api)
    campaign = api.created("/campaigns", DOUBLE | {"program_id": program})
    refused = api.patch(f"/campaigns/{campaign['id']}", {"factor_bp": 30_000})
    assert (refused.status_code, refused.get_json()["code"]) == (
        409,
        "campaign_running",
    )
    changed = api.patch(
        f"/campaigns/{campaign['id']}", {"name": "Spring", "until": "2098-01-01"}
    )
    assert changed.status_code == 200
    assert changed.get_json()["name"] == "Spring"
    assert changed.get_json()["until"] == "2097-12-31T21:00:00+00:00"


def test_case_M4_the_budget_and_its_alarms_stand_at_the_program(api: Api):
    policy = {"budget": {"amount": 1_000, "period": "month", "mode": "partial"}}
    program = a_program(api, rules={"rate_bp": 1000}, policy=policy)
    card = a_card(api, program)
    earned = [
        api.created("/purchases", {"card_id": card, "amount": 8_500})["earned"]
        for _ in range(2)
    ]
    assert earned == [850, 150]
    budget = api.get(f"/programs/{program}").get_json()["budget"]
    assert (budget["amount"], budget["used"], budget["left"]) == (1_000, 1_000, 0)
    assert [alarm["percent"] for alarm in budget["alarms"]] == [80, 100]
    assert api.get("/programs").get_json()["data"][0]["budget"] == budget


def test_a_welcome_waits_on_a_new_card(api: Api):
    program = a_program(api, rules={"rate_bp": 0})
    fields = {"kind": "welcome", "factor_bp": None, "amount": 5_000}
    api.created("/campaigns", DOUBLE | fields | {"program_id": program})
    card = api.created("/cards", {"program_id": program, "member": {"name": "Ann"}})
    assert card["standing"]["cashback"]["pending"] == 5_000
    bought = api.created("/purchases", {"card_id": card["id"], "amount": 1})
    assert bought["card"]["standing"]["cashback"]["available"] == 5_000
    entries = api.get(f"/cards/{card['id']}/entries").get_json()["data"]
    assert [entry["kind"] for entry in entries] == ["release", "welcome"]
    assert entries[1]["explanation"]["ru"].startswith("Приветственные баллы")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"from": "2026-02-30"}, "/from"),
        ({"until": "2026-03-01T00:00:00"}, "/until"),
        ({"audience": "some"}, "/audience/literal['all']"),
        ({"factor_bp": 9_999}, "/factor_bp"),
        ({"amount": 5}, "/amount"),
        ({"budget": {"mode": "strict"}}, "/budget/amount"),
    ],
)
def test_a_campaign_with_faults_is_422(api: Api, fields, pointer):
    refused = api.post("/campaigns", DOUBLE | {"program_id": a_program(api)} | fields)
    assert refused.status_code == 422
    assert pointer in [fault["pointer"] for fault in refused.get_json()["errors"]]
