"""Google limited, slow, gone, or with another mind: F-10 to F-12 by the stand-in."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from tests.delivery import google_house
from wallet_service.cli import google
from wallet_service.delivery import google_check
from wallet_service.models.google import GoogleIssuer, GoogleSlot
from wallet_service.simulator.google_faults import (
    NOTICES_USED_UP,
    PERMISSION_DENIED,
    RATE_LIMITED,
    UNAVAILABLE,
    Answer,
    Drop,
    Garbage,
)
from wallet_service.wallets.google import bodies, tokens

PATCH = "loyaltyobject.patch"
INSERT = "loyaltyobject.insert"


@pytest.fixture
def house(database, tmp_path):
    with google_house.opened(database, tmp_path) as found:
        found.install()
        yield found


@pytest.fixture
def any_house(any_database, tmp_path):
    """For what depends on how the database locks and counts."""
    with google_house.opened(any_database, tmp_path) as found:
        found.install()
        yield found


@pytest.fixture
def key(house):
    return house.api_key()


def issuer(house):
    with house.database.reading_across_brands() as session:
        return session.scalars(select(GoogleIssuer)).one()


def micros(house, object_id):
    return house.shown(object_id)["loyaltyPoints"]["balance"]["money"]["micros"]


def object_calls(house):
    return [one for one in house.google.journal.calls if "object" in one.method]


def test_google_statement_21_an_insert_met_by_409_ends_in_a_patch(house, key):
    """F-10."""
    card = house.add_card()
    house.google.faults.next(INSERT, Drop(is_done=True))
    assert house.tap(card).status_code == 503
    house.buy(card, key)
    object_id = house.save(card)

    assert micros(house, object_id) == "500000000"
    assert [one.method for one in object_calls(house)[-2:]] == [INSERT, PATCH]


def test_google_statement_21_a_patch_met_by_404_ends_in_an_insert(any_house):
    """F-10: Google knows neither object nor class, three calls later it has both."""
    house, key = any_house, any_house.api_key()
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.google.store._kept[bodies.OBJECT].clear()
    house.buy(card, key)
    before = len(house.google.journal.calls)
    house.pay()

    assert micros(house, object_id) == "500000000"
    assert len(house.google.journal.calls) - before <= 3


def test_google_statement_22_too_many_requests_halve_the_rate_and_come_again(any_house):
    """F-11."""
    house, key = any_house, any_house.api_key()
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.google.faults.next(PATCH, RATE_LIMITED)
    house.buy(card, key)
    house.pay(2)
    with house.database.reading_across_brands() as session:
        slots = session.scalars(select(GoogleSlot)).one()
    assert slots.slowed_to == google_house.RATE / 2
    (owed,) = house.owed("google-object")
    assert "429" in (owed.last_error or "")
    house.clock.advance(5)
    house.pay()

    assert micros(house, object_id) == "500000000"


def test_google_statement_22_a_body_that_is_refused_is_parked_at_once(house, key):
    card = house.add_card()
    house.save(card)
    house.pay()
    house.google.faults.next(PATCH, Answer(400, "invalidResource"))
    house.buy(card, key)
    house.pay()

    dead = [one for one in house.messages("google-object") if one.state == "dead"]
    assert len(dead) == 1
    assert "invalidResource" in (dead[0].last_error or "")
    assert house.calls(PATCH) == 1


def test_google_statement_22_a_refused_account_stops_its_channel_with_one_alarm(
    house, key
):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.google.faults.always(PATCH, PERMISSION_DENIED)
    house.buy(card, key)
    house.pay(6)

    assert "permissionDenied" in (issuer(house).stopped_reason or "")
    assert house.calls(PATCH) == 1
    house.google.faults.always(PATCH, None)
    house.clock.advance(61)
    house.pay()
    assert issuer(house).stopped_reason is None
    assert micros(house, object_id) == "500000000"


def test_google_statement_22_a_used_up_budget_of_notices_is_sent_silently(house, key):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.google.faults.next(PATCH, NOTICES_USED_UP)
    house.google.faults.next("loyaltyobject.addmessage", NOTICES_USED_UP)
    house.buy(card, key)
    house.pay()

    assert micros(house, object_id) == "500000000"
    assert house.google.notices.shown(object_id) == ()
    assert len(house.shown(object_id)["messages"]) == 1


def test_while_google_is_gone_purchases_go_on_and_one_message_waits(house, key):
    """F-11."""
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.google.faults.always("*", UNAVAILABLE)
    for _ in range(5):
        house.buy(card, key)
        house.pay()
    assert len(house.owed("google-object")) == 1
    assert house.calls(PATCH) < 5
    house.google.faults.always("*", None)
    house.clock.advance(200)
    house.pay()

    assert micros(house, object_id) == "2500000000"


@pytest.mark.parametrize("fault", [Drop(), Drop(is_done=True), Garbage()])
def test_an_answer_that_never_comes_is_asked_for_again(house, key, fault):
    """F-11: a time-out; whether the patch arrived makes no difference."""
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.google.faults.next(PATCH, fault)
    house.buy(card, key)
    house.pay()
    house.clock.advance(10)
    house.pay()

    assert micros(house, object_id) == "500000000"
    assert house.owed("google-object") == []
    assert len(house.google.notices.shown(object_id)) == 1


def test_a_clock_that_is_wrong_stops_the_channel_and_doctor_says_so(
    house, key, monkeypatch
):
    """F-12: the assertion's times are not Google's."""
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.google.accounts.end_tokens()
    monkeypatch.setattr(tokens, "time", SimpleNamespace(time=lambda: time.time() + 600))
    house.buy(card, key)
    house.pay()

    assert "credentials" in (issuer(house).stopped_reason or "")
    (check,) = (
        one for one in google_check.examine(house.adapters) if one.name == "google"
    )
    assert "clock" in check.cure
    monkeypatch.undo()
    house.clock.advance(61)
    house.pay()
    assert micros(house, object_id) == "500000000"


def test_google_statement_27_one_token_for_all_and_one_refresh(any_house):
    """F-12: many at once find the token ended, and it is renewed once."""
    house, key = any_house, any_house.api_key()
    cards = [house.add_card() for _ in range(8)]
    for number, card in enumerate(cards):
        house.save(card, phone=f"phone-{number}")
    house.pay()
    assert house.google.accounts.tokens_granted == 1
    house.google.accounts.end_tokens()
    for card in cards:
        house.buy(card, key)
    house.pay()

    assert house.google.accounts.tokens_granted == 2
    assert house.owed("google-object") == []


def test_a_revoked_key_stops_the_channel_until_a_new_one_is_installed(house, key):
    """F-12."""
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    email = json.loads(house.credentials)["client_email"]
    house.google.accounts.revoke(email)
    house.buy(card, key)
    house.pay()
    assert "credentials" in (issuer(house).stopped_reason or "")
    assert house.tap(house.add_card()).status_code == 503

    house.install(credentials=house.google.credentials(google_house.ISSUER))
    house.clock.advance(61)
    house.pay()
    assert issuer(house).stopped_reason is None
    assert micros(house, object_id) == "500000000"


def test_the_tap_ends_in_a_page_and_not_in_waiting(house):
    card = house.add_card()
    house.google.faults.always("*", UNAVAILABLE)
    answer = house.tap(card)

    assert answer.status_code == 503
    assert "minute" in answer.text
    house.google.faults.always("*", None)
    assert house.tap(card).status_code == 303


def test_lost_callbacks_are_made_up_for_by_asking(house):
    house.google.callbacks.is_silent = True
    card = house.add_card()
    house.save(card)
    house.pay()
    assert house.object_row().has_users is False
    house.clock.advance(25 * 3600)
    house.pay()

    assert house.object_row().has_users is True
    assert len(house.owed("google-users")) == 1


def test_what_google_has_lost_is_sent_whole_when_it_is_asked_for(house):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.google.store._kept[bodies.OBJECT].clear()
    house.clock.advance(25 * 3600)
    house.pay(6)

    assert house.shown(object_id)["state"] == "ACTIVE"


def test_a_resync_sends_everything_again(house, key):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.google.store._kept[bodies.OBJECT][object_id]["accountId"] = "altered"
    owed = google.send_again(house.adapters, house.brand_id)
    house.pay()

    assert owed == 1
    assert house.shown(object_id)["accountId"] != "altered"


def test_a_resync_clears_what_google_should_have_no_longer(house):
    """Such as a person's name: what was acknowledged is unknown then."""
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    kept = house.google.store._kept[bodies.OBJECT][object_id]
    kept["accountName"] = "Anna Larsen"
    kept["validTimeInterval"] = {"end": {"date": "2026-12-31T00:00:00Z"}}
    google.send_again(house.adapters, house.brand_id)
    house.pay()

    shown = house.shown(object_id)
    assert "accountName" not in shown
    assert "validTimeInterval" not in shown
    assert shown["barcode"]["type"] == "QR_CODE"
