"""The OpenAPI document is valid, and the answers keep to it whatever is sent."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis import APIOperation, AuthContext, Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as openapi_checks

from tests.factories import RULES
from tests.web.house import Api
from tests.web.write_calls import CAMPAIGN, filled

DOCUMENT = "/api/v1/openapi.json"
CALLS_OF_EACH = 15
# a business rule may refuse what the schema allows; the rest must hold
NOT_CHECKED: list[Any] = [openapi_checks.positive_data_acceptance]
ACCEPTED = {
    "GET /api/v1/adjustments",
    "GET /api/v1/claims",
    "GET /api/v1/companies/{company_id}/approvals",
    "GET /api/v1/programs",
    "GET /api/v1/brand",
    "GET /api/v1/join-links",
    "GET /api/v1/join-links/{join_link_id}",
    "GET /api/v1/programs/{program_id}/join-form",
    "GET /api/v1/campaigns/{campaign_id}",
    "GET /api/v1/programs/{program_id}",
    "GET /api/v1/cards/{card_id}",
    "GET /api/v1/cards/{card_id}/entries",
    "GET /api/v1/cards/{card_id}/rewards",
    "GET /api/v1/purchases/{purchase_id}",
    "POST /api/v1/cards/{card_id}/close",
    "POST /api/v1/companies",
    "POST /api/v1/members",
}


def test_the_document_is_openapi_3_1(client):
    document = client.get(DOCUMENT).get_json()
    assert document["openapi"] == "3.1.0"
    validate(document)


def test_every_call_of_the_document_needs_a_key(client):
    document = client.get(DOCUMENT).get_json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["security"] == [{"api_key": []}], f"{method} {path}"


def test_the_readable_pages_load_nothing_from_elsewhere(client):
    page = client.get("/api/docs/swagger").get_data(as_text=True)
    assert "https://" not in page
    assert "http://" not in page
    assert DOCUMENT in page
    with client.get("/api/docs/swagger/js/swagger-ui-bundle.js") as script:
        assert script.status_code == 200


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_keep_to_the_document_whatever_is_sent(
    app: Flask, api_key: str, mode: GenerationMode
):
    known = _known_identifiers(Api(app.test_client(), api_key))
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    statuses: dict[str, set[int]] = {}

    # headers given to the loader do not reach the calls; the hook's do
    @schema.auth()
    class WithKey:
        def get(self, case: Case, context: AuthContext) -> str:
            return api_key

        def set(self, case: Case, data: str, context: AuthContext) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        _try(result.ok(), mode, known, statuses)

    assert not any(status >= 500 for seen in statuses.values() for status in seen)
    if mode is GenerationMode.POSITIVE:
        accepted = {label for label, seen in statuses.items() if seen & {200, 201}}
        assert accepted >= ACCEPTED


def _try(
    operation: APIOperation,
    mode: GenerationMode,
    known: dict[str, str],
    statuses: dict[str, set[int]],
) -> None:
    @settings(
        max_examples=CALLS_OF_EACH,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Case) -> None:
        for name in case.path_parameters if mode is GenerationMode.POSITIVE else ():
            case.path_parameters[name] = known[name]
        response = case.call()
        statuses.setdefault(operation.label, set()).add(response.status_code)
        if response.status_code == 413:
            return  # refused by its size, before anybody looked at it
        case.validate_response(response, excluded_checks=NOT_CHECKED)

    call()


def _known_identifiers(api: Api) -> dict[str, str]:
    program = api.created(
        "/programs",
        {
            "name": "Cashback",
            "kind": "cashback",
            "currency": "RUB",
            "time_zone": "Europe/Moscow",
            "rules": RULES["cashback"],
        },
    )
    api.created(f"/programs/{program['id']}/publish", {})
    company = api.created("/companies", {"name": "Partner"})
    card = api.created(
        "/cards", {"program_id": program["id"], "member": {"name": "Ann"}}
    )
    campaign = api.created("/campaigns", filled(CAMPAIGN, {"program": program["id"]}))
    purchase = api.created("/purchases", {"card_id": card["id"], "amount": 10_000})
    link = api.created("/join-links", {"program_id": program["id"]})
    return {
        "program_id": program["id"],
        "company_id": company["id"],
        "member_id": card["member"]["id"],
        "card_id": card["id"],
        "purchase_id": purchase["id"],
        "campaign_id": campaign["id"],
        "code": "01AB01XY",
        "adjustment_id": "adjt_unknown",
        "claim_id": "clam_unknown",
        "join_link_id": link["id"],
    }
