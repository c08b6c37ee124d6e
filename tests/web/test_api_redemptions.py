"""Rewards and redemptions over the API: the answers, the scopes, the retries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.house import Api, with_scopes
from tests.web.test_api_purchases import a_card
from wallet_service.database import Database

RULES = {"mode": "purchase", "slots": 1, "reward_name": "A gift", "code_minutes": 30}


@pytest.fixture
def card(api: Api) -> dict[str, Any]:
    """A stamp card with two gifts ready."""
    card = a_card(api, "stamp", rules=RULES)
    for _ in range(2):
        api.created("/purchases", {"card_id": card["id"], "amount": 1000})
    return card


def test_a_reward_goes_from_ready_to_handed_out(api: Api, card):
    path = f"/cards/{card['id']}"
    listed = api.get(f"{path}/rewards").get_json()
    assert [one["state"] for one in listed["data"]] == ["issued", "issued"]
    assert listed["next"] is None
    made = api.post(f"{path}/redemptions", {"reward_id": None})
    assert made.status_code == 201
    document = made.get_json()
    assert set(document) == {"id", "code", "state", "expires_at", "reward", "card"}
    assert document["reward"] == listed["data"][1] | {"state": "reserved"}
    assert document["card"]["standing"]["rewards"] == 2
    code = document["code"]
    done = api.post(f"/redemptions/{code.lower()}/confirm")
    assert done.status_code == 200
    redeemed = done.get_json()
    assert (redeemed["id"], redeemed["state"]) == (document["id"], "redeemed")
    assert redeemed["reward"]["redeemed_at"]
    assert redeemed["card"]["standing"]["rewards"] == 1
    assert api.get(f"{path}/rewards").get_json()["data"][1] == redeemed["reward"]
    entry = api.get(f"{path}/entries").get_json()["data"][0]
    assert (entry["kind"], entry["amount"]) == ("reward_redeem", -1)
    assert entry["explanation"] == {
        "en": "A gift was handed out: −1; balance 1",
        "ru": "Подарок выдан: −1; остаток 1",
    }


def test_case_S8_the_second_scan_is_told_of_the_first(api: Api, card):
    made = api.created(f"/cards/{card['id']}/redemptions", {})
    path = f"/redemptions/{made['code']}/confirm"
    unknown = api.post(path, {"location_id": "loct_x"})
    assert unknown.get_json()["errors"][0]["pointer"] == "/location_id"
    api.created(path, {"location_id": "Warehouse 2"})
    second = api.post(path, {"location_id": "Warehouse 3"})
    assert second.status_code == 409
    problem = second.get_json()
    assert problem["code"] == "redemption_redeemed"
    assert problem["detail"].endswith(", Warehouse 2.")
    assert problem["redeemed"]["location_id"] == "Warehouse 2"
    assert problem["redeemed"]["by"].startswith("api_key:")


def test_the_same_key_asks_for_one_code_only(api: Api, card):
    path = f"/cards/{card['id']}/redemptions"
    first, again = (api.post(path, {}, key="scan-1") for _ in range(2))
    assert again.data == first.data
    assert api.post(path, {}, key="scan-2").status_code == 201
    empty = api.post(path, {}, key="scan-3")
    assert (empty.status_code, empty.get_json()["code"]) == (409, "no_reward_ready")


def test_a_cancelled_code_gives_the_reward_back(api: Api, card):
    made = api.created(f"/cards/{card['id']}/redemptions", {})
    back = api.created(f"/redemptions/{made['code']}/cancel", {})
    assert (back["state"], back["reward"]["state"]) == ("cancelled", "issued")
    refused = api.post(f"/redemptions/{made['code']}/confirm")
    assert refused.get_json()["code"] == "redemption_cancelled"


def test_rewards_come_in_pages(api: Api, card):
    path = f"/cards/{card['id']}/rewards"
    first = api.get(path, limit=1).get_json()
    second = api.get(path, limit=1, after=first["next"]).get_json()
    assert len(first["data"]) == len(second["data"]) == 1
    assert second["next"] is None
    assert first["data"][0]["id"] != second["data"][0]["id"]


def test_a_frozen_card_redeems_nothing(api: Api, card):
    path = f"/cards/{card['id']}"
    api.created(f"{path}/freeze", {"reason": "lost"})
    refused = api.post(f"{path}/redemptions")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "card_not_active")


def test_rewards_are_read_with_the_scope_of_cards(
    api: Api, client, database: Database, brand_id: str, card
):
    path = f"/cards/{card['id']}/rewards"
    reader = with_scopes(client, database, brand_id, "card:read")
    assert reader.get(path).status_code == 200
    other = with_scopes(client, database, brand_id, "txn:read")
    assert other.get(path).status_code == 403


@pytest.mark.parametrize("code", ["NOSUCHX1", "x", "00000000"])
def test_an_unknown_code_is_404(api: Api, code: str):
    for action in ("confirm", "cancel"):
        refused = api.post(f"/redemptions/{code}/{action}")
        assert refused.status_code == 404
        assert refused.get_json()["code"] == "redemption_not_found"
