"""Every answer of Apple's becomes the one value that says what to do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.push_house import a_client, a_stand_in, a_token, kinds, some_pushes
from wallet_service.simulator.apns_faults import Answer
from wallet_service.wallets.apple import apns
from wallet_service.wallets.apple.apns import answers

SINCE = datetime(2026, 11, 20, 12, 0, 0, 500_000, tzinfo=UTC)
MILLISECONDS = 1_795_176_000_500

TABLE = [
    (
        Answer(410, "Unregistered", MILLISECONDS),
        apns.Unregistered("Unregistered", SINCE),
    ),
    (
        Answer(410, "ExpiredToken", MILLISECONDS),
        apns.Unregistered("ExpiredToken", SINCE),
    ),
    (Answer(410, "Unregistered"), apns.Unregistered("Unregistered", None)),
    (Answer(400, "BadDeviceToken"), apns.BadToken("BadDeviceToken")),
    (Answer(400, "DeviceTokenNotForTopic"), apns.BadToken("DeviceTokenNotForTopic")),
    (Answer(400, "BadTopic"), apns.Refused(400, "BadTopic")),
    (Answer(400, "TopicDisallowed"), apns.Refused(400, "TopicDisallowed")),
    (Answer(400, "PayloadEmpty"), apns.Refused(400, "PayloadEmpty")),
    (Answer(404, "BadPath"), apns.Refused(404, "BadPath")),
    (Answer(405, "MethodNotAllowed"), apns.Refused(405, "MethodNotAllowed")),
    (Answer(413, "PayloadTooLarge"), apns.Refused(413, "PayloadTooLarge")),
    (Answer(403, "BadCertificate"), apns.CredentialRefused(403, "BadCertificate")),
    (Answer(403, "Forbidden"), apns.CredentialRefused(403, "Forbidden")),
    (
        Answer(429, "TooManyRequests", retry_after=30),
        apns.TryLater(429, "TooManyRequests", 30.0),
    ),
    (Answer(429, "TooManyRequests"), apns.TryLater(429, "TooManyRequests", None)),
    (
        Answer(500, "InternalServerError"),
        apns.TryLater(500, "InternalServerError", None),
    ),
    (
        Answer(503, "ServiceUnavailable", retry_after=900),
        apns.TryLater(503, "ServiceUnavailable", 900.0),
    ),
    (Answer(503, "Shutdown"), apns.TryLater(503, "Shutdown", None)),
    (Answer(400, "IdleTimeout"), apns.TryLater(400, "IdleTimeout", None)),
]


@pytest.mark.parametrize(("given", "expected"), TABLE)
def test_statement_39_each_answer_says_what_to_do(given, expected):
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        stand_in.faults.next_for_token(a_token(1), given)
        assert client.push(some_pushes(1)) == [expected]


def test_statement_39_a_bad_token_does_not_touch_its_neighbours():
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        stand_in.faults.next_for_token(a_token(2), Answer(400, "BadDeviceToken"))
        assert [type(answer) for answer in client.push(some_pushes(3))] == [
            apns.Accepted,
            apns.BadToken,
            apns.Accepted,
        ]


@pytest.mark.parametrize(
    "fault", [Answer(403, "BadCertificate"), Answer(400, "TopicDisallowed")]
)
def test_statement_39_a_refusal_of_ours_stops_what_was_not_yet_sent(fault):
    with a_stand_in(max_concurrent_streams=10) as stand_in:
        stand_in.faults.draw_with(lambda push: fault)
        with a_client(stand_in, max_connections=1) as client:
            answers = client.push(some_pushes(1000))
        assert len(answers) == 1000
        assert len(set(answers)) == 1
        assert stand_in.records.count("requests") <= 20


def test_statement_39_a_refused_batch_does_not_stop_the_next():
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        stand_in.faults.next_for_token(a_token(1), Answer(403, "BadCertificate"))
        assert kinds(client.push(some_pushes(1))) == {apns.CredentialRefused}
        assert kinds(client.push(some_pushes(1))) == {apns.Accepted}


def test_shutdown_moves_on_to_a_new_connection():
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        stand_in.faults.next_for_token(a_token(1), Answer(503, "Shutdown"))
        client.push(some_pushes(1))
        assert kinds(client.push(some_pushes(1))) == {apns.Accepted}
        assert [push.connection for push in stand_in.accepted] == [2]


def test_another_pass_types_topic_is_refused():
    with a_stand_in() as stand_in, a_client(stand_in) as client:
        assert client.push(some_pushes(1, topic="pass.com.example.other")) == [
            apns.Refused(400, "TopicDisallowed")
        ]


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'{"reason": 5}', b"\xff", b'{"timestamp": "x"}']
)
def test_a_body_that_says_nothing_useful_is_no_failure(body):
    answer = answers.read(410, {}, body=body, apns_id="x")
    assert isinstance(answer, apns.Unregistered)
    assert answer.since is None


@pytest.mark.parametrize("timestamp", ["true", "1.5", "99999999999999999999", "-1e400"])
def test_a_timestamp_that_is_none_leaves_the_time_unknown(timestamp):
    body = b'{"reason": "Unregistered", "timestamp": %s}' % timestamp.encode()
    answer = answers.read(410, {}, body=body, apns_id="x")
    assert answer == apns.Unregistered("Unregistered", None)


def test_an_accepted_push_without_an_id_in_the_answer_has_the_one_that_was_sent():
    assert answers.read(200, {}, body=b"", apns_id="sent") == apns.Accepted("sent")


def test_a_retry_after_that_is_a_date_leaves_the_wait_to_the_caller():
    fields = {b"retry-after": b"Sun, 22 Nov 2026 09:30:00 GMT"}
    answer = answers.read(503, fields, body=b"{}", apns_id="x")
    assert answer == apns.TryLater(503, "", None)
