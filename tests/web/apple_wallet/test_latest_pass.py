"""Phones fetch a pass: Apple's call for the updated pass."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from tests import push_house
from tests.delivery import house as houses
from wallet_service.models.card import Card, CardPass
from wallet_service.simulator import pass_check
from wallet_service.vault import Vault


@pytest.fixture
def held(house, brand, card):
    return house.pass_of(brand, card)


def pass_json(answer):
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return json.loads(archive.read("pass.json"))


def test_statement_11_the_pass_comes_with_every_header_that_phones_look_at(
    house, phone, held
):
    answer = phone.fetch(held)
    assert answer.status_code == 200
    headers = answer.headers
    assert headers["Content-Type"] == "application/vnd.apple.pkpass"
    assert headers["Content-Disposition"] == 'attachment; filename="card.pkpass"'
    assert int(headers["Content-Length"]) == len(answer.content)
    assert headers["Cache-Control"] == "no-store"
    changed_at = house.rows(Card)[0].changed_at
    assert parsedate_to_datetime(headers["Last-Modified"]).timestamp() == changed_at


def test_the_pass_that_is_fetched_is_the_one_asked_for(phone, held):
    document = pass_json(phone.fetch(held))
    assert document["serialNumber"] == held.serial
    assert document["passTypeIdentifier"] == held.pass_type
    assert document["authenticationToken"] == held.token
    assert document["webServiceURL"] == f"{houses.BASE_URL}/apple"


def test_statement_31_the_echoed_date_is_304_without_a_body(phone, held):
    date = phone.fetch(held).headers["Last-Modified"]
    answer = phone.fetch(held, date)
    assert (answer.status_code, answer.content) == (304, b"")


def test_statement_31_two_changes_in_one_second_still_move_the_date_on(
    house, brand, card, phone, held
):
    dates = [phone.fetch(held).headers["Last-Modified"]]
    for _ in range(2):
        house.change(brand, card)
        answer = phone.fetch(held, dates[-1])
        assert answer.status_code == 200
        dates.append(answer.headers["Last-Modified"])
    assert sorted(set(map(parsedate_to_datetime, dates))) == list(
        map(parsedate_to_datetime, dates)
    )


@pytest.mark.parametrize("days", [-1, 1])
def test_another_date_than_ours_gets_the_pass_even_a_later_one(phone, held, days):
    date = parsedate_to_datetime(phone.fetch(held).headers["Last-Modified"])
    other = (date + timedelta(days=days)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert phone.fetch(held, other).status_code == 200
    assert phone.fetch(held, "yesterday").status_code == 200


def test_statement_32_head_gives_the_headers_of_get(house, phone, held):
    head, get = phone.fetch(held, method="HEAD"), phone.fetch(held)
    for name in ("Content-Type", "Content-Disposition", "Last-Modified"):
        assert head.headers[name] == get.headers[name]
    assert int(head.headers["Content-Length"]) > 0
    assert head.content == b""


def test_statement_32_an_unchanged_pass_keeps_its_date_across_restarts(
    database, tmp_path, house, phone, held
):
    date = phone.fetch(held).headers["Last-Modified"]
    house.clock.advance(3600)
    with (
        houses.opened(database, tmp_path) as another,
        houses.serving(another) as url,
    ):
        another.clock.now = house.clock.now
        again = houses.Phone(url, phone.device, phone.push_token).fetch(held)
    assert again.headers["Last-Modified"] == date


def test_what_was_fetched_is_remembered(house, brand, card, phone, held):
    house.change(brand, card)
    assert phone.fetch(held, method="HEAD").status_code == 200
    assert house.rows(CardPass)[0].fetched_revision is None
    phone.fetch(held)
    found = house.rows(CardPass)[0]
    assert (found.fetched_revision, found.fetched_at) == (2, house.clock())


def test_statement_36_a_retired_pass_is_voided_and_asks_for_nothing_more(
    house, brand, card, phone, held
):
    phone.register(held)
    date = phone.fetch(held).headers["Last-Modified"]
    house.reissue(brand, card)
    house.pay()
    tag_list = phone.ask(held).json()
    assert tag_list["serialNumbers"] == [held.serial]
    last = phone.fetch(held, date)
    assert last.status_code == 200
    document = pass_json(last)
    assert document["voided"] is True
    assert not document.keys() & {"webServiceURL", "authenticationToken"}
    assert document["serialNumber"] == held.serial
    assert phone.unregister(held).status_code == 200


def test_a_key_that_does_not_open_is_503_never_401(house, phone, held):
    """A 401 would make phones give the pass up."""
    house.adapters.pass_tokens._keys.clear()
    house.adapters.pass_tokens._vault = Vault("another secret key than the brand's")
    answer = phone.fetch(held)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Content-Type" not in answer.headers
    assert phone.register(held).status_code == 503


def test_an_expired_certificate_stops_the_pass_with_503_and_no_file(house, phone, held):
    house.clock.advance(400 * 86_400)
    answer = phone.fetch(held)
    assert (answer.status_code, answer.content) == (503, b"")


def test_the_pass_is_accepted_by_a_strict_phone(house, phone, held):
    answer = phone.fetch(held)
    root = push_house.chain().root.certificate_pem
    pass_check.check(answer.content, trusted_roots=(root,), now=house.clock())
