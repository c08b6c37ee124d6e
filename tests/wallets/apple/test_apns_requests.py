"""What reaches APNs: the request, the host, the connections, and no token in a log."""

from __future__ import annotations

import logging
import uuid
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from tests.push_house import (
    TOPIC,
    a_client,
    a_stand_in,
    a_token,
    chain,
    kinds,
    some_pushes,
)
from wallet_service.simulator import apns_faults
from wallet_service.wallets.apple import apns


def a_context():
    leaf = chain().pass_certificate
    return apns.client_context(
        certificate_pem=leaf.certificate_pem, key_pem=leaf.key_pem
    )


def test_statement_37_a_push_is_an_empty_object_to_the_token_on_the_pass_topic():
    # The stand-in answers 200 only to POST /3/device/<token> with the body {}.
    push = apns.Push(a_token(7), TOPIC, str(uuid.uuid4()), 1_800_000_000)
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        assert client.push([push]) == [apns.Accepted(push.apns_id)]
        [received] = stand_in.accepted
    assert received.token == a_token(7)
    assert received.topic == TOPIC
    assert received.apns_id == push.apns_id
    assert received.priority == "5"
    assert received.push_type == "background"
    assert received.expiration == "1800000000"


def test_statement_37_the_push_type_can_be_left_out_with_priority_ten():
    push = apns.Push(a_token(7), TOPIC, str(uuid.uuid4()), 0, 10, None)
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        assert kinds(client.push([push])) == {apns.Accepted}
        [received] = stand_in.accepted
    assert (received.priority, received.push_type) == ("10", "")


@pytest.mark.parametrize(
    "host",
    [
        "api.sandbox.push.apple.com",
        "api.development.push.apple.com",
        "API.Sandbox.Push.Apple.com.",
        "apple.com",
    ],
)
def test_statement_37_no_other_host_of_apples_can_be_configured(host):
    with pytest.raises(ValueError, match="sandbox"):
        apns.ApnsClient(a_context(), stand_in=(host, 443))


def test_statement_37_only_apples_two_ports_are_taken():
    with pytest.raises(ValueError, match="2197"):
        apns.ApnsClient(a_context(), port=8443)


def test_a_client_that_has_nothing_to_send_opens_no_connection():
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        assert client.push([]) == []
        assert stand_in.connections_opened == 0


def test_answers_come_in_the_order_of_the_pushes():
    pushes = some_pushes(300)
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        stand_in.faults.always_for_token(a_token(5), apns_faults.Delay(0.05))
        answers = client.push(pushes)
    assert answers == [apns.Accepted(push.apns_id) for push in pushes]


def test_statement_38_one_push_asked_for_is_one_push_sent():
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        client.push(some_pushes(500))
        tokens = [push.token for push in stand_in.accepted]
    assert sorted(tokens) == [a_token(number) for number in range(1, 501)]


def test_statement_40_a_thousand_pushes_take_a_bounded_number_of_connections():
    with a_stand_in(max_concurrent_streams=10) as stand_in:
        with a_client(stand_in, max_connections=3) as client:
            assert kinds(client.push(some_pushes(1000))) == {apns.Accepted}
            assert kinds(client.push(some_pushes(1000))) == {apns.Accepted}
        assert stand_in.connections_opened <= 3
        assert stand_in.records.violations == []


def test_statement_40_a_thousand_separate_pushes_share_one_connection():
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        for push in some_pushes(1000):
            assert kinds(client.push([push])) == {apns.Accepted}
        assert stand_in.connections_opened == 1


@pytest.mark.parametrize(
    "fault",
    [
        None,
        apns_faults.Answer(410, "Unregistered", timestamp=1),
        apns_faults.Answer(403, "BadCertificate"),
        apns_faults.Drop(),
        apns_faults.GoAway(),
    ],
)
def test_statement_41_no_token_in_logs_reprs_or_answers(caplog, fault):
    caplog.set_level(logging.DEBUG)
    push = some_pushes(1, first=0xFEED)[0]
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        if fault is not None:
            stand_in.faults.next_for_token(push.push_token, fault)
        answers = client.push([push])
    said = " ".join((caplog.text, repr(push), str(push), repr(answers)))
    assert caplog.text
    assert push.push_token not in said


def test_statement_41_the_private_key_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    a_context()
    assert list(Path(tmp_path).iterdir()) == []


def test_a_key_of_another_certificate_is_told_as_such():
    other = chain("pass.com.example.other").pass_certificate
    with pytest.raises(apns.UnusableCredential, match="not the certificate's"):
        apns.client_context(
            certificate_pem=chain().pass_certificate.certificate_pem,
            key_pem=other.key_pem,
        )


def test_what_is_no_pem_is_told_as_such():
    with pytest.raises(apns.UnusableCredential, match="PEM"):
        apns.client_context(certificate_pem=b"x", key_pem=b"y")


def test_an_encrypted_key_is_told_as_such_and_nobody_is_asked_for_a_passphrase():
    leaf = chain().pass_certificate
    key = serialization.load_pem_private_key(leaf.key_pem, None)
    encrypted = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    with pytest.raises(apns.UnusableCredential, match="passphrase"):
        apns.client_context(certificate_pem=leaf.certificate_pem, key_pem=encrypted)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("apns_id", "not a uuid"),
        ("apns_id", "80221f91-d7cb-424a-a290-ee2b8cf3e06b\n"),
        ("topic", "pass.x\r\nevil: 1"),
        ("topic", ""),
        ("priority", 7),
        ("expiration", -1),
        ("push_type", "Background "),
    ],
)
def test_a_push_that_could_not_stand_in_headers_is_refused(field, value):
    fields = {
        "push_token": a_token(1),
        "topic": TOPIC,
        "apns_id": str(uuid.uuid4()),
        "expiration": 0,
        "priority": 5,
        "push_type": "background",
        field: value,
    }
    with pytest.raises(ValueError, match=field):
        apns.Push(**fields)


@pytest.mark.parametrize("token", ["", "../x", "a b", "a\r\nb", "é" * 8, "f" * 201])
def test_a_token_that_cannot_be_one_is_answered_without_being_sent(token):
    push = apns.Push(token, TOPIC, str(uuid.uuid4()), 0)
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        assert client.push([push]) == [apns.BadToken("BadDeviceToken")]
        assert stand_in.connections_opened == 0


def test_a_long_token_is_sent_whole():
    push = apns.Push("ab" * 100, TOPIC, str(uuid.uuid4()), 0)
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        assert kinds(client.push([push])) == {apns.Accepted}
        assert stand_in.accepted[0].token == "ab" * 100


def test_a_closed_client_sends_nothing():
    with a_stand_in() as stand_in:
        client = a_client(stand_in)
        client.close()
        with pytest.raises(RuntimeError, match="closed"):
            client.push(some_pushes(1))
