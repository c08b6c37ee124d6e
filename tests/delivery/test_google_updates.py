"""From a purchase to Google: what is sent, how often, and what is told to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
from sqlalchemy import event, text

from tests.delivery import google_house
from wallet_service.outbox import store, topics
from wallet_service.services.wallet import google_objects
from wallet_service.simulator.google_faults import Drop

PATCH = "loyaltyobject.patch"
INSERT = "loyaltyobject.insert"
MESSAGE = "loyaltyobject.addmessage"
LATER = timedelta(minutes=1)


@pytest.fixture
def house(database, tmp_path):
    with google_house.opened(database, tmp_path) as found:
        found.install()
        yield found


@pytest.fixture
def key(house):
    return house.api_key()


def balance(house, object_id):
    return house.shown(object_id)["loyaltyPoints"]["balance"]


def test_nothing_is_at_google_before_the_tap(house, key):
    card = house.add_card()
    house.buy(card, key)
    house.pay()

    assert house.calls("loyaltyclass.insert") == 1
    assert house.calls(INSERT) == 0
    assert house.messages("google-object") == []


def test_google_statement_3_and_18_a_tap_makes_class_and_object_and_leads_to_saving(
    house, key
):
    card = house.add_card()
    house.buy(card, key)
    answer = house.tap(card)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{house.google.url}/gp/v/save/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert house.calls("loyaltyclass.insert") == 1
    assert house.calls(INSERT) == 1
    row = house.object_row()
    shown = house.shown(row.object_id)
    assert shown["loyaltyPoints"]["balance"]["money"]["micros"] == "500000000"
    assert shown["classReference"]["reviewStatus"] == "APPROVED"


def test_a_second_tap_inserts_nothing_and_leads_there_again(house):
    card = house.add_card()
    assert house.tap(card).status_code == 303
    assert house.tap(card).status_code == 303

    assert house.calls(INSERT) == 1


def test_looking_at_the_headers_inserts_nothing(house):
    card = house.add_card()
    answer = requests.head(
        f"{house.link(card)}/google", allow_redirects=False, timeout=20
    )

    assert answer.status_code == 303
    assert house.calls(INSERT) == 0


def test_google_statement_20_a_purchase_patches_what_differs_and_never_puts(house, key):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.buy(card, key)
    house.pay()

    (call,) = house.google.journal.of(PATCH)
    assert call.body["loyaltyPoints"] == {"balance": {"money": {"micros": "500000000"}}}
    assert "barcode" not in call.body
    assert "id" not in call.body
    assert house.calls("loyaltyobject.update") == 0
    assert balance(house, object_id)["money"]["micros"] == "500000000"
    assert house.object_row().acknowledged_revision == 2


def test_google_statement_23_ten_changes_in_a_second_are_one_patch(house, key):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    for _ in range(10):
        house.buy(card, key)
    house.pay()

    assert house.calls(PATCH) == 1
    assert balance(house, object_id)["money"]["micros"] == "5000000000"


def test_google_statement_23_a_later_state_waits_for_the_one_on_its_way(house, key):
    """Another worker writes the object: the next state is sent when it is done."""
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    pass_id = house.object_row().pass_id
    with house.database.writing(house.brand_id) as session:
        google_objects.lease(session, [pass_id], house.clock() + LATER)
    house.buy(card, key)
    house.pay()
    assert house.calls(PATCH) == 0
    (owed,) = house.owed("google-object")
    assert (owed.attempts, owed.last_error) == (0, "being written")
    with house.database.writing(house.brand_id) as session:
        google_objects.release(session, [pass_id])
    house.buy(card, key)
    house.pay()

    (call,) = house.google.journal.of(PATCH)
    assert call.body["loyaltyPoints"]["balance"]["money"]["micros"] == "1000000000"
    assert balance(house, object_id)["money"]["micros"] == "1000000000"


def test_google_statement_24_nothing_is_sent_where_nothing_changed(house):
    card = house.add_card()
    house.save(card)
    house.pay()
    before = len(house.google.journal.calls)
    with house.database.writing(house.brand_id) as session:
        store.enqueue(
            session, topics.GOOGLE_OBJECT, house.object_row().pass_id, house.clock()
        )
    house.pay()

    assert len(house.google.journal.calls) == before
    assert house.owed("google-object") == []


def test_google_statement_25_three_notices_a_day_then_silence_and_a_message(house, key):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    for _ in range(5):
        house.buy(card, key)
        house.pay()
    patches = house.google.journal.of(PATCH)

    assert [call.body.get("notifyPreference") for call in patches] == [
        "NOTIFY_ON_UPDATE",
        "NOTIFY_ON_UPDATE",
        "NOTIFY_ON_UPDATE",
        None,
        None,
    ]
    assert len(house.google.notices.shown(object_id)) == 3
    messages = house.shown(object_id)["messages"]
    assert [one["messageType"] for one in messages] == ["TEXT", "TEXT"]
    assert "2,500.00" in messages[-1]["body"]


def test_a_day_later_it_rings_again(house, key):
    card = house.add_card()
    object_id = house.save(card)
    for _ in range(4):
        house.buy(card, key)
        house.pay()
    house.clock.advance(24 * 3600 + 60)
    house.buy(card, key)
    house.pay()

    assert len(house.google.notices.shown(object_id)) == 4


def test_news_that_changes_no_figure_is_told_in_a_message(house):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.switch(card, "freeze")
    house.pay()
    shown = house.shown(object_id)

    (message,) = shown["messages"]
    assert message["messageType"] == "TEXT_AND_NOTIFY"
    assert message["body"].startswith("The card is paused")
    assert shown["state"] == "ACTIVE"
    assert "status" in {one["id"] for one in shown["textModulesData"]}


def test_google_statement_26_after_no_answer_the_object_is_read_before_the_next_try(
    house,
):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.google.faults.next(MESSAGE, Drop(is_done=True))
    house.switch(card, "freeze")
    house.pay()
    house.clock.advance(30)
    house.pay()

    assert len(house.shown(object_id)["messages"]) == 1
    assert house.calls(MESSAGE) == 1
    assert house.owed("google-message") == []


def test_google_statement_26_ten_messages_are_pruned_before_another(house):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    for turn in range(12):
        house.switch(card, "unfreeze" if turn % 2 else "freeze")
        house.pay()
    ids = [one["id"] for one in house.shown(object_id)["messages"]]

    assert len(ids) <= 10
    assert len(set(ids)) == len(ids)
    assert ids[-1] == "news-13"


@pytest.mark.parametrize(
    ("how", "state"), [("close", "INACTIVE"), ("freeze", "ACTIVE")]
)
def test_a_card_that_ends_goes_to_the_expired_ones(house, how, state):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    house.switch(card, how)
    house.pay()

    assert house.shown(object_id)["state"] == state


def test_a_reissue_ends_the_old_object_in_silence_and_a_tap_makes_another(house):
    card = house.add_card()
    old = house.save(card)
    house.pay()
    house.reissue(card)
    house.pay()
    new = house.save(card)

    assert house.shown(old)["state"] == "INACTIVE"
    assert "messages" not in house.shown(old)
    assert new != old
    assert house.shown(new)["state"] == "ACTIVE"


def test_a_redesign_is_one_request_for_the_class(house, key):
    card = house.add_card("discount")
    house.save(card)
    house.pay()
    program = house.cards()[0].program_id
    answer = requests.patch(
        f"{house.url}/api/v1/programs/{program}",
        json={"name": "Another name", "design": "festive"},
        headers={"Authorization": f"Bearer {key}"},
        timeout=20,
    )
    assert answer.status_code == 200, answer.text
    house.pay(5)

    (patch,) = house.google.journal.of("loyaltyclass.patch")
    assert patch.body["programName"] == "Another name"
    assert patch.body["reviewStatus"] == "UNDER_REVIEW"
    assert "/pictures/festive/" in patch.body["programLogo"]["sourceUri"]["uri"]
    assert "classTemplateInfo" not in patch.body


def test_a_program_may_ask_for_a_code_that_rotates_and_scanners_find_the_card(
    house, key
):
    card = house.add_card()
    object_id = house.save(card)
    house.pay()
    program = house.cards()[0].program_id
    headers = {"Authorization": f"Bearer {key}"}
    answer = requests.patch(
        f"{house.url}/api/v1/programs/{program}",
        json={"rotating_barcode": True},
        headers=headers,
        timeout=20,
    )
    assert answer.json()["rotating_barcode"] is True
    house.pay(5)
    shown = house.shown(object_id)
    pattern = shown["rotatingBarcode"]["valuePattern"]
    secret = shown["rotatingBarcode"]["totpDetails"]["parameters"][0]["key"]

    assert "barcode" not in shown
    assert secret not in str(house.object_row().acknowledged)
    found = requests.get(
        f"{house.url}/api/v1/cards",
        params={"code": pattern.replace("{totp_value_0}", "12345678")},
        headers=headers,
        timeout=20,
    )
    assert found.json()["id"] == card
    before = len(house.google.journal.calls)
    house.buy(card, key)
    house.pay()
    assert "rotatingBarcode" not in house.google.journal.calls[before].body


def test_a_brand_without_an_issuer_owes_google_nothing(database, tmp_path):
    with google_house.opened(database, tmp_path) as house:
        card = house.add_card()
        document = house.buy(card, house.api_key())
        house.pay()

        assert document["card"]["links"]["google"] is None
        assert [one["platform"] for one in document["card"]["wallets"]] == ["apple"]
        assert house.tap(card).status_code == 404
        with house.database.reading_across_brands() as session:
            found = set(session.scalars(text("SELECT topic FROM outbox_messages")))
        assert not any(topic.startswith("google") for topic in found)
        assert house.google.journal.calls == ()


@pytest.mark.parametrize("has_issuer", [False, True])
def test_a_purchase_asks_the_database_no_more_for_google(
    database, tmp_path, has_issuer
):
    """The one statement that tells of the card's wallets tells of Google too."""
    with google_house.opened(database, tmp_path) as house:
        if has_issuer:
            house.install()
        card, key = house.add_card(), house.api_key()
        house.buy(card, key)
        said: list[str] = []
        event.listen(
            database.engine,
            "checkout",
            lambda connection, *_: connection.set_trace_callback(said.append),
        )
        house.buy(card, key)

        about = [one for one in said if "google" in one]
        assert len(said) > 10
        assert len(about) == 1
        assert "card_passes" in about[0]
