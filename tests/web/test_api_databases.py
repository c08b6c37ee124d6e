"""The same answers on SQLite and on PostgreSQL, for one customer's whole story."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from tests import factories
from tests.web.house import Api, new_program
from tests.web_fixtures import Clock
from wallet_service import wiring
from wallet_service.app import create_app
from wallet_service.database import Database
from wallet_service.settings import Environment, Settings
from wallet_service.vault import Vault


@pytest.fixture
def any_app(any_database: Database) -> Iterator[Flask]:
    settings = Settings(
        base_url="http://localhost:8000",
        secret_key=factories.SECRET_KEY,
        env=Environment.DEVELOPMENT,
        database_url=any_database.url,
        api_rate_per_second=0,
    )
    adapters = wiring.build(settings, Clock())
    yield create_app(settings, adapters)
    adapters.close()


@pytest.fixture
def any_key(any_database: Database, vault: Vault) -> str:
    brand_id = factories.a_brand(any_database, vault)
    return factories.an_api_key(any_database, brand_id)


def test_a_customers_story(any_app: Flask, any_key: str):
    api = Api(any_app.test_client(), any_key)
    program = api.created("/programs", new_program())
    api.created(f"/programs/{program['id']}/publish", {})
    company = api.created("/companies", {"name": "Partner", "tax_id": "77 07"})
    member = {"name": "Ann", "email": "ann@example.com", "company_id": company["id"]}
    card = api.created("/cards", {"program_id": program["id"], "member": member})
    purchase = api.created("/purchases", {"card_id": card["id"], "amount": 10_000})
    spent = api.created(
        "/purchases",
        {"card_id": card["id"], "amount": 10_000, "points_to_spend": 500},
    )
    assert (purchase["earned"], spent["payable"]) == (500, 9_500)
    api.created(f"/purchases/{spent['id']}/refunds", {})
    entries = api.get(f"/cards/{card['id']}/entries").get_json()["data"]
    shown = api.get(f"/cards/{card['id']}").get_json()
    available = shown["standing"]["cashback"]["available"]
    assert available == entries[0]["balance_after"] == 500
    assert api.post("/members", member).get_json()["code"] == "member_exists"
    strange = api.get("/cards/%00%F0%9F%8E%81")
    assert strange.status_code == 404


def test_twins_with_one_key_are_one_purchase(any_app: Flask, any_key: str):
    api = Api(any_app.test_client(), any_key)
    program = api.created("/programs", new_program())
    api.created(f"/programs/{program['id']}/publish", {})
    card = api.created(
        "/cards", {"program_id": program["id"], "member": {"name": "Ann"}}
    )
    body = {"card_id": card["id"], "amount": 10_000}
    answers: list[tuple[int, bytes]] = []
    barrier = threading.Barrier(4)

    def buy() -> None:
        till = Api(any_app.test_client(), any_key)
        barrier.wait()
        response = till.post("/purchases", body, key="one-sale")
        answers.append((response.status_code, response.data))

    threads = [threading.Thread(target=buy) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    shown = api.get(f"/cards/{card['id']}").get_json()
    assert shown["standing"]["cashback"]["available"] == 500


def test_one_person_who_signs_up_many_times_at_once_has_one_card(
    any_app: Flask, any_key: str
):
    api = Api(any_app.test_client(), any_key)
    program = api.created("/programs", new_program())
    api.created(f"/programs/{program['id']}/publish", {})
    member = {"name": "Ann", "email": "ann@example.com"}
    answers: list[tuple[int, str]] = []
    barrier = threading.Barrier(8)

    def sign_up() -> None:
        form = Api(any_app.test_client(), any_key)
        barrier.wait()
        body = {"program_id": program["id"], "member": member}
        response = form.post("/cards", body)
        answers.append((response.status_code, response.get_json().get("id")))

    threads = [threading.Thread(target=sign_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({card_id for _, card_id in answers}) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/c/%00",
        "/c/%00/apple",
        "/apple/v1/passes/pass.x/%00",
        "/apple/v1/devices/d/registrations/%00",
    ],
)
def test_a_nul_in_a_path_finds_nothing(any_app: Flask, path: str):
    assert any_app.test_client().get(path).status_code == 404
