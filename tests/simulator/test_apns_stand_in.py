"""The stand-in judges as Apple does, hands pushes to phones, and fails on demand."""

from __future__ import annotations

import socket
import ssl
import threading
import uuid

import pytest

from tests.push_house import (
    TOPIC,
    a_client,
    a_stand_in,
    a_token,
    chain,
    kinds,
    some_pushes,
)
from tests.simulator.h2_client import BareClient
from wallet_service.simulator.apns_faults import Answer, FaultPlan, ReceivedPush
from wallet_service.wallets.apple import apns

GOOD = {
    ":method": "POST",
    ":scheme": "https",
    ":authority": "127.0.0.1",
    ":path": f"/3/device/{a_token(1)}",
    "apns-topic": TOPIC,
    "apns-push-type": "background",
    "apns-priority": "5",
    "apns-expiration": "0",
    "apns-id": str(uuid.UUID(int=5)),
}
REFUSALS = [
    ({":method": "GET"}, b"{}", 405, "MethodNotAllowed"),
    ({":path": "/3/devices/ab"}, b"{}", 404, "BadPath"),
    ({":path": "/3/device/"}, b"{}", 400, "MissingDeviceToken"),
    ({":path": "/3/device/not-hexadecimal"}, b"{}", 400, "BadDeviceToken"),
    ({":path": "/3/device/abc"}, b"{}", 400, "BadDeviceToken"),
    ({"apns-topic": None}, b"{}", 400, "MissingTopic"),
    ({"apns-topic": "no topic"}, b"{}", 400, "BadTopic"),
    ({"apns-topic": "pass.com.example.else"}, b"{}", 400, "TopicDisallowed"),
    ({}, b"", 400, "PayloadEmpty"),
    ({}, b'{"aps":{}}', 400, "PayloadNotEmptyObject"),
    ({}, b"{ }", 400, "PayloadNotEmptyObject"),
    ({}, b"x" * 5000, 413, "PayloadTooLarge"),
    ({"apns-priority": "7"}, b"{}", 400, "BadPriority"),
    ({"apns-priority": "10"}, b"{}", 400, "BadPriority"),
    ({"apns-expiration": "tomorrow"}, b"{}", 400, "BadExpirationDate"),
    ({"apns-expiration": "-1"}, b"{}", 400, "BadExpirationDate"),
    ({"apns-push-type": "pass"}, b"{}", 400, "InvalidPushType"),
    ({"apns-id": "5"}, b"{}", 400, "BadMessageId"),
    ({"apns-collapse-id": "x" * 65}, b"{}", 400, "BadCollapseId"),
]


def changed(**fields):
    return {name: value for name, value in {**GOOD, **fields}.items() if value}


def a_push(token="ab", number=1):
    return ReceivedPush(number, 1, token, TOPIC, "", "5", "background", "0")


def test_a_good_request_is_answered_200_with_its_own_id():
    with a_stand_in() as stand_in, BareClient(stand_in) as client:
        headers, body = client.request(GOOD, b"{}")
        assert headers == {":status": "200", "apns-id": GOOD["apns-id"]}
        assert body == {}
        assert [push.token for push in stand_in.accepted] == [a_token(1)]


@pytest.mark.parametrize(("change", "body", "status", "reason"), REFUSALS)
def test_a_wrong_request_is_refused_with_apples_reason(change, body, status, reason):
    with a_stand_in() as stand_in, BareClient(stand_in) as client:
        headers, content = client.request(changed(**change), body)
        assert (headers[":status"], content) == (str(status), {"reason": reason})
        assert stand_in.accepted == []
        assert client.request(GOOD, b"{}")[0][":status"] == "200"


def test_priority_ten_is_good_without_the_push_type_background():
    with a_stand_in() as stand_in, BareClient(stand_in) as client:
        fields = {"apns-push-type": None, "apns-priority": "10"}
        assert client.request(changed(**fields), b"{}")[0][":status"] == "200"
        fields = {"apns-push-type": None, "apns-priority": None}
        assert client.request(changed(**fields), b"{}")[0][":status"] == "200"


