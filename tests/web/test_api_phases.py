"""Purchases in phases over the API: draft, confirm, paid, cancel."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.web.house import Api
from wallet_service.database import Database
from wallet_service.services.keyring import Keyring


@pytest.fixture
def card(api: Api, database: Database, keyring: Keyring, brand_id: str) -> str:
    rules = {"rate_bp": 1000, "hold_until": "paid"}
    with database.writing(brand_id) as session:
        return factories.a_card(
            session,
            keyring,
            program_id=factories.a_program(session, rules=rules),
            member_id=factories.a_member(session, keyring),
        )


def read(api: Api, path: str) -> dict[str, Any]:
    """The purchase as it is read, without the sentences that only a reader gets."""
    found: dict[str, Any] = api.get(path).get_json()
    assert found.pop("explanation")["en"]
    return found


def test_a_purchase_goes_through_all_its_phases(api: Api, card: str):
    before = api.get(f"/cards/{card}").get_json()
    asked = {"card_id": card, "amount": 10_000, "external_id": "INV-1"}
    draft = api.created("/purchases", {**asked, "state": "draft"})
    path = f"/purchases/{draft['id']}"
    assert (draft["state"], draft["earned"], draft["paid_at"]) == ("draft", 1_000, None)
    assert draft["card"] == before == api.get(f"/cards/{card}").get_json()
    assert read(api, path) == draft
    seen = {"revision": draft["card"]["revision"]}
    confirmed = api.post(f"{path}/confirm", seen, key="one").get_json()
    assert (confirmed["id"], confirmed["state"]) == (draft["id"], "confirmed")
    cashback = confirmed["card"]["standing"]["cashback"]
    assert (cashback["available"], cashback["pending"]) == (0, 1_000)
    again = api.post(f"{path}/confirm", seen, key="one")
    assert again.get_json() == confirmed
    assert again.headers["Idempotent-Replayed"] == "true"
    assert api.post(f"{path}/confirm", seen).status_code == 409
    paid = api.created(f"{path}/paid", {})
    assert paid["paid_at"]
    assert paid["card"]["standing"]["cashback"]["available"] == 1_000
    assert api.created(f"{path}/paid", {})["paid_at"] == paid["paid_at"]
    assert read(api, path) == paid
    cancelled = api.created(f"{path}/cancel", {})
    assert (cancelled["state"], cancelled["refunded"]["money"]) == ("cancelled", 10_000)
    assert cancelled["card"]["standing"]["cashback"]["available"] == 0
    assert api.created("/purchases", asked)["external_id"] == "INV-1"


def test_a_stale_confirmation_gets_a_fresh_preview(api: Api, card: str):
    draft = api.created(
        "/purchases", {"card_id": card, "amount": 1_000, "state": "draft"}
    )
    path = f"/purchases/{draft['id']}/confirm"
    response = api.post(path, {"revision": draft["card"]["revision"] + 100})
    problem = response.get_json()
    assert (response.status_code, problem["code"]) == (409, "card_changed")
    assert problem["preview"]["state"] == "preview"


def test_confirming_points_needs_the_scope_to_spend(
    api: Api, client, database, brand_id, card: str
):
    bought = api.created("/purchases", {"card_id": card, "amount": 100_000})
    api.created(f"/purchases/{bought['id']}/paid", {})
    asked = {"card_id": card, "amount": 1_000, "points_to_spend": 100}
    till = Api(client, factories.an_api_key(database, brand_id, "txn:write"))
    drafted = {**asked, "state": "draft"}
    assert till.post("/purchases", drafted).status_code == 403
    path = f"/purchases/{api.created('/purchases', drafted)['id']}/confirm"
    refused = till.post(path, {})
    assert (refused.status_code, refused.get_json()["scope"]) == (403, "txn:spend")
    assert api.created(path, {})["points_spent"] == 100
