"""Pictures are looked at before Google is told of them, and nothing inside is asked."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
import requests

from tests.delivery import google_house
from tests.delivery.house import Clock
from wallet_service.delivery import google_pictures
from wallet_service.delivery.google_pictures import PictureChecks
from wallet_service.passes import google_art
from wallet_service.passes.face_parts import PlainPicture
from wallet_service.services.wallet import drawn_pictures


@pytest.fixture
def house(database, tmp_path):
    with google_house.opened(database, tmp_path) as found:
        found.install()
        yield found


def picture_url(house):
    card = house.add_card("stamp")
    object_id = house.save(card)
    return house.shown(object_id)["heroImage"]["sourceUri"]["uri"]


def test_google_statement_10_pictures_are_public_for_ever_and_of_no_person(house):
    address = picture_url(house)
    answer = requests.get(address, timeout=20)

    assert address.startswith(f"{house.url}/pictures/classic/")
    assert "/stamps-0-10-10." in address
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert requests.get(address, timeout=20).content == answer.content


@pytest.mark.parametrize(
    ("old", "new"),
    [("/stamps-0-10-10.", "/stamps-1-10-10."), ("/classic/", "/festive/")],
)
def test_an_address_that_was_not_given_out_draws_nothing(house, old, new):
    address = picture_url(house)
    assert old in address

    assert requests.get(address.replace(old, new), timeout=20).status_code == 404


def test_google_statement_10_an_address_answers_alike_after_a_redesign(
    house, monkeypatch
):
    """Also when the program draws otherwise; and a card may still name it."""
    address = picture_url(house)
    before = requests.get(address, timeout=20).content
    logo = house.google.journal.of("loyaltyclass.insert")[0].body["programLogo"]
    designs, classic = house.adapters.designs, house.adapters.designs.get("classic")
    changed = dataclasses.replace(classic, revision="0123456789abcdef")
    monkeypatch.setitem(designs._loaded, "classic", changed)
    monkeypatch.setattr(google_art, "hero", lambda *_: google_art.logo(classic))

    for old in (address, logo["sourceUri"]["uri"]):
        answer = requests.get(old, timeout=20)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].endswith("immutable")
    assert requests.get(address, timeout=20).content == before
    assert "/0123456789abcdef/" in picture_url(house)


def test_an_old_design_is_not_drawn_for_an_address_that_nobody_asked(
    house, monkeypatch
):
    designs, classic = house.adapters.designs, house.adapters.designs.get("classic")
    address = house.adapters.pictures.of_state(classic, PlainPicture("discount"))
    changed = dataclasses.replace(classic, revision="0123456789abcdef")
    monkeypatch.setitem(designs._loaded, "classic", changed)

    assert requests.get(address, timeout=20).status_code == 404


def test_two_that_draw_at_once_keep_one_picture(any_database):
    now = Clock()()
    for content in (b"first", b"second"):
        with any_database.writing_across_brands() as session:
            assert drawn_pictures.keep(session, "a/b/c", content, now) == b"first"


def test_a_picture_that_cannot_be_fetched_holds_the_card_back(house, monkeypatch):
    card = house.add_card()
    checks = house.adapters.google_pictures
    monkeypatch.setattr(google_pictures, "_fetch_fault", lambda _: "it answers 404")
    assert house.tap(card).status_code == 503
    assert house.calls("loyaltyobject.insert") == 0
    monkeypatch.undo()
    house.clock.advance(31)

    assert house.tap(card).status_code == 303
    assert checks.fault(picture_url(house)) is None


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["10.0.0.7"],
        ["169.254.169.254"],
        ["::1"],
        ["8.8.8.8", "10.0.0.1"],
    ],
)
def test_google_statement_37_addresses_inside_are_not_asked(found, monkeypatch):
    monkeypatch.setattr(google_pictures, "_fetch_fault", lambda _: pytest.fail("asked"))
    checks = PictureChecks(
        allows_loopback=False, clock=Clock(), resolve=lambda host, port: found
    )

    assert "open internet" in (checks.fault("https://cards.example.com/a.png") or "")


@pytest.mark.parametrize(
    "address",
    ["http://cards.example.com/a.png", "ftp://a/b", "http://127.0.0.1:1/a.png"],
)
def test_google_statement_37_only_https_is_fetched(address):
    checks = PictureChecks(allows_loopback=False, clock=Clock())

    assert "https" in (checks.fault(address) or "")


def test_google_statement_37_size_and_kind_are_judged(house, monkeypatch):
    checks = PictureChecks(allows_loopback=True, clock=house.clock)
    address = picture_url(house)
    monkeypatch.setattr(google_pictures, "LARGEST", 10)
    assert "bytes" in (checks.fault(address) or "")
    monkeypatch.undo()
    assert "no picture" in (checks.fault(f"{house.url}/healthz") or "")
    assert "404" in (checks.fault(f"{house.url}/nothing.png") or "")


def test_what_was_good_is_not_fetched_again_and_a_fault_only_later(monkeypatch):
    asked = []

    def fetch(address):
        asked.append(address)
        return None if "good" in address else "bad"

    monkeypatch.setattr(google_pictures, "_fetch_fault", fetch)
    clock = Clock()
    checks = PictureChecks(allows_loopback=True, clock=clock)
    for _ in range(3):
        assert checks.fault("http://127.0.0.1/good") is None
        assert checks.fault("http://127.0.0.1/other") == "bad"
    assert len(asked) == 2
    clock.now += timedelta(seconds=31)
    checks.fault("http://127.0.0.1/other")
    assert len(asked) == 3
