"""What APNs answers decides about tokens, the channel, and when to try again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import push_house
from tests.delivery.house import Phone, a_token
from wallet_service.models.apple import ApplePassType
from wallet_service.models.outbox import OutboxMessage
from wallet_service.outbox.relay import BACK_OFF_SECONDS
from wallet_service.simulator.apns_faults import Answer, Drop, GoAway


@pytest.fixture
def held(house, brand, card, phone):
    facts = house.pass_of(brand, card)
    phone.register(facts)
    house.clock.advance(10)
    house.change(brand, card)
    return facts


def milliseconds(moment):
    return int(moment.timestamp() * 1000)


def pushes(house):
    return [one for one in house.rows(OutboxMessage) if one.topic == "apple-push"]


def stopped_reason(house):
    return house.rows(ApplePassType)[0].stopped_reason


def test_statement_37_the_push_goes_to_the_token_with_the_pass_type_as_topic(
    house, held, stand_in
):
    house.pay()
    (push,) = stand_in.accepted
    assert (push.token, push.topic) == (a_token(1), push_house.TOPIC)
    assert int(push.expiration) > house.clock().timestamp() + 86_400
    assert house.devices()[0].push_accepted_at == house.clock()


def test_statement_39_a_410_older_than_the_renewal_is_ignored(house, held, stand_in):
    registered_at = house.devices()[0].registered_at
    old = milliseconds(registered_at - timedelta(seconds=1))
    stand_in.faults.next_for_token(a_token(1), Answer(410, "Unregistered", old))
    house.pay()
    assert len(house.registrations()) == 1
    assert pushes(house)[0].state == "delivered"


def test_statement_39_a_410_newer_than_the_renewal_deletes(house, held, stand_in):
    registered_at = house.devices()[0].registered_at
    new = milliseconds(registered_at + timedelta(seconds=1))
    stand_in.faults.next_for_token(a_token(1), Answer(410, "Unregistered", new))
    house.pay()
    assert house.registrations() == house.devices() == []


def test_statement_39_a_renewal_with_the_same_token_outdates_a_410(
    house, phone, held, stand_in
):
    between = milliseconds(house.clock())
    house.clock.advance(1)
    phone.register(held)
    stand_in.faults.next_for_token(a_token(1), Answer(410, "Unregistered", between))
    house.pay()
    assert len(house.registrations()) == 1


def test_statement_39_a_bad_token_deletes_that_token_only(
    house, brand, card, url, held, stand_in
):
    Phone(url, "device-two", a_token(2)).register(held)
    stand_in.faults.always_for_token(a_token(1), Answer(400, "BadDeviceToken"))
    house.pay()
    assert [device.push_token for device in house.devices()] == [a_token(2)]
    assert len(house.registrations()) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(403, "BadCertificate"),
        Answer(400, "TopicDisallowed"),
        Answer(400, "BadTopic"),
    ],
)
def test_statement_39_a_refused_certificate_deletes_nothing_and_stops_the_channel(
    house, held, stand_in, answer
):
    stand_in.faults.always_for_token(a_token(1), answer)
    house.pay()
    assert len(house.registrations()) == 1
    assert answer.reason in stopped_reason(house)
    (message,) = pushes(house)
    assert (message.state, message.attempts) == ("queued", 0)
    assert answer.reason in message.last_error


def test_a_stopped_channel_is_tried_at_most_once_a_minute(
    house, brand, url, held, stand_in
):
    tries = []

    def refuse(push):
        tries.append(push.token)
        return Answer(403, "BadCertificate")

    stand_in.faults.draw_with(refuse)
    for number in range(2, 8):
        card = house.add_card(brand)
        Phone(url, f"device-{number}", a_token(number)).register(
            house.pass_of(brand, card)
        )
        house.change(brand, card)
    house.pay()
    first = len(tries)
    for _ in range(50):
        house.pay(6)
    assert len(tries) - first <= 5
    assert len(pushes(house)) == 7
    stand_in.faults.draw_with(None)
    for _ in range(30):
        house.pay(6)
    assert stopped_reason(house) is None
    assert {message.state for message in pushes(house)} == {"delivered"}
    assert {push.token for push in stand_in.accepted} == {
        a_token(number) for number in range(1, 8)
    }


def test_the_alarm_sounds_once(house, held, stand_in, capsys):
    stand_in.faults.always_for_token(a_token(1), Answer(403, "BadCertificate"))
    for _ in range(5):
        house.pay(61)
    logged = capsys.readouterr()
    assert (logged.out + logged.err).count("apple_channel_stopped") == 1


def test_a_new_certificate_opens_the_channel_without_a_restart(
    house, brand, held, stand_in
):
    stand_in.faults.next_for_token(a_token(1), Answer(403, "BadCertificate"))
    house.pay()
    house.install(brand)
    assert stopped_reason(house) is None
    house.pay(61)
    assert len(stand_in.accepted) == 1


def test_statement_39_too_many_requests_wait_as_long_as_apns_says(
    house, held, stand_in
):
    busy = Answer(429, "TooManyRequests", retry_after=300)
    stand_in.faults.next_for_token(a_token(1), busy)
    house.pay()
    assert stand_in.accepted == []
    house.pay(290)
    assert stand_in.accepted == []
    house.pay(11)
    assert len(stand_in.accepted) == 1


def test_statement_39_a_change_meanwhile_does_not_shorten_the_wait(
    house, brand, card, held, stand_in
):
    busy = Answer(503, "ServiceUnavailable", retry_after=300)
    stand_in.faults.next_for_token(a_token(1), busy)
    house.pay()
    house.change(brand, card)
    house.pay(60)
    assert stand_in.accepted == []
    house.pay(300)
    assert len(stand_in.accepted) == 1


def test_statement_39_server_errors_back_off_and_end_as_dead_letters(
    house, held, stand_in
):
    stand_in.faults.always_for_token(a_token(1), Answer(500, "InternalServerError"))
    for seconds in (0.5, *BACK_OFF_SECONDS):
        house.pay(seconds * 1.3)
    (message,) = pushes(house)
    assert (message.state, message.attempts) == ("dead", 8)
    assert "InternalServerError" in message.last_error
    assert len(house.registrations()) == 1


def test_statement_39_goaway_loses_no_push(house, brand, url, stand_in):
    for number in range(1, 31):
        card = house.add_card(brand)
        held = house.pass_of(brand, card)
        Phone(url, f"device-{number}", a_token(number)).register(held)
        house.change(brand, card)
    for number in (5, 17):
        stand_in.faults.at_request(number, GoAway())
    house.pay()
    for _ in range(3):
        house.pay(40)
    assert {push.token for push in stand_in.accepted} == {
        a_token(number) for number in range(1, 31)
    }


def test_an_expired_certificate_holds_the_queue_and_says_why(
    house, brand, card, held, stand_in
):
    house.clock.advance(400 * 86_400)
    house.pay()
    (message,) = pushes(house)
    assert (message.state, message.attempts) == ("queued", 0)
    assert "ended on" in message.last_error
    assert "ended on" in stopped_reason(house)
    assert stand_in.accepted == []


def test_a_phone_that_left_meanwhile_is_not_pushed(house, phone, held, stand_in):
    house.clock.advance(1)
    house.relay.pay_due()
    phone.unregister(held)
    house.pay()
    assert stand_in.accepted == []
    assert {message.state for message in pushes(house)} == {"delivered"}


def test_statement_41_no_secret_stands_in_the_log(house, phone, held, stand_in, capsys):
    stand_in.faults.next_for_token(
        a_token(1), Answer(403, "BadCertificate"), Answer(400, "BadDeviceToken")
    )
    house.pay()
    house.pay(61)
    phone.ask(held, "1")
    phone.fetch(held)
    logged = capsys.readouterr()
    text = logged.out + logged.err
    assert "/devices/<device>/" in text
    for secret in (phone.push_token, phone.device, held.token, held.serial):
        assert secret not in text


def test_a_change_while_the_channel_is_stopped_is_not_tried_within_the_minute(
    house, brand, url, held, stand_in
):
    stand_in.faults.always_for_token(a_token(1), Answer(403, "BadCertificate"))
    house.pay()
    card = house.add_card(brand)
    Phone(url, "device-two", a_token(2)).register(house.pass_of(brand, card))
    house.change(brand, card)
    house.pay(10)
    assert stand_in.accepted == []
    assert len(pushes(house)) == 2
    assert {message.attempts for message in pushes(house)} == {0}


def test_statement_39_a_push_without_an_answer_is_sent_again(house, held, stand_in):
    stand_in.faults.next_for_token(a_token(1), Drop())
    house.pay()
    for seconds in BACK_OFF_SECONDS[:3]:
        house.pay(seconds * 1.3)
    assert len(stand_in.accepted) >= 1
    assert {message.state for message in pushes(house)} == {"delivered"}
