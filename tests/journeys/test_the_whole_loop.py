"""From a purchase at the till to the card on a phone, over real sockets."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests.journeys import house as houses
from wallet_service import delivery
from wallet_service.outbox import relay
from wallet_service.outbox.relay import Delivered, Relay
from wallet_service.outbox.store import Message
from wallet_service.passes import drawing
from wallet_service.simulator.apns_faults import Answer, GoAway
from wallet_service.simulator.demo_api import ApiRefused

SECONDS = 30
LEASE = timedelta(seconds=relay.LEASE_SECONDS + 1)
RULES = {
    "discount": {"rate_bp": 700},
    "accumulating": {
        "tiers": [
            {"name": "Silver", "from_turnover": 1_000_000, "rate_bp": 500},
            {"name": "Gold", "from_turnover": 3_000_000, "rate_bp": 700},
        ],
        "period": "year",
    },
    "cashback": {"rate_bp": 500},
    "stamp": {"mode": "purchase", "slots": 10, "reward_name": "drill"},
}
numbers = itertools.count(1)


def a_card(house, kind="cashback"):
    """A published program, a member, their card."""
    program = {
        "name": "Partner",
        "kind": kind,
        "currency": "RUB",
        "time_zone": "Europe/Moscow",
        "rules": RULES[kind],
    }
    program_id = house.api.post("/programs", program)["id"]
    house.api.post(f"/programs/{program_id}/publish", {})
    return another_card(house, program_id)


def another_card(house, program_id, company_id=None):
    number = next(numbers)
    member = {
        "name": f"Member {number}",
        "email": f"member-{number}@partner.example",
        "company_id": company_id,
        "locale": "en",
    }
    body = {"program_id": program_id, "member": member}
    return house.api.post("/cards", body)


def take(phone, card):
    """Put the card into the phone's wallet and wait for its registration."""
    known = len(phone.journal.of("registered"))
    installed = phone.add_pass(card["links"]["apple"])
    assert phone.wait_for(
        lambda one: len(one.journal.of("registered")) > known, SECONDS
    )
    return installed.serial_number


def buy(house, card, amount=1_000_000):
    return house.api.post("/purchases", {"card_id": card["id"], "amount": amount})


def shown(phone, serial_number, key):
    """The value of a field of the card as the phone draws it."""
    card = drawing.draw(phone.find(serial_number).pass_file, "en")
    fields = (*card.header, *card.row, *([card.primary] if card.primary else []))
    return next(field.value for field in fields if field.key == key)


def shows(serial_number, key, value):
    return lambda phone: shown(phone, serial_number, key) == value


def revision(house, card):
    return house.api.get(f"/cards/{card['id']}")["wallets"][0]


def has_current_revision(house, card):
    wallet = revision(house, card)
    return wallet["fetched_revision"] == wallet["current_revision"]


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("accumulating", "turnover", "10,000\u00a0₽"),
        ("cashback", "balance", "500.00\u00a0₽"),
        ("stamp", "stamps", "1 / 10"),
    ],
)
def test_a_purchase_changes_the_card_on_the_phone(house, kind, key, value):
    card = a_card(house, kind)
    phone = house.phone()
    serial_number = take(phone, card)
    buy(house, card)
    assert phone.wait_for(shows(serial_number, key, value), SECONDS)
    assert len(phone.notices) == 1
    assert phone.notices[0].title == houses.BRAND
    assert not phone.journal.of("complained")
    assert has_current_revision(house, card)


def test_a_purchase_on_a_discount_card_rings_though_no_figure_moves(house):
    card = a_card(house, "discount")
    phone = house.phone()
    take(phone, card)
    buy(house, card)
    assert phone.wait_for(lambda one: one.notices, SECONDS)
    assert "discount 700.00" in phone.notices[0].text


def test_a_refund_takes_the_points_off_the_phone_again(house):
    card = a_card(house)
    phone = house.phone()
    serial_number = take(phone, card)
    purchase = buy(house, card)
    assert phone.wait_for(shows(serial_number, "balance", "500.00\u00a0₽"), SECONDS)
    house.api.post(f"/purchases/{purchase['id']}/refunds", {})
    assert phone.wait_for(shows(serial_number, "balance", "0.00\u00a0₽"), SECONDS)


def test_two_purchases_within_one_second_both_reach_the_phone(house):
    card = a_card(house)
    phone = house.phone()
    serial_number = take(phone, card)
    buy(house, card)
    assert phone.wait_for(shows(serial_number, "balance", "500.00\u00a0₽"), SECONDS)
    buy(house, card)
    assert phone.wait_for(shows(serial_number, "balance", "1,000.00\u00a0₽"), SECONDS)
    assert phone.wait_until_idle(SECONDS)
    assert not phone.journal.of("complained")


def test_a_burst_of_purchases_ends_with_the_ledgers_state(house):
    card = a_card(house, "stamp")
    phone = house.phone()
    serial_number = take(phone, card)
    for _ in range(8):
        buy(house, card)
    assert phone.wait_for(shows(serial_number, "stamps", "8 / 10"), SECONDS)


