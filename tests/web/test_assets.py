"""Files of pages: compressed, kept for a year by their digest, and nothing else."""

from __future__ import annotations

import gzip

import pytest

from wallet_service.web import assets


@pytest.fixture
def address(app):
    with app.test_request_context():
        return assets.address_of("pages", "base.css")


def test_a_file_is_kept_by_browsers_under_its_digest(client, address):
    response = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.content_type == "text/css; charset=utf-8"
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(response.data) == plain.data
    again = client.get(address, headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_an_older_address_gives_the_present_file_for_once(client, address):
    parts = address.split("/")
    parts[3] = "0" * 16
    response = client.get("/".join(parts))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/pages/0/nothing.css",
        "/assets/nobody/0/base.css",
        "/assets/pages/0/../error_page.py",
        "/assets/pages/0/%2e%2e/error_page.py",
        "/assets/openapi/0/swagger.css",
    ],
)
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


def test_a_page_cannot_name_a_file_that_is_not_there(app):
    with app.test_request_context(), pytest.raises(LookupError, match=r"nothing\.css"):
        assets.address_of("pages", "nothing.css")
