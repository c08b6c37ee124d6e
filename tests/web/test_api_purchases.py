"""Purchases and refunds over the API: figures, retries, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.web.house import Api, new_program
from wallet_service.services.staff import locations

TIME = "2026-03-10T12:00:00+03:00"


@pytest.fixture
def card(api: Api) -> dict[str, Any]:
    return a_card(api)


def a_card(api: Api, kind: str = "cashback", **fields: Any) -> dict[str, Any]:
    program = api.created("/programs", new_program(kind, **fields))
    api.created(f"/programs/{program['id']}/publish", {})
    return api.created(
        "/cards", {"program_id": program["id"], "member": {"name": "Ann"}}
    )


def test_case_D2_rates_by_category_over_the_api(api: Api):
    card = a_card(
        api,
        "discount",
        rules={
            "rate_bp": 0,
            "category_rates_bp": {"consumables": 1000, "equipment": 500, "service": 0},
        },
    )
    amounts = {"consumables": 10_000_000, "equipment": 25_000_000, "service": 3_000_000}
    purchase = api.created(
        "/purchases",
        {
            "card_id": card["id"],
            "occurred_at": TIME,
            "lines": [{"category": k, "amount": v} for k, v in amounts.items()],
        },
    )
    assert (purchase["discount"], purchase["payable"]) == (2_250_000, 35_750_000)
    assert [(one["line"], one["rate_bp"]) for one in purchase["lines"]] == [
        (1, 1000),
        (2, 500),
        (3, 0),
    ]
    assert all(
        set(step) == {"step", "base", "rate_bp", "result", "reason"}
        for step in purchase["trace"]
    )


def test_a_purchase_is_explained_in_words_when_previewed_and_when_read(api: Api, card):
    body = {"card_id": card["id"], "amount": 1_500_000, "occurred_at": TIME}
    preview = api.post("/purchases/preview", body).get_json()
    purchase = api.created("/purchases", body)
    read = api.get(f"/purchases/{purchase['id']}").get_json()
    assert preview["explanation"] == read["explanation"]
    assert preview["explanation"].keys() == {"en", "ru"}
    for sentences in preview["explanation"].values():
        assert len(sentences) == len(purchase["trace"])
    assert preview["explanation"]["en"][0].startswith("The purchase comes to ")
    assert preview["explanation"]["ru"][0].startswith("Сумма покупки ")
    assert "explanation" not in purchase


def test_a_preview_says_what_the_purchase_will_and_writes_nothing(api: Api, card):
    body = {"card_code": card["code"], "amount": 1_500_000, "occurred_at": TIME}
    before = api.get(f"/cards/{card['id']}").get_json()
    preview = api.created("/purchases/preview", body)
    assert api.get(f"/cards/{card['id']}").get_json() == before
    purchase = api.created("/purchases", body)
    figures = ("gross", "discount", "payable", "earned", "lines", "trace")
    assert {k: preview[k] for k in figures} == {k: purchase[k] for k in figures}
    assert (preview["id"], preview["state"]) == (None, "preview")
    assert purchase["state"] == "confirmed"
    assert purchase["card"]["standing"]["cashback"]["available"] == 75_000


def test_a_preview_needs_no_idempotency_key(client, api_key, card):
    response = client.post(
        "/api/v1/purchases/preview",
        json={"card_id": card["id"], "amount": 100},
        headers={"Authorization": f"Bearer {api_key}"},
    )
    assert response.status_code == 200


def test_a_purchase_is_read_back_with_its_refunds_beside_it(api: Api, card):
    purchase = api.created(
        "/purchases",
        {
            "card_id": card["id"],
            "external_id": "INV-1",
            "location_id": "shop-1",
            "lines": [{"amount": 10_000, "quantity": 2}, {"amount": 5_000}],
        },
    )
    path = f"/purchases/{purchase['id']}"
    part = api.created(
        f"{path}/refunds", {"lines": [{"line": 1, "amount": 5_000, "quantity": 1}]}
    )
    assert (part["money"], part["earning_reversed"]) == (5_000, 250)
    assert part["card"]["standing"]["cashback"]["available"] == 500
    rest = api.created(f"{path}/refunds", {})
    assert rest["money"] == 10_000
    read = api.get(path).get_json()
    unchanged = ("gross", "payable", "earned", "lines", "trace", "external_id")
    assert {k: read[k] for k in unchanged} == {k: purchase[k] for k in unchanged}
    assert read["refunded"]["gross"] == 15_000
    assert [one["id"] for one in read["refunds"]] == [part["id"], rest["id"]]
    again = api.post(f"{path}/refunds", {})
    assert again.status_code == 409


@pytest.mark.parametrize("path", ["/purchases/preview", "/purchases"])
def test_a_location_that_looks_like_ours_must_be_ours(
    api: Api, card, path, database, brand_id, vault
):
    body = {"card_id": card["id"], "amount": 100}
    other = factories.a_brand(database, vault, name="Other")
    own, foreign = (a_location(database, one) for one in (brand_id, other))
    answers = [
        api.post(path, {**body, "location_id": one}) for one in ("loct_x", foreign)
    ]
    for answer in answers:
        assert answer.status_code == 404
        problem = answer.get_json()
        assert problem["code"] == "location_not_found"
        assert problem["errors"][0]["pointer"] == "/location_id"
    assert answers[0].data == answers[1].data
    for known in (own, "Till 3"):
        taken = api.post(path, {**body, "location_id": known})
        assert taken.get_json()["location_id"] == known


def a_location(database, brand_id):
    with database.writing(brand_id) as session:
        return locations.add_location(
            session, "North", None, actor=factories.ACTOR, now=factories.NOW
        )


def test_statement_R33_what_purchase_refund_and_refusal_tell(api: Api, card):
    body = {"card_id": card["id"], "amount": 10_000}
    purchase = api.created("/purchases", body)
    figures = ("gross", "discount", "points_spent", "payable", "earned", "rate_bp")
    (line,) = purchase["lines"]
    assert line.keys() == {"line", *figures}
    assert [line[name] for name in figures] == [10_000, 0, 0, 10_000, 500, 500]
    refund = api.created(f"/purchases/{purchase['id']}/refunds", {"lines": None})
    told = {
        "purchase_id": purchase["id"],
        "money": 10_000,
        "points_returned": 0,
        "earning_reversed": 500,
        "turnover_removed": 0,
        "stamps_removed": 0,
        "rewards_cancelled": 0,
    }
    assert {name: refund[name] for name in told} == told
    assert refund.keys() >= {"id", "lines", "card"}
    refused = api.post("/purchases", {**body, "points_to_spend": 1})
    assert (refused.status_code, refused.get_json()["maximum"]) == (422, 0)


def test_the_entries_of_a_card_explain_themselves_newest_first(api: Api, card):
    for amount in (10_000, 20_000, 30_000):
        api.created("/purchases", {"card_id": card["id"], "amount": amount})
    path = f"/cards/{card['id']}/entries"
    page = api.get(path, limit=2).get_json()
    rest = api.get(path, limit=2, after=page["next"]).get_json()
    amounts = [one["amount"] for one in page["data"] + rest["data"]]
    assert amounts == [1_500, 1_000, 500]
    assert rest["next"] is None
    newest = page["data"][0]
    assert set(newest["explanation"]) == {"en", "ru"}
    assert (newest["unit"], newest["balance_after"]) == ("points", 3_000)
    assert api.get(path, after="nonsense").get_json()["data"] == []


def test_too_many_points_say_how_many_may_be_spent(api: Api, card):
    api.created("/purchases", {"card_id": card["id"], "amount": 100_000})
    response = api.post(
        "/purchases",
        {"card_id": card["id"], "amount": 100_000, "points_to_spend": 99_999},
    )
    assert response.status_code == 422
    assert response.get_json()["maximum"] == 5_000


def test_a_stale_revision_gets_a_fresh_preview(api: Api, card):
    api.created("/purchases", {"card_id": card["id"], "amount": 100_000})
    seen = api.get(f"/cards/{card['id']}").get_json()["revision"]
    spend = {"card_id": card["id"], "amount": 10_000, "points_to_spend": 5_000}
    api.created("/purchases", spend)
    response = api.post("/purchases", {**spend, "revision": seen})
    problem = response.get_json()
    assert (response.status_code, problem["code"]) == (409, "card_changed")
    assert problem["preview"]["state"] == "preview"
    assert problem["preview"]["points_spent"] < 5_000


def test_spending_needs_its_own_scope(api: Api, client, database, brand_id, card):
    till = Api(client, factories.an_api_key(database, brand_id, "txn:write"))
    body = {"card_id": card["id"], "amount": 10_000}
    till.created("/purchases", body)
    till.created("/purchases/preview", {**body, "points_to_spend": 100})
    response = till.post("/purchases", {**body, "points_to_spend": 100})
    assert response.status_code == 403
    assert response.get_json()["scope"] == "txn:spend"


def test_a_frozen_card_buys_nothing_and_the_refusal_ends_its_key(api: Api, card):
    api.created(f"/cards/{card['id']}/freeze", {"reason": "lost"})
    body = {"card_id": card["id"], "amount": 10_000}
    refused = api.post("/purchases", body, key="one")
    assert refused.status_code == 409
    assert refused.get_json()["code"] == "card_not_active"
    api.created(f"/cards/{card['id']}/unfreeze", {"reason": "found"})
    again = api.post("/purchases", body, key="one")
    assert again.data == refused.data
    assert again.content_type == "application/problem+json"
    assert again.headers["Idempotent-Replayed"] == "true"
    assert api.post("/purchases", body, key="two").status_code == 201


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"card_code": "x"}, "/card_id"),
        ({"card_id": None}, "/card_id"),
        ({"lines": [{"amount": 1}]}, "/lines"),
        ({"amount": None}, "/lines"),
        ({"amount": -1}, "/amount"),
        ({"amount": True}, "/amount"),
        ({"amount": 10**13 + 1}, "/amount"),
        ({"amount": None, "lines": []}, "/lines"),
        ({"amount": None, "lines": [{"amount": 1}] * 501}, "/lines"),
        ({"amount": None, "lines": [{"amount": 10**13}] * 2}, "/lines"),
        ({"amount": None, "lines": [{"amount": 1, "qty": 1}]}, "/lines/0/qty"),
        ({"amount": None, "lines": [{"sku": "A"}]}, "/lines/0/amount"),
        ({"occurred_at": "2026-03-10T12:00:00"}, "/occurred_at"),
        ({"occurred_at": "2026-03-10 12:00:00+03:00"}, "/occurred_at"),
        ({"occurred_at": "2026-02-30T12:00:00Z"}, "/occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "/occurred_at"),
        ({"occurred_at": 1_773_133_200}, "/occurred_at"),
        ({"occurred_at": "2026-03-11T12:00:00+03:00"}, "/occurred_at"),
        ({"occurred_at": "2025-11-01T12:00:00+03:00"}, "/occurred_at"),
        ({"currency": "EUR"}, "/currency"),
        ({"state": "refunded"}, "/state"),
        ({"points_to_spend": -5}, "/points_to_spend"),
    ],
)
def test_a_purchase_that_cannot_be_is_refused_by_its_field(
    api: Api, card, fields, pointer
):
    body = {"card_id": card["id"], "amount": 1_000, **fields}
    response = api.post("/purchases", body)
    assert response.status_code == 422, response.get_data(as_text=True)
    pointers = [fault["pointer"] for fault in response.get_json()["errors"]]
    assert pointer in pointers


@pytest.mark.parametrize(
    ("lines", "pointer"),
    [
        ([{"line": 0, "amount": 1}], "/lines/0/line"),
        ([{"line": 1, "amount": 1}, {"line": 1, "amount": 1}], "/lines/1/line"),
        ([{"line": 1}], "/lines/0/amount"),
        ([], "/lines"),
    ],
)
def test_a_refund_that_cannot_be_is_refused_by_its_field(
    api: Api, card, lines, pointer
):
    purchase = api.created("/purchases", {"card_id": card["id"], "amount": 1_000})
    response = api.post(f"/purchases/{purchase['id']}/refunds", {"lines": lines})
    assert response.status_code == 422
    pointers = [fault["pointer"] for fault in response.get_json()["errors"]]
    assert pointer in pointers


def test_a_schema_error_does_not_use_up_its_key(api: Api, card):
    wrong = {"card_id": card["id"], "amount": "1000"}
    assert api.post("/purchases", wrong, key="one").status_code == 422
    right = {"card_id": card["id"], "amount": 1000}
    assert api.post("/purchases", right, key="one").status_code == 201


def test_the_largest_purchase_is_computed(api: Api, card):
    purchase = api.created("/purchases", {"card_id": card["id"], "amount": 10**13})
    assert purchase["earned"] == 5 * 10**11
