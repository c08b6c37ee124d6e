"""The brand of the key: what it decides for all of its programs."""

from __future__ import annotations

import pytest

from tests.web.house import with_scopes
from wallet_service.services.brands import BrandSettings


def test_everything_that_a_brand_decides_is_told(api):
    document = api.get("/brand").get_json()
    identity = {"id", "name", "slug", "locale"}
    assert set(document) == identity | set(BrandSettings.model_fields)


def test_what_is_sent_takes_the_place_of_what_is_and_the_rest_stays(api):
    before = api.get("/brand").get_json()
    sent = {
        "embed_origins": ["https://www.example.com", "https://shop.example.com:8443"],
        "refund_limit": 100,
        "contacts": {"phone": "+7 495 000-00-00"},
    }
    after = api.patch("/brand", sent).get_json()
    contacts = {**before["contacts"], "phone": "+7 495 000-00-00"}
    assert after == {**before, **sent, "contacts": contacts}
    cleared = {"embed_origins": [], "phone_region": "", "contacts": {"phone": ""}}
    last = api.patch("/brand", cleared).get_json()
    assert last["embed_origins"] == []
    assert last["contacts"]["phone"] is None
    assert api.get("/brand").get_json() == last


@pytest.mark.parametrize(
    "origin",
    [
        "http://www.example.com",
        "https://www.example.com/",
        "https://www.example.com/path",
        "https://*.example.com",
        "https://example.com; script-src *",
        "https://example.com 'unsafe-inline'",
        "https://user@example.com",
        "*",
        "",
        "null",
        "https://пример.рф",
    ],
)
def test_what_is_no_origin_reaches_no_content_policy(api, origin):
    refused = api.patch("/brand", {"embed_origins": [origin]})
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/embed_origins/0"


def test_a_key_that_may_read_the_brand_may_not_change_it(client, database, brand_id):
    reader = with_scopes(client, database, brand_id, "brand:read")
    assert reader.get("/brand").status_code == 200
    assert reader.patch("/brand", {"undo_minutes": 1}).status_code == 403
