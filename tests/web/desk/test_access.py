"""API keys and the audit log at the desk."""

from __future__ import annotations

import re

import pytest

from tests import factories
from tests.web.house import Api

KEYS = "/brand/api-keys"
FIELDS = {"name": "Till", "days": "90", "scope_card:read": "yes"}


def key_on(page):
    (key,) = re.findall(r"wsk_[\w-]+", page.text)
    return key


def test_a_key_is_shown_once_and_works_until_it_is_revoked(owner, client, made):
    card = made(factories.a_card)
    api = Api(client, key_on(owner.post(KEYS, **FIELDS)))
    assert api.get(f"/cards/{card}").status_code == 200
    assert api.get("/programs").status_code == 403
    page = owner.get(KEYS)
    assert "wsk_" not in page.text
    (path,) = re.findall(r'action="(/brand/api-keys/akey_\w+/revoke)"', page.text)
    assert "revoked" in owner.done(path).text
    assert api.get(f"/cards/{card}").status_code == 401


def test_a_key_ends_by_itself_within_a_year(owner, client, clock):
    api = Api(client, key_on(owner.post(KEYS, **FIELDS | {"days": "30"})))
    clock.advance(days=30)
    assert api.get("/cards/card_x").status_code == 401
    assert owner.post(KEYS, **FIELDS | {"days": "3650"}).status_code in {303, 422}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "Till", "days": "90"}, "Choose one of the list."),
        (FIELDS | {"name": ""}, "Fill this in."),
        (FIELDS | {"days": "3650"}, "Choose one of the list."),
        ({"name": "Till", "days": "90", "scope_all:of:it": "yes"}, "Choose one"),
    ],
)
def test_a_key_without_name_or_rights_is_not_made(owner, fields, told):
    page = owner.post(KEYS, **fields)
    assert page.status_code == 422
    assert told in page.text
    assert "akey_" not in owner.get(KEYS).text


def test_making_and_revoking_need_a_proof(owner, clock):
    owner.post(KEYS, **FIELDS)
    (path,) = re.findall(r'action="([^"]+/revoke)"', owner.get(KEYS).text)
    clock.advance(minutes=11)
    for send in (lambda: owner.post(KEYS, **FIELDS), lambda: owner.post(path)):
        assert send().headers["Location"].startswith("/sign-in/again?next=")


def test_the_log_names_who_did_what_and_why(owner, made):
    card = made(factories.a_card)
    owner.done(f"/brand/cards/{card}/freeze", reason="lost phone")
    owner.post(KEYS, **FIELDS)
    page = owner.get("/brand/audit")
    for told in ("froze a card", "lost phone", "olga@acme.example", "made an API key"):
        assert told in page.text
    only = owner.get("/brand/audit", query_string={"object": card})
    assert "lost phone" in only.text
    assert "made an API key" not in only.text
    owner.language = "ru"
    assert "заморозка карты" in owner.get("/brand/audit").text


def test_t9_keys_and_log_are_the_own_brands(owner, stranger, made):
    owner.post(KEYS, **FIELDS)
    (path,) = re.findall(r'action="([^"]+/revoke)"', owner.get(KEYS).text)
    assert "Till" not in stranger.get(KEYS).text
    assert stranger.post(path).status_code == 404
    card = made(factories.a_card)
    owner.done(f"/brand/cards/{card}/freeze", reason="lost phone")
    assert "lost phone" not in stranger.get("/brand/audit").text
    found = stranger.get("/brand/audit", query_string={"object": card})
    assert "Nothing has been recorded" in found.text