def test_every_card_of_a_company_shows_its_common_turnover(house):
    company_id = house.api.post("/companies", {"name": "Polar"})["id"]
    program_id = a_card(house, "accumulating")["program_id"]
    cards = [another_card(house, program_id, company_id) for _ in range(3)]
    phones = [house.phone() for _ in cards]
    serial_numbers = [take(*pair) for pair in zip(phones, cards, strict=True)]
    buy(house, cards[0])
    for phone, serial_number in zip(phones, serial_numbers, strict=True):
        assert phone.wait_for(
            shows(serial_number, "turnover", "10,000\u00a0₽"), SECONDS
        )
    # The colleagues bought nothing, so their phones stay silent.
    assert [len(phone.notices) for phone in phones] == [1, 0, 0]


def test_one_card_on_two_phones_changes_on_both(house):
    card = a_card(house)
    phones = [house.phone(), house.phone()]
    serial_numbers = [take(phone, card) for phone in phones]
    buy(house, card)
    for phone, serial_number in zip(phones, serial_numbers, strict=True):
        assert phone.wait_for(shows(serial_number, "balance", "500.00\u00a0₽"), SECONDS)


def test_a_phone_that_was_off_catches_up_when_it_is_on_again(house, tmp_path):
    card = a_card(house)
    folder = tmp_path / "phone"
    phone = house.phone(folder=folder)
    serial_number = take(phone, card)
    phone.stop()
    buy(house, card)
    assert house.stand_in.wait_for_pushes(1)
    again = house.phone(folder=folder)
    assert again.wait_for(shows(serial_number, "balance", "500.00\u00a0₽"), SECONDS)


def test_a_replaced_card_is_voided_on_the_phone_and_lives_on_under_a_new_link(house):
    card = a_card(house)
    phone = house.phone()
    serial_number = take(phone, card)
    body = {"reason": "the phone was lost"}
    renewed = house.api.post(f"/cards/{card['id']}/reissue", body)
    assert phone.wait_for(lambda one: one.find(serial_number).is_voided, SECONDS)
    assert not phone.find(serial_number).gets_updates
    fresh = take(house.phone(), renewed)
    assert fresh != serial_number


def test_a_worker_that_dies_between_push_and_record_leaves_the_phone_right(
    quiet_house,
):
    """The push went out and nothing was written down: the message is paid again."""
    house = quiet_house
    card = a_card(house)
    phone = house.phone()
    serial_number = take(phone, card)
    buy(house, card)
    handlers = dict(delivery.handlers(house.parts))

    def dying(messages: Sequence[Message]) -> Any:
        paid = handlers["apple-push"](messages)
        assert all(isinstance(result, Delivered) for result in paid.values())
        raise SystemExit

    doomed = Relay(
        house.parts.database, {**handlers, "apple-push": dying}, house.parts.clock
    )
    died = threading.Event()

    def work():
        try:
            doomed.run()
        except SystemExit:
            died.set()

    threading.Thread(target=work, daemon=True).start()
    assert died.wait(SECONDS)
    assert phone.wait_for(shows(serial_number, "balance", "500.00\u00a0₽"), SECONDS)
    after_the_lease = Relay(
        house.parts.database, handlers, lambda: house.parts.clock() + LEASE
    )
    assert after_the_lease.pay_everything()
    assert house.stand_in.wait_for_pushes(2)
    assert phone.wait_for(lambda one: len(one.journal.of("asked")) == 2, SECONDS)
    assert shown(phone, serial_number, "balance") == "500.00\u00a0₽"
    assert len(phone.notices) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Answer(429, "TooManyRequests"),
        Answer(500, "InternalServerError"),
        Answer(503, "ServiceUnavailable"),
        GoAway(),
    ],
    ids=["429", "500", "503", "goaway"],
)
def test_statement_39_a_push_that_fails_for_the_moment_is_tried_again(house, fault):
    card = a_card(house)
    phone = house.phone()
    serial_number = take(phone, card)
    house.stand_in.faults.next_for_token(phone.push_token, fault)
    buy(house, card)
    assert phone.wait_for(shows(serial_number, "balance", "500.00\u00a0₽"), SECONDS)


def test_statement_39_a_phone_that_is_gone_is_forgotten_and_the_others_are_served(
    house,
):
    card = a_card(house)
    gone, here = house.phone(), house.phone()
    take(gone, card)
    serial_number = take(here, card)
    # Apple says that the token has been dead since long after this phone registered.
    dead = Answer(410, "Unregistered", timestamp=4_000_000_000_000)
    house.stand_in.faults.always_for_token(gone.push_token, dead)
    buy(house, card)
    assert here.wait_for(shows(serial_number, "balance", "500.00\u00a0₽"), SECONDS)
    assert here.wait_for(lambda _: revision(house, card)["devices"] == 1, SECONDS)


def test_a_phone_removes_the_card_and_is_pushed_no_more(house):
    card = a_card(house)
    phone = house.phone()
    serial_number = take(phone, card)
    phone.remove_pass(serial_number)
    assert phone.wait_for(lambda one: one.journal.of("unregistered"), SECONDS)
    assert revision(house, card)["devices"] == 0


def test_the_same_purchase_sent_twice_is_one_purchase_on_the_phone(house):
    card = a_card(house, "stamp")
    phone = house.phone()
    serial_number = take(phone, card)
    body = {"card_id": card["id"], "amount": 1_000_000}
    for _ in range(2):
        house.api.post("/purchases", body, idempotency_key="once")
    assert phone.wait_for(shows(serial_number, "stamps", "1 / 10"), SECONDS)
    with pytest.raises(ApiRefused, match="idempotency_key_reused"):
        house.api.post("/purchases", {**body, "amount": 1}, idempotency_key="once")
