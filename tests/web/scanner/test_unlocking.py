"""A scanner is taken into use, unlocked by PIN, locked by time, blocked from afar."""

from __future__ import annotations

import pytest

from tests import factories
from tests.web.visits import Visit, a_manager
from wallet_service.services.staff import locations


def test_a_device_is_set_up_once_and_unlocked_by_pin(scanner, sam):
    assert scanner.state["device"]["location"] == "North shop"
    assert scanner.state["people"] == [{"id": sam, "name": "Sam Seller"}]
    scanner.post("lock")
    assert scanner.look()["visitor"] is None
    assert scanner.get("find?q=x").status_code == 401
    assert scanner.unlock(sam).status_code == 201
    assert scanner.state["visitor"]["name"] == "Sam Seller"


def test_the_cookie_of_the_device_and_its_pin_are_kept_as_hashes(scanner, database):
    cookie = scanner.visit.client.get_cookie("device")
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM devices").all()
        pins = connection.exec_driver_sql("SELECT pin_hash FROM device_pins").all()
    assert cookie is not None
    assert cookie.value not in repr(rows)
    assert pins[0][0].startswith("$argon2id$")


def test_five_wrong_pins_then_only_the_password_helps(scanner, sam):
    scanner.post("lock")
    scanner.look()
    for left in (4, 3, 2, 1, 0):
        wrong = scanner.unlock(sam, "1111")
        assert wrong.status_code == 403
        assert wrong.get_json()["left"] == left
    gone = scanner.unlock(sam)
    assert gone.get_json()["code"] == "pin_gone"
    assert scanner.state["people"] == []
    scanner.join("sam@acme.example")
    assert scanner.state["visitor"]["shift"]


def test_a_right_pin_forgives_the_wrong_ones(scanner, sam):
    for _ in range(3):
        for _ in range(4):
            scanner.unlock(sam, "1111")
        assert scanner.unlock(sam).status_code == 201


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ("123", "pin_form"),
        ("123456789", "pin_form"),
        ("12a4", "pin_form"),
        ("１２３９", "pin_form"),
        ("1234", "pin_easy"),
        ("7777", "pin_easy"),
    ],
)
def test_a_pin_that_is_guessed_first_is_refused(scanner, pin, code):
    scanner.visit.sign_in("sam@acme.example")
    scanner.look()
    assert scanner.post("pin", {"pin": pin}).get_json()["code"] == code


def test_t26_a_scanner_left_alone_is_locked_after_five_minutes(scanner, clock, sam):
    clock.advance(minutes=4, seconds=59)
    assert scanner.get("shift").status_code == 200
    clock.advance(minutes=5, seconds=1)
    locked = scanner.get("shift")
    assert locked.status_code == 401
    assert locked.get_json()["code"] == "locked"
    assert scanner.look()["visitor"]["is_locked"]
    assert scanner.state["visitor"]["shift"] is None
    assert scanner.unlock(sam).status_code == 201
    assert scanner.get("shift").status_code == 200


def test_t26_a_shift_ends_after_twelve_hours(scanner, clock, sam):
    for _ in range(12 * 15):
        clock.advance(minutes=4)
        last = scanner.get("shift").status_code
    assert last == 401
    assert scanner.unlock(sam).status_code == 201


def test_a_page_that_asks_by_itself_keeps_nobody_awake(scanner, clock):
    for _ in range(3):
        clock.advance(minutes=2)
        scanner.visit.client.get("/scan/api/shift", headers={"X-Unattended": "1"})
    assert scanner.get("shift").status_code == 401


def test_t26_a_blocked_scanner_opens_for_nobody(
    scanner, sam, card, app, database, brand_id, clock
):
    owner, _ = a_manager(app, database, brand_id, clock())
    device_id = scanner.state["device"]["id"]
    page = owner.get("/brand/devices")
    assert "Counter 1" in page.text
    assert "Sam Seller" in page.text
    assert owner.post(f"/brand/devices/{device_id}/revoke").status_code == 303
    shift = scanner.shift
    assert scanner.get("shift").status_code == 401
    assert scanner.buy(card, shift=shift).get_json()["code"] == "device_unknown"
    assert scanner.look() == {
        "device": None,
        "people": [],
        "visitor": None,
        "locations": [],
    }
    unlocked = scanner.unlock(sam)
    assert unlocked.get_json()["code"] == "device_unknown"
    assert "blocked" in owner.get("/brand/devices").text


def test_another_brands_scanner_cannot_be_blocked(scanner, app, database, vault, clock):
    other = factories.a_brand(database, vault, name="Other")
    stranger, _ = a_manager(app, database, other, clock(), email="eve@other.example")
    device_id = scanner.state["device"]["id"]
    assert stranger.post(f"/brand/devices/{device_id}/revoke").status_code == 404
    assert "Counter 1" not in stranger.get("/brand/devices").text
    assert scanner.get("shift").status_code == 200


def test_a_manager_sets_a_scanner_up_for_others(
    new_scanner, app, database, brand_id, clock, sam
):
    device = new_scanner()
    device.visit, _ = a_manager(app, database, brand_id, clock())
    device.look()
    assert device.post("device", {"name": "Depot"}).status_code == 201
    assert device.post("pin", {"pin": "2580"}).status_code == 403
    device.join("sam@acme.example")
    assert device.state["device"]["name"] == "Depot"


def test_a_stale_proof_sets_nothing_up(new_scanner, clock, sam):
    device = new_scanner()
    device.visit.sign_in("sam@acme.example")
    clock.advance(minutes=11)
    device.look()
    assert device.post("device", {"name": "Depot"}).get_json()["code"] == "proof_needed"


def test_an_analyst_neither_sets_up_nor_scans(new_scanner, database, brand_id):
    factories.a_person(database, brand_id, "ann@acme.example", "analyst")
    device = new_scanner()
    device.visit.sign_in("ann@acme.example")
    device.look()
    assert device.post("device", {"name": "Depot"}).status_code == 403
    assert device.get("shift").status_code == 403


def test_a_desk_session_is_no_shift(scanner, card):
    scanner.visit.sign_in("sam@acme.example")
    scanner.look()
    assert scanner.get(f"cards/{card}").get_json()["code"] == "no_shift"


def test_the_scanner_moves_to_another_open_place(scanner, database, brand_id, clock):
    with database.writing(brand_id) as session:
        places = [
            locations.add_location(
                session, name, None, actor=factories.ACTOR, now=clock()
            )
            for name in ("Depot", "Closed shop")
        ]
        locations.set_closed(
            session, places[1], is_closed=True, actor=factories.ACTOR, now=clock()
        )
    assert scanner.post("location", {"location_id": places[0]}).status_code == 200
    assert scanner.look()["device"]["location"] == "Depot"
    for wrong in (places[1], "loct_x"):
        assert scanner.post("location", {"location_id": wrong}).status_code == 404


def test_the_page_holds_nothing_of_anybody_and_may_use_the_camera(app):
    visit = Visit(app)
    page = visit.get("/scan")
    assert page.status_code == 200
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "unsafe-inline" not in policy
    worker = visit.get("/scan/sw.js")
    assert worker.headers["Service-Worker-Allowed"] == "/scan"
    assert worker.headers["Cache-Control"] == "no-cache"
    assert visit.get("/scan/manifest.webmanifest").get_json()["scope"] == "/scan"
