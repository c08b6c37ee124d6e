"""What all pages share: forms of other sites, visitors' addresses, framing."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from tests import accessibility, browser
from wallet_service.app import create_app
from wallet_service.web import access, cross_site, security_headers, visitor_address
from wallet_service.web.access import Audience


@pytest.fixture
def form(app: Flask):
    """A route that takes a form, as pages do."""

    @access.allow(Audience.ANYONE)
    def take() -> str:
        cross_site.refuse()
        return visitor_address.current()

    app.add_url_rule("/form", "form", take, methods=["GET", "POST"])
    return app.test_client()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://localhost:8000"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_T15_a_form_is_taken_from_our_own_pages_alone(form, headers, status):
    assert form.post("/form", headers=headers).status_code == status
    assert form.get("/form").status_code == 200


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
    ],
)
def test_a_visitor_is_counted_by_address_or_by_network(form, peer, address):
    answer = form.get("/form", environ_overrides={"REMOTE_ADDR": peer})
    assert answer.text == address


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "192.0.2.9")])
def test_the_address_that_a_proxy_tells_is_believed_when_the_proxy_is_ours(
    settings, adapters, proxies, address
):
    app = create_app(settings.model_copy(update={"trusted_proxies": proxies}), adapters)

    @access.allow(Audience.ANYONE)
    def who() -> str:
        return visitor_address.current()

    app.add_url_rule("/who", "who", who)
    told = {"X-Forwarded-For": "203.0.113.1, 192.0.2.9"}
    assert app.test_client().get("/who", headers=told).text == address


@pytest.mark.parametrize(
    ("origins", "ancestors"),
    [(["https://shop.example"], "https://shop.example"), ([], "'none'")],
)
def test_only_an_answer_that_says_so_may_be_framed(app, origins, ancestors):
    @access.allow(Audience.ANYONE)
    def framed() -> Response:
        response = Response("hello")
        security_headers.allow_framing(response, origins)
        return response

    app.add_url_rule("/framed", "framed", framed)
    client = app.test_client()
    policy = client.get("/framed").headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {ancestors}")
    assert policy.startswith("default-src 'none'; script-src 'self'")
    other = client.get("/nothing").headers["Content-Security-Policy"]
    assert other.endswith("frame-ancestors 'none'")


def test_the_engine_that_judges_accessibility_finds_a_grave_fault():
    with browser.launched() as chromium:
        page = chromium.new_page()
        page.set_content("<html lang=en><title>x</title><main><input></main></html>")
        assert any("label" in fault for fault in accessibility.grave_faults(page))
        page.set_content("<html lang=en><title>x</title><main><h1>x</h1></main></html>")
        assert accessibility.grave_faults(page) == []