def test_without_a_client_certificate_nobody_comes_in():
    context = ssl.create_default_context(
        cadata=chain().root.certificate_pem.decode("ascii")
    )
    context.set_alpn_protocols(["h2"])
    with (
        a_stand_in() as stand_in,
        socket.create_connection(stand_in.address, timeout=10.0) as plain,
        pytest.raises(OSError, match=r"(?i)certificate"),
        context.wrap_socket(plain, server_hostname="127.0.0.1") as sock,
    ):
        sock.recv(1)
    assert stand_in.connections_opened == 0


def test_an_accepted_push_reaches_the_phones_that_listen_on_its_token():
    heard: list[tuple[str, str]] = []
    done = threading.Event()
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        stand_in.on_push(a_token(1), lambda push: heard.append(("one", push.topic)))
        stop = stand_in.on_push(a_token(1), lambda push: heard.append(("two", "")))
        stand_in.on_push(a_token(2), lambda push: heard.append(("three", "")))
        stand_in.on_push(a_token(9), lambda push: done.set())
        stop()
        stand_in.faults.always_for_token(a_token(2), Answer(410, "Unregistered", 1))
        client.push([*some_pushes(2), *some_pushes(1, first=9)])
        assert done.wait(5.0)
    assert heard == [("one", TOPIC)]


def test_a_phone_that_fails_or_takes_its_time_holds_up_no_answer(caplog):
    hold, reached = threading.Event(), threading.Event()

    def slow(push):
        hold.wait(5.0)
        raise LookupError("this phone is broken")

    with a_stand_in() as stand_in, a_client(stand_in) as client:
        stand_in.on_push(a_token(1), slow)
        stand_in.on_push(a_token(2), lambda push: reached.set())
        assert kinds(client.push(some_pushes(2))) == {apns.Accepted}
        hold.set()
        assert reached.wait(5.0)
    assert "a virtual phone failed" in caplog.text


def test_who_opens_too_many_streams_is_cut_off():
    with a_stand_in(max_concurrent_streams=1) as stand_in:
        with BareClient(stand_in) as client:
            client.request(GOOD, b"{}")
            client.open_streams(2, GOOD)
            assert stand_in.records.wait_until(
                lambda: bool(stand_in.records.violations), 5.0
            )
        assert "TooManyStreams" in stand_in.records.violations[0]


def test_faults_are_met_by_token_by_number_and_by_draw_in_this_order():
    plan = FaultPlan()
    faults = {name: Answer(500, name) for name in ("once", "third", "ever", "drawn")}
    plan.next_for_token("ab", faults["once"])
    plan.at_request(3, faults["third"])
    plan.always_for_token("cd", faults["ever"])
    plan.draw_with(lambda push: faults["drawn"])
    met = [
        plan.take(a_push(token, number))
        for token, number in [("ab", 1), ("ab", 2), ("cd", 3), ("cd", 4), ("cd", 5)]
    ]
    reasons = [fault.reason for fault in met if isinstance(fault, Answer)]
    assert reasons == ["once", "drawn", "third", "ever", "ever"]
    plan.always_for_token("cd", None)
    plan.draw_with(None)
    assert plan.take(a_push("cd", 6)) is None


def test_what_is_kept_of_pushes_is_bounded_but_counted():
    with a_stand_in(keep=5) as stand_in, a_client(stand_in) as client:
        client.push(some_pushes(20))
        assert len(stand_in.accepted) == 5
        assert stand_in.wait_for_pushes(20)
        assert not stand_in.wait_for_pushes(21, timeout=0.01)


def test_a_received_push_does_not_show_its_token():
    assert a_token(77) not in repr(a_push(a_token(77)))


def test_a_stand_in_that_is_not_started_has_no_address():
    with pytest.raises(RuntimeError, match="not started"):
        _ = a_stand_in().address


def test_stopping_hangs_up_on_open_connections():
    with a_stand_in() as stand_in:
        client = a_client(stand_in)
        assert kinds(client.push(some_pushes(1))) == {apns.Accepted}
    with client:
        answers = client.push(some_pushes(1))
        assert kinds(answers) <= {apns.TryLater, apns.Unanswered}
