"""The application as a whole: access, headers, sizes, errors, logs, figures."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests import factories
from tests.web.house import Api, new_program
from wallet_service.app import create_app
from wallet_service.database import Database, DatabaseBusy
from wallet_service.settings import Environment, Settings
from wallet_service.web import access
from wallet_service.web.access import Audience


def test_a_route_that_declares_nobody_stops_the_application(app: Flask):
    app.add_url_rule("/forgotten", "forgotten", lambda: "hello")
    with pytest.raises(access.UndeclaredRoute, match="/forgotten"):
        access.enforce(app)


def test_every_route_says_who_may_call_it(app: Flask):
    audiences = {
        rule.rule: access.rule_of(app, rule.endpoint)
        for rule in app.url_map.iter_rules()
    }
    assert None not in audiences.values()
    for route, rule in audiences.items():
        assert rule is not None
        is_resource = route.startswith("/api/v1/") and route != "/api/v1/openapi.json"
        assert (rule.audience is Audience.API_KEY) == is_resource, route
        assert bool(rule.scopes) == is_resource, route


@pytest.mark.parametrize(
    ("audience", "scopes"),
    [
        (Audience.API_KEY, ()),
        (Audience.ANYONE, ("card:read",)),
        (Audience.API_KEY, ("card:fly",)),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(audience, scopes):
    with pytest.raises(ValueError, match="scope"):
        access.allow(audience, *scopes)


def test_every_answer_has_the_security_headers(client: FlaskClient, api_key: str):
    headers = {"Authorization": f"Bearer {api_key}"}
    for path in ("/api/v1/members", "/api/v1/nothing", "/healthz", "/nothing", "/c/x"):
        response = client.get(path, headers=headers)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
        assert "camera=()" in response.headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in response.headers


def test_production_asks_browsers_for_https_alone(settings: Settings, adapters):
    strict = settings.model_copy(
        update={"env": Environment.PRODUCTION, "base_url": "https://cards.example"}
    )
    response = create_app(strict, adapters).test_client().get("/healthz")
    assert response.headers["Strict-Transport-Security"].startswith("max-age=63072000")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/", 404, "not_found"),
        ("DELETE", "/api/v1/cards", 405, "method_not_allowed"),
        ("PUT", "/api/v1/programs/prog_x", 405, "method_not_allowed"),
    ],
)
def test_wrong_addresses_of_the_api_are_problems(client, method, path, status, code):
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.get_json()["code"] == code
    if status == 405:
        assert "GET" in response.headers["Allow"]


def test_an_identifier_that_cannot_be_one_is_not_found(client, api_key):
    headers = {"Authorization": f"Bearer {api_key}"}
    for wrong in ("x" * 65, "card_%00", "card_%0A", "%E2%80%AE"):
        response = client.get(f"/api/v1/cards/{wrong}", headers=headers)
        assert response.status_code == 404
        assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("language", "words"), [("ru-RU", "Здесь ничего нет"), ("de", "There is nothing")]
)
def test_wrong_addresses_elsewhere_are_a_page_in_the_readers_language(
    client, language, words
):
    response = client.get("/nothing", headers={"Accept-Language": language})
    assert response.status_code == 404
    assert response.mimetype == "text/html"
    assert words in response.get_data(as_text=True)


def test_case_F22_a_large_body_is_refused_before_it_is_read(client, api_key):
    headers = {"Authorization": f"Bearer {api_key}"}
    body = b'{"name": "' + b"x" * 70_000 + b'"}'
    response = client.post(
        "/api/v1/companies", data=body, headers=headers, content_type="application/json"
    )
    assert response.status_code == 413
    assert response.get_json()["code"] == "body_too_large"


def test_case_F22_a_deep_body_is_refused(client, api_key):
    headers = {"Authorization": f"Bearer {api_key}"}
    for depth in (21, 20_000):
        body = b'{"rules":' * depth + b"1" + b"}" * depth
        response = client.post(
            "/api/v1/programs",
            data=body[:60_000] if depth > 100 else body,
            headers=headers,
            content_type="application/json",
        )
        assert response.status_code == 400
        assert response.get_json()["code"] == "malformed_json"


def test_a_busy_database_asks_to_come_back(app: Flask, client: FlaskClient):
    @access.allow(Audience.ANYONE)
    def busy() -> str:
        raise DatabaseBusy

    app.add_url_rule("/api/busy", "busy", busy)
    response = client.get("/api/busy")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"
    assert response.get_json()["code"] == "busy"


def test_an_unexpected_error_tells_nothing_and_logs_where(
    app: Flask, client: FlaskClient, capsys
):
    @access.allow(Audience.ANYONE)
    def broken() -> str:
        message = "canary-of-the-message"
        raise RuntimeError(message)

    app.add_url_rule("/api/broken", "broken", broken)
    response = client.get("/api/broken")
    assert response.status_code == 500
    assert response.get_json()["code"] == "internal_error"
    logged = capsys.readouterr().err
    assert "canary" not in logged + response.get_data(as_text=True)
    failure = json.loads(logged.splitlines()[0])
    assert failure["error"] == "RuntimeError"
    assert any("broken" in place for place in failure["where"])
    assert failure["request_id"] == response.headers["X-Request-Id"]


def test_a_request_keeps_the_id_that_it_brings(client: FlaskClient):
    given = client.get("/healthz", headers={"X-Request-Id": "till-7-000042"})
    assert given.headers["X-Request-Id"] == "till-7-000042"
    for wrong in ("short", "x" * 65, "with space and more"):
        response = client.get("/healthz", headers={"X-Request-Id": wrong})
        assert response.headers["X-Request-Id"] != wrong


def test_logs_and_figures_hold_no_secret_and_no_person(
    client: FlaskClient, api_key: str, capsys, caplog
):
    caplog.set_level(logging.DEBUG)
    api = Api(client, api_key)
    name, email, phone = "Canary Bird", "canary@example.com", "+79167654321"
    program = api.created("/programs", new_program())
    api.created(f"/programs/{program['id']}/publish", {})
    member = {"name": name, "email": email, "phone": phone}
    card = api.created("/cards", {"program_id": program["id"], "member": member})
    api.get("/cards", code=card["code"])
    token = card["links"]["card"].rpartition("/")[2]
    client.get(f"/c/{token}")
    client.get(f"/c/{token}x?email={email}")
    api.post("/members", member)
    api.post("/members", {**member, "unknown": email})
    client.get("/api/v1/cards", headers={"Authorization": "Bearer wsk_canary"})
    figures = client.get("/metrics").get_data(as_text=True)
    logged = capsys.readouterr()
    everything = logged.err + logged.out + caplog.text + figures
    assert "/api/v1/cards" in everything
    canaries = (
        *(api_key, api_key[4:30], "wsk_", name, "Canary", email, phone, phone[2:]),
        *(card["code"], token, card["number"], card["id"], member["name"]),
    )
    assert [one for one in canaries if one in everything] == []


def test_every_line_of_the_log_is_json_with_the_route(client: FlaskClient, capsys):
    client.get("/c/some-secret-token")
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert line["route"] == "/c/<link_token>"
    assert line["method"] == "GET"
    assert line["status"] == 404
    assert line["duration_ms"] >= 0


def test_healthy_and_ready(client: FlaskClient):
    assert client.get("/healthz").get_data() == b"ok\n"
    assert client.get("/readyz").get_data() == b"ready\n"


def test_a_database_that_is_not_at_head_is_not_ready(
    client: FlaskClient, database: Database
):
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'old'")
    response = client.get("/readyz")
    assert (response.status_code, response.get_data()) == (503, b"not ready\n")
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 403),
    ],
)
def test_metrics_are_read_on_this_machine_alone(client, address, headers, status):
    client.get("/healthz")
    response = client.get(
        "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}
    )
    assert response.status_code == status
    counted = 'route="/healthz",status="200"' in response.get_data(as_text=True)
    assert counted == (status == 200)


def test_a_key_has_a_rate_limit_of_its_own(
    settings: Settings, adapters, database, brand_id
):
    limited = settings.model_copy(update={"api_rate_per_second": 1})
    client = create_app(limited, adapters).test_client()
    keys = [factories.an_api_key(database, brand_id) for _ in range(2)]

    def statuses(key: str, calls: int) -> list[int]:
        api = Api(client, key)
        return [api.get("/programs").status_code for _ in range(calls)]

    assert 429 in statuses(keys[0], 12)
    assert statuses(keys[1], 1) == [200]
    api = Api(client, keys[0])
    refused: Any = next(
        response
        for response in (api.get("/programs") for _ in range(12))
        if response.status_code == 429
    )
    assert refused.headers["Retry-After"] == "1"
    assert refused.get_json()["code"] == "rate_limited"


@pytest.mark.parametrize(("proxies", "seen"), [(0, False), (1, True)])
def test_the_visitors_address_is_read_from_trusted_proxies_alone(
    settings: Settings, adapters, proxies, seen
):
    trusting = settings.model_copy(update={"trusted_proxies": proxies})
    app = create_app(trusting, adapters)
    addresses = []

    @app.before_request
    def note():
        addresses.append(request.remote_addr)

    headers = {"X-Forwarded-For": "198.51.100.9, 203.0.113.7"}
    app.test_client().get("/healthz", headers=headers)
    assert (addresses == ["203.0.113.7"]) == seen
