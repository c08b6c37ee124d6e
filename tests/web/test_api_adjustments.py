"""Adjustments through the API: 201, 202, and a person's key that approves."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from tests import factories
from tests.web.house import Api, new_program
from wallet_service.database import Database
from wallet_service.models.access import User

LIMIT = {"adjustment_limit": 5_000_000, "payouts": True}


@pytest.fixture
def card(api: Api) -> str:
    program = api.created("/programs", new_program(policy=LIMIT))
    api.created(f"/programs/{program['id']}/publish", {})
    body = {"program_id": program["id"], "member": {"name": "Ann"}}
    return str(api.created("/cards", body)["id"])


def persons(client: FlaskClient, database: Database, brand_id: str, email: str) -> Api:
    user_id = factories.a_user(database, brand_id, email)
    key = factories.an_api_key(database, brand_id, user_id=user_id)
    return Api(client, key)


def points(amount: int) -> dict[str, object]:
    return {"unit": "points", "amount": amount, "reason": "a promise"}


def test_case_M8_through_the_api(
    api: Api, client: FlaskClient, database: Database, brand_id: str, card: str
):
    done = api.post(f"/cards/{card}/adjustments", points(5_000_000))
    assert (done.status_code, done.get_json()["state"]) == (201, "done")
    asked = api.post(f"/cards/{card}/adjustments", points(6_000_000))
    assert asked.status_code == 202
    waiting = asked.get_json()
    assert waiting["card"]["standing"]["cashback"]["available"] == 5_000_000
    listed = api.get("/adjustments", state="waiting").get_json()["data"]
    assert [one["id"] for one in listed] == [waiting["id"]]
    address = f"/adjustments/{waiting['id']}/approve"
    refused = api.post(address, {})
    assert refused.status_code == 403
    assert refused.get_json()["code"] == "person_needed"
    manager = persons(client, database, brand_id, "boss@example.com")
    approved = manager.post(address, {}).get_json()
    assert approved["state"] == "done"
    assert approved["decided_by"].startswith("user:")
    assert approved["card"]["standing"]["cashback"]["available"] == 11_000_000


def test_case_M8_t6_ones_own_proposal_is_for_another_to_approve(
    client: FlaskClient, database: Database, brand_id: str, card: str
):
    manager = persons(client, database, brand_id, "boss@example.com")
    waiting = manager.created(f"/cards/{card}/adjustments", points(6_000_000))
    refused = manager.post(f"/adjustments/{waiting['id']}/approve", {})
    assert refused.get_json()["code"] == "own_approval"
    body = {"reason": "a mistake"}
    dropped = manager.created(f"/adjustments/{waiting['id']}/reject", body)
    assert (dropped["state"], dropped["decision_reason"]) == ("rejected", "a mistake")


def test_case_C19_through_the_api(
    api: Api, client: FlaskClient, database: Database, brand_id: str, card: str
):
    api.created(f"/cards/{card}/adjustments", points(900_000))
    body = {"amount": 500_000, "reason": "asked for"}
    asked = api.post(f"/cards/{card}/payouts", body)
    assert asked.status_code == 202
    assert asked.get_json()["kind"] == "payout"
    manager = persons(client, database, brand_id, "boss@example.com")
    done = manager.created(f"/adjustments/{asked.get_json()['id']}/approve", {})
    assert done["card"]["standing"]["cashback"]["available"] == 400_000
    entry = api.get(f"/cards/{card}/entries").get_json()["data"][0]
    assert (entry["kind"], entry["amount"]) == ("payout", -500_000)


@pytest.mark.parametrize("call", ["adjustments", "payouts"])
def test_they_need_an_idempotency_key(api: Api, client, card: str, call: str):
    body = {"amount": 1, "reason": "asked for"}
    response = client.post(
        f"/api/v1/cards/{card}/{call}",
        json=points(1) if call == "adjustments" else body,
        headers={"Authorization": f"Bearer {api.key}"},
    )
    assert response.get_json()["code"] == "idempotency_key_required"


def test_a_persons_key_ends_with_the_person(
    client: FlaskClient, database: Database, brand_id: str
):
    user_id = factories.a_user(database, brand_id, "boss@example.com")
    key = factories.an_api_key(database, brand_id, user_id=user_id)
    assert Api(client, key).get("/programs").status_code == 200
    with database.writing_across_brands() as session:
        session.get_one(User, user_id).disabled_at = factories.NOW
    assert Api(client, key).get("/programs").status_code == 401


def test_approvals_and_overrides_through_the_api(api: Api):
    wanted = new_program(beneficiary="member", rules={"rate_bp": 1000})
    program = api.created("/programs", wanted)["id"]
    api.created(f"/programs/{program}/publish", {})
    company = api.created("/companies", {"name": "Partner"})["id"]
    member = api.created("/members", {"name": "Ann", "company_id": company})["id"]
    card = api.created("/cards", {"program_id": program, "member_id": member})["id"]
    bought = api.created("/purchases", {"card_id": card, "amount": 100_000})
    assert bought["earned"] == 0
    assert {"approval_missing"} <= {step["reason"] for step in bought["trace"]}
    given = {
        "program_id": program,
        "monthly_cap_per_member": 15_000,
        "valid_from": "2026-03-01",
        "valid_until": "2026-06-30",
        "approved_by": "The director",
        "document": "No. 7",
    }
    approval = api.created(f"/companies/{company}/approvals", given)
    assert approval == approval | given
    listed = api.get(f"/companies/{company}/approvals").get_json()["data"]
    assert listed == [approval]
    earned = [
        api.created("/purchases", {"card_id": card, "amount": 100_000})["earned"]
        for _ in range(2)
    ]
    assert earned == [10_000, 5_000]
    own = {
        "program_id": program,
        "rate_bp": 2000,
        "until": date(2026, 5, 31).isoformat(),
        "reason": "a promise",
    }
    override = api.created(f"/members/{member}/overrides", own)
    assert override == override | own
    assert api.get(f"/cards/{card}").get_json()["standing"]["rate_bp"] == 2000
